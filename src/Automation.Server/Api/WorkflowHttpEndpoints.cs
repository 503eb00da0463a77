using System.Text.Json;
using Automation.Server.Access;
using Automation.Stages.Http;
using Automation.Workflows.Activities.Http;
using Automation.Workflows.Execution;
using Automation.Workflows.Values;

namespace Automation.Server.Api;

/// <summary>The HTTP endpoints of published workflows, below <c>/workflows-http</c>.</summary>
internal static class WorkflowHttpEndpoints
{
    public const string BasePath = "/workflows-http";

    /// <summary>Bytes of a request's body.</summary>
    private const int MaxBody = 1024 * 1024;

    public static void MapWorkflowHttp(this IEndpointRouteBuilder routes) => routes.Map(BasePath + "/{**path}", ReceiveAsync).DisableAntiforgery();

    private static async Task ReceiveAsync(HttpContext http, string? path, WorkflowRequests requests, EndpointCallers callers, CancellationToken cancellationToken)
    {
        var (body, isTooLarge) = await BodyAsync(http.Request, cancellationToken);
        if (isTooLarge)
        {
            await ProblemAsync(http, StatusCodes.Status413PayloadTooLarge, "Request too large", $"The body is larger than {MaxBody} bytes.");
            return;
        }

        var request = new ValueMap
        {
            ["method"] = http.Request.Method,
            ["path"] = "/" + path,
            ["query"] = new ValueMap(http.Request.Query.Select(q => KeyValuePair.Create<string, object?>(q.Key, q.Value.ToString()))),
            // Who a person is to this desk is no business of a workflow.
            ["headers"] = new ValueMap(http.Request.Headers.Where(h => h.Key != "Cookie").Select(h => KeyValuePair.Create<string, object?>(h.Key, h.Value.ToString()))),
            ["body"] = body,
        };
        var answer = await requests.SendAsync(path ?? "", http.Request.Method, request, demand => callers.MeetsAsync(http.User, demand), cancellationToken);
        if (!answer.Found)
            await ProblemAsync(http, StatusCodes.Status404NotFound, "No such endpoint", $"No published workflow answers {http.Request.Method} {http.Request.Path}.");
        else if (answer.Unmet is { } demand)
            await RefuseAsync(http, demand);
        else if (answer.Reply is { } reply)
            await ReplyAsync(http, reply, cancellationToken);
        else if (answer.Incident is not null)
            await ProblemAsync(http, StatusCodes.Status500InternalServerError, "The workflow failed", $"Instance {string.Join(", ", answer.InstanceIds)} has an incident.");
        else
            await Results.Accepted(value: new { answer.InstanceIds }).ExecuteAsync(http);
    }

    private static Task RefuseAsync(HttpContext http, EndpointDemand demand) => EndpointCallers.HasSignedIn(http.User)
        ? ProblemAsync(http, StatusCodes.Status403Forbidden, "Not allowed", $"This endpoint is only for those who meet the policy '{demand.Policy}'.")
        : ProblemAsync(http, StatusCodes.Status401Unauthorized, "Sign in first", "This endpoint is only for people who have signed in.");

    private static async Task ReplyAsync(HttpContext http, HttpReply reply, CancellationToken cancellationToken)
    {
        if (reply.StatusCode is < 200 or > 599)
        {
            await ProblemAsync(http, StatusCodes.Status500InternalServerError, "The workflow failed", $"It answered with the status {reply.StatusCode}, which is none from 200 to 599.");
            return;
        }

        http.Response.StatusCode = reply.StatusCode;
        foreach (var (name, value) in reply.Headers)
        {
            var text = ValueConversion.To<string>(value) ?? "";
            if (name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') && text.All(letter => letter is >= ' ' and < (char)127)
                && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            {
                http.Response.Headers[name] = text;
            }
        }

        // A page that a workflow made is a stranger on our origin.
        http.Response.Headers.ContentSecurityPolicy = "sandbox";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (reply.Content is null || reply.StatusCode is 204 or 304 || HttpMethods.IsHead(http.Request.Method))
            return;
        http.Response.ContentType = string.IsNullOrEmpty(reply.ContentType) ? reply.Content is string ? "text/plain; charset=utf-8" : "application/json" : reply.ContentType;
        await http.Response.WriteAsync(reply.Content as string ?? WorkflowValue.ToJson(reply.Content), cancellationToken);
    }

    private static async Task<(object? Body, bool IsTooLarge)> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBody)
            return (null, true);
        using var memory = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (memory.Length + read > MaxBody)
                return (null, true);
            memory.Write(buffer, 0, read);
        }

        if (memory.Length == 0)
            return (null, false);
        var text = System.Text.Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
        if (request.HasJsonContentType())
        {
            try
            {
                return (WorkflowValue.FromJson(JsonElement.Parse(text)), false);
            }
            catch (JsonException)
            {
                // The workflow sees what was sent.
            }
        }

        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
            return (new ValueMap(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(text).Select(x => KeyValuePair.Create<string, object?>(x.Key, x.Value.ToString()))), false);
        return (text, false);
    }

    private static Task ProblemAsync(HttpContext http, int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(http);
}

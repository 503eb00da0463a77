using System.Globalization;
using System.Text.Json;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Http;

/// <summary>
/// What the two activities that send a request have in common. The request is an effect, sent after the commit; its
/// result comes back as a resumed bookmark.
/// </summary>
internal abstract class HttpRequestActivity : Activity
{
    [Input("The address.", Required = true, TypeName = "Uri")]
    public Input<string> Url { get; } = new("");

    [Input("The method.", Options = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])]
    public Input<string> Method { get; } = new("GET");

    [Input("The body; lists and objects are sent as JSON.")]
    public Input<object> Content { get; } = new();

    [Input("The body's type.", OthersFit = true, Options = ["", "text/plain", "text/html", "application/json", "application/xml", "application/x-www-form-urlencoded"])]
    public Input<string> ContentType { get; } = new();

    [Input("The Authorization header, such as 'Bearer ${secret:NAME}': the secret stands in the configuration of the desk (Automation:Secrets:NAME), not here.", Category = "Security")]
    public Input<string> Authorization { get; } = new();

    [Input("Further headers. A secret one is written as ${secret:NAME}, as in Authorization.", UIHint = "json-editor", Category = "Advanced", TypeName = "HttpHeaders")]
    public Input<ValueMap> RequestHeaders { get; } = new();

    [Output("The status of the answer; 0 when there was none.")]
    public Output<int> StatusCode { get; } = new();

    [Output("The body of the answer, parsed when it is JSON.")]
    public Output<object> ParsedContent { get; } = new();

    [Output("The headers of the answer.")]
    public Output<ValueMap> ResponseHeaders { get; } = new();

    [Output("The whole answer.")]
    public Output<object> Result { get; } = new();

    /// <summary>A secret that is written into a workflow is read by everyone who reads workflows, and goes out with every export.</summary>
    protected internal override void Load(ActivityLoader loader)
    {
        if (Authorization.Expression is ConstantExpression { Value: string { Length: > 0 } literal } && !SecretReference.IsIn(literal))
            Refuse("Authorization", "authorization");
        if (RequestHeaders.Expression is ConstantExpression { Value: ValueMap headers })
        {
            foreach (var (name, _) in headers.Where(header => SecretReference.IsSecretHeader(header.Key) && header.Value is string { Length: > 0 } text && !SecretReference.IsIn(text)))
                Refuse(name, "requestHeaders");
        }

        foreach (var property in new[] { "authorization", "requestHeaders" })
        {
            foreach (var name in SecretReference.NamesIn(loader.Json.Property(property)?.GetRawText() ?? "").Distinct(StringComparer.Ordinal))
                loader.Require("secrets", "unknown-secret", "secret", name, property);
        }

        void Refuse(string header, string path) => loader.Error(
            "literal-secret", $"{loader.Node.Quoted}: the header {header} has its secret written down. Put it into the configuration of the desk as Automation:Secrets:NAME, and write ${{secret:NAME}} in its place.", path);
    }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (!Uri.TryCreate(context.Get(Url), UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new InvalidOperationException($"'{context.Get(Url)}' is not an http or https address.");

        var requestId = context.Ids.NewId();
        var bookmark = context.WaitFor(new Stimulus(context.Node.Type, new ValueMap { ["requestId"] = requestId }));
        context.After(new SendHttp(
            requestId, bookmark.Id, address.AbsoluteUri, (context.Get(Method) ?? "GET").ToUpperInvariant(), context.Get(Content),
            context.Get(ContentType), context.Get(Authorization), context.Get(RequestHeaders) ?? []));
        // A computed secret is in the request that waits to be sent and nowhere else: the instance may wait for long, and is looked at.
        context.Instance.Inputs = Shown(context.Instance.Inputs);
        return ValueTask.CompletedTask;
    }

    /// <summary>The inputs as people may read them: a secret shows only that there is one.</summary>
    internal ValueMap? Shown(ValueMap? inputs)
    {
        if (inputs is null)
            return null;
        var shown = new ValueMap(inputs);
        if (inputs.Find(Authorization.Name) is not null)
            shown[Authorization.Name] = SecretReference.Mask;
        if (inputs.Find(RequestHeaders.Name) is ValueMap headers)
            shown[RequestHeaders.Name] = new ValueMap(headers.Select(header => KeyValuePair.Create(header.Key, SecretReference.IsSecretHeader(header.Key) && header.Value is not null ? SecretReference.Mask : header.Value)));
        return shown;
    }

    protected internal override ValueTask ResumeAsync(ActivityContext context, Resumption resumption)
    {
        var answer = resumption.Payload as ValueMap ?? [];
        var status = ValueConversion.To<int>(answer.Find("statusCode"));
        context.Set(StatusCode, status);
        context.Set(ParsedContent, answer.Find("content"));
        context.Set(ResponseHeaders, answer.Find("headers") as ValueMap);
        context.Set(Result, (object)answer);
        Answered(context, status, answer.Find("failure") as string);
        return ValueTask.CompletedTask;
    }

    /// <param name="failure">Null, Timeout or FailedToConnect.</param>
    protected abstract void Answered(ActivityContext context, int status, string? failure);
}

/// <summary>Sends an HTTP request and runs the activity for the answer's status.</summary>
[Activity("Elsa.SendHttpRequest", Category = "HTTP", DisplayName = "HTTP Request", Description = "Sends an HTTP request and runs the activity for the status of the answer.", Kind = ActivityKind.Task)]
internal sealed class SendHttpRequest : HttpRequestActivity
{
    private IReadOnlyList<(int Status, ActivityNode? Activity)> _expected = [];

    [Input("The statuses, each with an activity.", UIHint = "http-status-codes")]
    public JsonElement ExpectedStatusCodes { get; private set; }

    [Port]
    public ActivityNode? UnmatchedStatusCode { get; private set; }

    [Port]
    public ActivityNode? FailedToConnect { get; private set; }

    [Port]
    public ActivityNode? Timeout { get; private set; }

    protected internal override void Load(ActivityLoader loader)
    {
        base.Load(loader);
        _expected = [.. loader.Json.Items("expectedStatusCodes").Select((json, index) =>
            (json.WholeNumber("statusCode") ?? 0, loader.Child(json.Object("activity"), $"expectedStatusCodes[{index}].activity")))];
    }

    protected override void Answered(ActivityContext context, int status, string? failure)
    {
        var next = failure switch
        {
            "Timeout" => Timeout,
            "FailedToConnect" => FailedToConnect,
            _ => _expected.Any(one => one.Status == status) ? _expected.First(one => one.Status == status).Activity : UnmatchedStatusCode
        };
        if (next is not null)
            context.Schedule(next);
    }
}

/// <summary>Sends an HTTP request and goes on at the answer's status.</summary>
[Activity("Elsa.FlowSendHttpRequest", Category = "HTTP", DisplayName = "HTTP Request (flow)", Description = "Sends an HTTP request and goes on at the status of the answer.", Kind = ActivityKind.Task)]
internal sealed class FlowSendHttpRequest : HttpRequestActivity
{
    private const string Unmatched = "Unmatched status code";

    [Input("The statuses that have a way on of their own.", UIHint = "multitext")]
    public Input<List<int>> ExpectedStatusCodes { get; } = new([200]);

    protected internal override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => ExpectedStatusCodes.Expression switch
    {
        null => ["200", Unmatched, "Failed to connect", "Timeout", Done],
        Expressions.ConstantExpression constant => [.. ValueConversion.To<List<string>>(constant.Value) ?? [], Unmatched, "Failed to connect", "Timeout", Done],
        _ => null
    };

    protected override void Answered(ActivityContext context, int status, string? failure)
    {
        // As in Elsa: what goes on at Done goes on after an answer, whatever its status, and never after none.
        if (failure is "Timeout" or "FailedToConnect")
            context.Complete(failure == "Timeout" ? "Timeout" : "Failed to connect");
        else
            context.Complete((context.Get(ExpectedStatusCodes) ?? []).Contains(status) ? status.ToString(CultureInfo.InvariantCulture) : Unmatched, Done);
    }
}

using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Automation.MailboxEmulator.Graph;

/// <summary>Joins the API to HTTP: the bearer token, the body, the answer.</summary>
internal sealed class GraphEndpoint(Pipeline pipeline, Batch batch, UploadSessions uploads, EmulatorOptions options)
{
    public async Task AnswerAsync(HttpContext http)
    {
        var path = PathText(http, "/v1.0");
        GraphResponse response;
        if (Refusal(http.Request) is { } refusal)
        {
            response = GraphResponse.Error(refusal, options.Time.GetUtcNow(), http.Request.Headers["client-request-id"]);
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\"";
        }
        else
        {
            var request = new GraphRequest
            {
                Method = http.Request.Method.ToUpperInvariant(),
                Segments = PathSegments.Split(path),
                Query = QueryHelpers.ParseQuery(http.Request.QueryString.Value),
                Header = name => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null,
                Body = await ReadBodyAsync(http),
                BaseUrl = BaseUrl(http.Request),
                Application = ApplicationOf(http.Request),
                Cancelled = http.RequestAborted,
            };
            response = request is { Method: "POST", Segments: [var only] } && only.Equals("$batch", StringComparison.OrdinalIgnoreCase)
                ? await AnswerBatchAsync(request)
                : await pipeline.AnswerAsync(request);
        }

        await WriteAsync(http, response);
    }

    /// <summary>A piece of an upload session; its address is its right, no token is asked.</summary>
    public async Task UploadAsync(HttpContext http)
    {
        var id = PathText(http, UploadSessions.PathPrefix.TrimEnd('/')).Trim('/');
        GraphResponse response;
        try
        {
            response = http.Request.Method == "DELETE"
                ? uploads.Cancel(id)
                : uploads.Put(id, http.Request.Headers.ContentRange, await ReadBodyAsync(http), BaseUrl(http.Request));
        }
        catch (GraphException error)
        {
            response = GraphResponse.Error(error, options.Time.GetUtcNow(), null);
        }

        await WriteAsync(http, response);
    }

    private async ValueTask<GraphResponse> AnswerBatchAsync(GraphRequest request)
    {
        try
        {
            return await batch.AnswerAsync(request);
        }
        catch (GraphException error)
        {
            return GraphResponse.Error(error, options.Time.GetUtcNow(), request.Header("client-request-id"));
        }
    }

    private GraphException? Refusal(HttpRequest request)
    {
        if (!options.RequireToken)
            return null;
        var token = Token(request);
        if (string.IsNullOrEmpty(token))
            return new GraphException(401, "InvalidAuthenticationToken", "Access token is empty.");
        return token.Any(c => c is <= ' ' or > '~') || options.AcceptToken?.Invoke(token) == false
            ? new GraphException(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.")
            : null;
    }

    private static string? Token(HttpRequest request)
    {
        var value = request.Headers.Authorization.ToString();
        const string Scheme = "Bearer ";
        return value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;
    }

    /// <summary>The <c>appid</c> of a JWT; all tokens that are none count as one application.</summary>
    private static string ApplicationOf(HttpRequest request)
    {
        const string Unknown = "application";
        if (Token(request)?.Split('.') is not [_, var claims, _])
            return Unknown;
        try
        {
            using var json = JsonDocument.Parse(WebEncoders.Base64UrlDecode(claims));
            return Drafts.Json.Text(json.RootElement, "appid") ?? Drafts.Json.Text(json.RootElement, "azp") ?? Unknown;
        }
        catch (Exception problem) when (problem is FormatException or JsonException)
        {
            return Unknown;
        }
    }

    private static string BaseUrl(HttpRequest request) => UriHelper.BuildAbsolute(request.Scheme, request.Host) + "v1.0";

    /// <summary>The path after a prefix as the caller wrote it, still escaped: an escaped slash belongs to a name.</summary>
    private static string PathText(HttpContext http, string prefix)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith('/'))
            target = http.Request.Path.ToUriComponent();
        var question = target.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
            target = target[..question];
        return target.Length > prefix.Length ? target[prefix.Length..] : "";
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength is 0)
            return default;
        using var buffer = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 1024, 16 * 1024 * 1024));
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static async Task WriteAsync(HttpContext http, GraphResponse response)
    {
        if (response.CutsConnection)
        {
            http.Abort();
            return;
        }

        var headers = http.Response.Headers;
        http.Response.StatusCode = response.Status;
        var requestId = Guid.NewGuid().ToString();
        headers["request-id"] = requestId;
        headers["client-request-id"] = http.Request.Headers.TryGetValue("client-request-id", out var given) ? given : requestId;
        headers["OData-Version"] = "4.0";
        foreach (var (name, value) in response.Headers)
            headers.Append(name, value);
        if (response.ContentType is { } type)
            http.Response.ContentType = type;
        http.Response.ContentLength = response.Status == 204 ? null : response.Body.Length;
        if (!response.Body.IsEmpty)
        {
            http.Response.BodyWriter.Write(response.Body.Span);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
    }
}

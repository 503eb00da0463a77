using System.Net;
using System.Text;

namespace Automation.Graph.Tests.Connection;

/// <summary>The network below the SDK, with answers from a script.</summary>
internal sealed class ScriptedNetwork(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public List<(string Method, string Url, string Prefer, string Authorization)> Requests { get; } = [];

    public static HttpResponseMessage Answer(int status, string json, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Requests)
        {
            Requests.Add((
                request.Method.Method,
                request.RequestUri!.AbsoluteUri,
                request.Headers.TryGetValues("Prefer", out var prefer) ? string.Join(", ", prefer) : "",
                request.Headers.Authorization?.ToString() ?? ""));
        }

        var response = await answer(request, cancellationToken);
        response.RequestMessage ??= request;
        return response;
    }
}

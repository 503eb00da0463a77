using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Automation.Workflows.Activities.Http;
using Automation.Workflows.Execution;
using Automation.Workflows.Values;

namespace Automation.Stages.Effects;

/// <summary>
/// Sends the HTTP requests of workflows. Where a connection really goes is looked at when it is made, so neither a name nor a redirect leads inside; and a redirect to
/// another server does not take secrets along.
/// </summary>
public sealed class HttpSender : IDisposable
{
    private const int MostRedirects = 5;

    private readonly EffectOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public HttpSender(EffectOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            // The handler would take every header but Authorization along.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = options.MaxAnswerBytes,
        };
    }

    /// <summary>The answer, or that there was none in time.</summary>
    /// <exception cref="HttpConnectException">No connection came about; nothing was sent, so trying again is safe.</exception>
    /// <exception cref="HttpRefusedException">The request must not or cannot be made, and trying again will not help.</exception>
    public async Task<HttpResult> SendAsync(SendHttp effect, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.HttpTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var secrets = new List<string>();
            using var answer = await FollowAsync(effect, secrets, either.Token);
            return new HttpResult((int)answer.StatusCode, null, Without(secrets, await ContentOf(answer.Content, either.Token)), (ValueMap?)Without(secrets, HeadersOf(answer)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HttpResult(0, "Timeout", null, null);
        }
        catch (HttpRequestException e) when (e.InnerException is HttpRefusedException refused)
        {
            throw new HttpRefusedException(refused.Message);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new HttpRefusedException($"The answer of {HostOf(effect)} is larger than {_options.MaxAnswerBytes} bytes.");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            throw new HttpConnectException($"{HostOf(effect)} cannot be reached: {e.GetBaseException().Message}");
        }
        catch (HttpRequestException)
        {
            // The connection broke after the request may have been taken: whether it was, nobody knows.
            return new HttpResult(0, "FailedToConnect", null, null);
        }
    }

    public void Dispose() => _client.Dispose();

    private static string HostOf(SendHttp effect) => new Uri(effect.Url).Authority;

    /// <summary>The answer at the end of the redirects (RFC 9110, 15.4). When there are too many, or one leads from https to http, the redirect itself is the answer.</summary>
    private async Task<HttpResponseMessage> FollowAsync(SendHttp effect, List<string> secrets, CancellationToken cancellationToken)
    {
        var first = new Uri(effect.Url);
        var (address, method, withContent, withSecrets) = (first, new HttpMethod(effect.Method), true, true);
        for (var redirects = 0; ; redirects++)
        {
            using var request = RequestOf(effect, address, method, withContent, withSecrets, secrets);
            var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            if (redirects == MostRedirects || TargetOf(answer, address) is not { } next)
                return answer;
            if (answer.StatusCode == HttpStatusCode.SeeOther ? method != HttpMethod.Head : answer.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found && method == HttpMethod.Post)
                (method, withContent) = (HttpMethod.Get, false);
            // Once they are left out, they stay so: whoever was trusted less may lead back.
            withSecrets &= IsSameServer(first, next);
            address = next;
            answer.Dispose();
        }
    }

    private static Uri? TargetOf(HttpResponseMessage answer, Uri from)
    {
        if (answer.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || answer.Headers.Location is not { } location || !Uri.TryCreate(from, location, out var next))
        {
            return null;
        }

        return next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp) ? next : null;
    }

    private static bool IsSameServer(Uri one, Uri other) => one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <param name="withSecrets">False: headers that carry secrets are left out.</param>
    /// <param name="secrets">Gets the secrets that are in the request.</param>
    private HttpRequestMessage RequestOf(SendHttp effect, Uri address, HttpMethod method, bool withContent, bool withSecrets, List<string> secrets)
    {
        var request = new HttpRequestMessage(method, address);
        try
        {
            if (withContent && effect.Content is { } content && content is not "")
                request.Content = ContentOf(content, effect.ContentType);
            foreach (var (name, value) in effect.Headers)
            {
                if (!withSecrets && (SecretReference.IsSecretHeader(name) || (value is List<object?> all ? all : [value]).Exists(one => SecretReference.IsIn(ValueConversion.To<string>(one) ?? ""))))
                    continue;
                var values = (value is List<object?> list ? list : [value]).ConvertAll(one => WithSecrets(ValueConversion.To<string>(one) ?? "", secrets));
                if (!request.Headers.TryAddWithoutValidation(name, values))
                    request.Content?.Headers.TryAddWithoutValidation(name, values);
            }

            // The receiver can tell a repetition by it.
            if (!request.Headers.Contains("Idempotency-Key"))
                request.Headers.Add("Idempotency-Key", effect.Id);
            if (withSecrets && !string.IsNullOrWhiteSpace(effect.Authorization))
                request.Headers.TryAddWithoutValidation("Authorization", WithSecrets(effect.Authorization, secrets));
            return request;
        }
        catch (HttpRefusedException)
        {
            request.Dispose();
            throw;
        }
        catch (FormatException e)
        {
            request.Dispose();
            throw new HttpRefusedException($"The request to {HostOf(effect)} cannot be written: {e.Message}");
        }
    }

    private string WithSecrets(string text, List<string> secrets) => SecretReference.Resolve(text, name =>
    {
        if (!_options.Secrets.TryGetValue(name, out var secret) || string.IsNullOrEmpty(secret))
            throw new HttpRefusedException($"There is no secret '{name}'. Set Automation:Secrets:{name} in the configuration of this desk, for instance by the environment variable Automation__Secrets__{name}.");
        secrets.Add(secret);
        return secret;
    });

    /// <summary>A server that sends back what it got must not bring a secret into the workflow.</summary>
    private static object? Without(List<string> secrets, object? value) => secrets.Count == 0 ? value : value switch
    {
        string text => secrets.Aggregate(text, (so, secret) => so.Replace(secret, SecretReference.Mask, StringComparison.Ordinal)),
        ValueMap map => new ValueMap(map.Select(pair => KeyValuePair.Create(pair.Key, Without(secrets, pair.Value)))),
        List<object?> list => list.ConvertAll(item => Without(secrets, item)),
        _ => value,
    };

    private static HttpContent ContentOf(object content, string? type)
    {
        if (content is ValueMap form && type == "application/x-www-form-urlencoded")
            return new FormUrlEncodedContent(form.Select(x => KeyValuePair.Create(x.Key, ValueConversion.To<string>(x.Value) ?? "")));
        var text = content as string ?? WorkflowValue.ToJson(content);
        return new StringContent(text, Encoding.UTF8, MediaTypeHeaderValue.Parse(string.IsNullOrEmpty(type) ? content is string ? "text/plain" : "application/json" : type));
    }

    /// <summary>JSON as values, other text as text, anything else as base64.</summary>
    private static async Task<object?> ContentOf(HttpContent content, CancellationToken cancellationToken)
    {
        var type = content.Headers.ContentType?.MediaType ?? "text/plain";
        if (type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            var text = await content.ReadAsStringAsync(cancellationToken);
            try
            {
                return text.Length == 0 ? null : WorkflowValue.FromJson(JsonElement.Parse(text));
            }
            catch (JsonException)
            {
                return text;
            }
        }

        return type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.EndsWith("xml", StringComparison.OrdinalIgnoreCase) || type.EndsWith("urlencoded", StringComparison.OrdinalIgnoreCase)
            ? await content.ReadAsStringAsync(cancellationToken)
            : Convert.ToBase64String(await content.ReadAsByteArrayAsync(cancellationToken));
    }

    private static ValueMap HeadersOf(HttpResponseMessage answer) =>
        new(answer.Headers.Concat(answer.Content.Headers).Select(h => KeyValuePair.Create<string, object?>(h.Key, string.Join(", ", h.Value))));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        // The name service refuses addresses that name no machine (0.0.0.0, ::) as if they could not be found; connected to, they are this one.
        var addresses = IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = Array.FindAll(addresses, one => IsAllowed(host, one));
        if (allowed.Length == 0 && addresses.Length > 0)
        {
            throw new HttpRefusedException(
                $"{host} is a private address ({addresses[0]}), which workflows may not reach. If this one may be, add it to Automation:Workflows:AllowedPrivateHosts.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsAllowed(string host, IPAddress address) =>
        !PrivateAddresses.IsPrivate(address)
        || _options.AllowedPrivateHosts.Any(allowed => string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase)
            || (IPNetwork.TryParse(allowed, out var network) && network.Contains(address)));
}

/// <summary>No connection came about.</summary>
public sealed class HttpConnectException(string message) : Exception(message);

/// <summary>A request that must not be made.</summary>
public sealed class HttpRefusedException(string message) : Exception(message);

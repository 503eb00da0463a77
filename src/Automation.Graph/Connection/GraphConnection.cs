using System.Net.Http.Headers;
using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;
using Azure.Identity;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware.Options;

namespace Automation.Graph.Connection;

/// <summary>
/// Makes requests through the Graph SDK (its request builders, sign-in and pipeline), one at a time through the gate, and hands back the body as it came.
/// The SDK's own retries are off: it would sleep for minutes within one request, know nothing of other callers, and send a mail twice on a 503.
/// </summary>
internal sealed class GraphConnection : IDisposable
{
    private static readonly RetryHandlerOption NoRetry = new() { MaxRetry = 0, ShouldRetry = (_, _, _) => false };

    private readonly HttpClient _http;
    private readonly GraphServiceClient _client;
    private readonly GraphOptions _options;
    private readonly TimeProvider _time;

    public GraphConnection(GraphOptions options, RequestGate gate, RequestCounts counts, TimeProvider time, HttpMessageHandler? transport = null)
    {
        options.Check();
        _options = options;
        _time = time;
        Gate = gate;
        Counts = counts;
        // No `using`: the client owns it.
        transport ??= new SocketsHttpHandler
        {
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        _http = GraphClientFactory.Create(finalHandler: transport);
        // The time-out is ours (RequestTimeout), so that it covers the body too and is told from a cancellation.
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _client = new GraphServiceClient(_http, new BaseBearerTokenAuthenticationProvider(TokenProviders.For(options)), Root);
    }

    public RequestGate Gate { get; }

    public RequestCounts Counts { get; }

    public TimeProvider Time => _time;

    public GraphOptions Options => _options;

    /// <summary>Root of the API, without a slash at its end.</summary>
    public string Root => _options.Root.ToString().TrimEnd('/');

    /// <summary>Asks until there is an answer that repeating would not change. Throws when there is none; an answer that refuses is returned.</summary>
    /// <exception cref="MailboxException">No answer (Unavailable), no sign-in (Unauthorized), or the wait for the gate is beyond <see cref="GraphOptions.Patience"/>.</exception>
    public async Task<GraphAnswer> AskAsync(GraphCall call, CancellationToken cancellationToken)
    {
        var alone = false;
        for (var attempt = 1; ; attempt++)
        {
            var more = attempt < _options.Attempts && call.Repeat != Repeat.Never;
            using var lease = await Gate.EnterAsync(
                new GateRequest(call.Mailbox, call.IsUrgent, call.Kind == RequestKind.Send, call.Requests, alone), _options.Patience, cancellationToken).ConfigureAwait(false);
            GraphAnswer answer;
            try
            {
                answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (NoAnswerException noAnswer)
            {
                lease.Dispose();
                if (!more || !(call.Repeat == Repeat.Always || noAnswer.SurelyNotDone))
                    throw GraphFaults.NoAnswer(call.Mailbox, call.Doing, noAnswer.InnerException!);
                await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
                continue;
            }
            catch (AuthenticationFailedException problem)
            {
                throw GraphFaults.NoToken(call.Mailbox, call.Doing, problem);
            }

            switch (answer.Status)
            {
                case 429:
                    lease.Throttled(answer.RetryAfter, IsConcurrency(answer));
                    if (more)
                        continue;
                    return answer;

                // Requests in parallel were seen to be refused as if there were no access. Alone, the answer can be believed.
                case 403 when !alone && more && lease.HadCompany && answer.Error.Is("ErrorAccessDenied"):
                    alone = true;
                    continue;

                case 503:
                    lease.Throttled(answer.RetryAfter ?? TimeSpan.FromSeconds(attempt));
                    if (more && call.Repeat == Repeat.Always)
                        continue;
                    return answer;

                case 500 or 502 or 504 when more && call.Repeat == Repeat.Always:
                    lease.Dispose();
                    await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
                    continue;

                default:
                    if (answer.Status < 500)
                        lease.Succeeded();
                    return answer;
            }
        }
    }

    /// <summary>Like <see cref="AskAsync"/>, but what is not a success is thrown in words.</summary>
    public async Task<GraphAnswer> DemandAsync(GraphCall call, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? answer : throw GraphFaults.From(answer, call.Mailbox, call.Doing);
    }

    public static bool IsConcurrency(GraphAnswer answer) =>
        answer.Error.Message.Contains("MailboxConcurrency", StringComparison.OrdinalIgnoreCase);

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(500 * Math.Pow(2, attempt - 1)), _time, cancellationToken);

    /// <exception cref="NoAnswerException">No complete answer came.</exception>
    private async Task<GraphAnswer> SendAsync(GraphCall call, CancellationToken cancellationToken)
    {
        var request = call.Build(_client);
        var raw = new NativeResponseHandler();
        request.SetResponseHandler(raw);
        request.AddRequestOptions([NoRetry]);

        using var timeout = new CancellationTokenSource(call.Timeout ?? _options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var status = 0;
        try
        {
            // Asked for as a stream, the SDK does not buffer the body; the raw handler then takes the whole response.
            await _client.RequestAdapter.SendPrimitiveAsync<Stream>(request, errorMapping: null, either.Token).ConfigureAwait(false);
            using var response = (HttpResponseMessage)raw.Value!;
            status = (int)response.StatusCode;
            var (body, isCut) = await BodyReader.ReadAsync(response.Content, call.MaxBytes, either.Token).ConfigureAwait(false);
            return new GraphAnswer(status, body, RetryAfter(response.Headers.RetryAfter), isCut);
        }
        catch (OperationCanceledException problem) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NoAnswerException(new TimeoutException("The request took too long.", problem), surelyNotDone: false);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw new NoAnswerException(problem, NeverConnected(problem));
        }
        finally
        {
            Counts.Add(call.Kind, status);
        }
    }

    /// <summary>The connection was never made, so surely nothing was asked.</summary>
    public static bool NeverConnected(Exception problem) =>
        problem is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}

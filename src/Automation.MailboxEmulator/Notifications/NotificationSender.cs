using System.Net.Http.Headers;
using Automation.MailboxEmulator.Graph;

namespace Automation.MailboxEmulator.Notifications;

/// <summary>Calls a subscriber: the handshake, and one POST of notifications with its time limit and retries.</summary>
internal sealed class NotificationSender(EmulatorOptions options) : IDisposable
{
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(10);

    /// <summary>An answer that takes longer counts as a failure and the same is sent again.</summary>
    private static readonly TimeSpan DeliveryLimit = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    /// <summary>After four hours a notification is dropped.</summary>
    private static readonly TimeSpan GiveUp = TimeSpan.FromHours(4);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="GraphException">400 when the subscriber does not echo the token in time.</exception>
    public async Task ValidateAsync(Uri url, CancellationToken cancellationToken)
    {
        var token = $"Validation: Testing client application reachability for subscription Request-Id: {Guid.NewGuid()}";
        var address = new UriBuilder(url);
        address.Query = (address.Query.Length > 1 ? address.Query[1..] + "&" : "") + "validationToken=" + Uri.EscapeDataString(token);
        var isGood = false;
        try
        {
            using var limit = new CancellationTokenSource(HandshakeLimit, options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            using var content = new StringContent("");
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/plain; charset=utf-8");
            using var answer = await _http.PostAsync(address.Uri, content, either.Token);
            isGood = (int)answer.StatusCode == 200
                && answer.Content.Headers.ContentType?.MediaType == "text/plain"
                && await answer.Content.ReadAsStringAsync(either.Token) == token;
        }
        catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (!isGood)
            throw new GraphException(400, "InvalidRequest", "Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.");
    }

    /// <summary>Delivers, repeating with growing pauses. False when it was given up.</summary>
    public async Task<bool> DeliverAsync(Uri url, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var start = options.Time.GetUtcNow();
        for (var pause = FirstRetry; ; pause = pause * 2 < LongestRetry ? pause * 2 : LongestRetry)
        {
            if (await TryDeliverAsync(url, json, cancellationToken))
                return true;
            if (options.Time.GetUtcNow() + pause - start > GiveUp)
                return false;
            await Task.Delay(pause, options.Time, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> TryDeliverAsync(Uri url, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = new CancellationTokenSource(DeliveryLimit, options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            using var content = new ReadOnlyMemoryContent(json);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");
            using var answer = await _http.PostAsync(url, content, either.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Automation.MailboxEmulator;
using Microsoft.AspNetCore.Builder;

namespace Automation.EndToEnd.Harness;

/// <summary>A mailbox emulator and its control API: one in this process, which outlives the servers that are killed, or one that a server started.</summary>
public sealed class EmulatedMailboxes : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly WebApplication? _app;
    private readonly HttpClient _http;

    private EmulatedMailboxes(WebApplication? app, Uri url)
    {
        _app = app;
        Url = url;
        _http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(100) };
    }

    public Uri Url { get; }

    /// <summary>On a free port, without limits of its own: all refusals are faults that were asked for.</summary>
    public static async Task<EmulatedMailboxes> StartAsync(int seed, CancellationToken cancellationToken)
    {
        var options = EmulatorOptions.CreateDefault();
        options.Url = "http://127.0.0.1:0";
        options.AllowHttpNotifications = true;
        options.Seed = seed;
        options.Throttling = options.Throttling with { Enabled = false };
        var app = EmulatorHost.Build(options);
        await app.StartAsync(cancellationToken);
        return new EmulatedMailboxes(app, new Uri(app.Urls.First()));
    }

    /// <summary>One that runs already.</summary>
    public static EmulatedMailboxes At(Uri url) => new(app: null, url);

    public Task AddPersonAsync(string address, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Post, "/_emulator/mailboxes", new { address, displayName = address[..address.IndexOf('@', StringComparison.Ordinal)], role = "person" }, cancellationToken);

    /// <summary>Puts raw mail into the inbox of a mailbox; the id it got there.</summary>
    public async Task<string> PutInAsync(string mailbox, byte[] raw, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(raw);
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        using var answer = await _http.PostAsync(Address(Box(mailbox, "messages")), content, cancellationToken);
        return (await ReadAsync<Put>(answer, cancellationToken)).Id;
    }

    public Task<List<EmulatedMessage>> InboxOfAsync(string mailbox, CancellationToken cancellationToken) =>
        SendAsync<List<EmulatedMessage>>(HttpMethod.Get, Box(mailbox, "messages?folder=inbox"), null, cancellationToken);

    /// <summary>Writes a mail as a person does on the emulator's page.</summary>
    public Task WriteAsync(string mailbox, string to, string subject, string body, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Post, Box(mailbox, "send"), new { to = new[] { to }, subject, body }, cancellationToken);

    /// <summary>Answers a received message as a person; the Message-ID of the answer.</summary>
    public async Task<string> ReplyAsync(string mailbox, string replyTo, string body, CancellationToken cancellationToken) =>
        (await SendAsync<Sent>(HttpMethod.Post, Box(mailbox, "send"), new { replyTo, body }, cancellationToken)).InternetMessageId;

    /// <summary>An out-of-office answer to a received message.</summary>
    public Task AnswerAutomaticallyAsync(string mailbox, string id, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Post, Box(mailbox, $"messages/{Uri.EscapeDataString(id)}/automatic-reply"), null, cancellationToken);

    /// <summary>A non-delivery report about a received message.</summary>
    public Task BounceAsync(string mailbox, string id, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Post, Box(mailbox, $"messages/{Uri.EscapeDataString(id)}/bounce"), null, cancellationToken);

    /// <summary>Moves a message as its owner does in Outlook.</summary>
    public async Task MoveAsync(string mailbox, string id, string folder, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address($"/v1.0/users/{Uri.EscapeDataString(mailbox)}/messages/{Uri.EscapeDataString(id)}/move"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "owner");
        request.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
        request.Content = JsonContent.Create(new { destinationId = folder });
        using var answer = await _http.SendAsync(request, cancellationToken);
        await ReadAsync<JsonElement>(answer, cancellationToken);
    }

    public Task SetFaultsAsync(string mailbox, int seed, IReadOnlyList<EmulatedFault> faults, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Put, Box(mailbox, "faults"), new { seed, faults }, cancellationToken);

    /// <summary>How often each kind of fault fired.</summary>
    public async Task<IReadOnlyDictionary<string, int>> FaultsFiredAsync(string mailbox, CancellationToken cancellationToken) =>
        (await SendAsync<FaultView>(HttpMethod.Get, Box(mailbox, "faults"), null, cancellationToken)).Fired;

    public Task<EmulatorStatistics> StatisticsAsync(CancellationToken cancellationToken) =>
        SendAsync<EmulatorStatistics>(HttpMethod.Get, "/_emulator/statistics", null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private static string Box(string mailbox, string rest) => $"/_emulator/mailboxes/{Uri.EscapeDataString(mailbox)}/{rest}";

    private static Uri Address(string path) => new(path, UriKind.Relative);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, Address(path));
        if (body is not null)
            request.Content = JsonContent.Create(body, options: Json);
        using var answer = await _http.SendAsync(request, cancellationToken);
        return await ReadAsync<T>(answer, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}"));
        }

        return (await answer.Content.ReadFromJsonAsync<T>(Json, cancellationToken))!;
    }

    private sealed record Put(string Id);

    private sealed record Sent(string InternetMessageId);

    private sealed record FaultView(Dictionary<string, int> Fired);
}

public sealed record EmulatedMessage(string Id, string Subject, EmulatedParty? From, string? InternetMessageId, string? InReplyTo, string Body);

public sealed record EmulatedParty(string Address);

/// <summary>A fault to switch on, as the emulator's control API takes it.</summary>
public sealed record EmulatedFault(string Kind, double Probability)
{
    /// <summary>Kinds of request it is for; null: all it can concern.</summary>
    public IReadOnlyList<string>? On { get; init; }

    /// <summary>How often it fires at most; null: for ever.</summary>
    public int? Remaining { get; init; }

    public string RetryAfter { get; init; } = "seconds";

    public double Seconds { get; init; } = 1;
}

public sealed record EmulatorStatistics(Dictionary<string, int> Requests, Dictionary<string, int> Statuses, EmulatedSends Sends, EmulatedNotifications Notifications);

/// <param name="ByKey">Accepted sends by send key.</param>
/// <param name="Delivered">Deliveries by receiving mailbox.</param>
public sealed record EmulatedSends(Dictionary<string, int> ByKey, Dictionary<string, int> Delivered, int WithoutKey);

public sealed record EmulatedNotifications(int Delivered, int GivenUp);

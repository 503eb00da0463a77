using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Automation.Graph.Connection;
using Automation.Mail.Mailboxes;
using Automation.MailboxEmulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Graph.Tests.Emulator;

/// <summary>An emulator on a free port with one desk and one person, and our adapter connected to it by the real SDK over real HTTP. Clocks do not run; waits take them ahead.</summary>
internal sealed class EmulatedDesk : IAsyncDisposable
{
    public const string Address = "helpdesk@contoso.example";
    public const string Person = "ann.lee@contoso.example";
    public static readonly MailFolder Inbox = new(Address, "inbox");
    public static readonly MailFolder SentItems = new(Address, "sentitems");

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly WebApplication _app;
    private readonly HttpClient _control;
    private readonly FakeTimeProvider _emulatorTime;

    private EmulatedDesk(WebApplication app, FakeTimeProvider emulatorTime, Func<GraphOptions, GraphOptions>? change)
    {
        _app = app;
        _emulatorTime = emulatorTime;
        Url = new Uri(app.Urls.First());
        _control = new HttpClient { BaseAddress = Url };
        Time = new HurryingTime(Start) { Moved = _emulatorTime.SetUtcNow };
        var options = new GraphOptions
        {
            SignIn = new GraphSignIn.FixedToken("secret"),
            BaseUrl = new Uri(Url, "/v1.0"),
            InstanceName = "test-desk",
            RequestTimeout = TimeSpan.FromHours(2),
        };
        Options = change?.Invoke(options) ?? options;
        Graph = new GraphMailbox(Options, Time, new Random(1));
    }

    public Uri Url { get; }

    public GraphOptions Options { get; }

    public GraphMailbox Graph { get; }

    public HurryingTime Time { get; }

    public static async Task<EmulatedDesk> StartAsync(Action<EmulatorOptions>? emulator = null, Func<GraphOptions, GraphOptions>? graph = null)
    {
        var time = new FakeTimeProvider(Start);
        var options = new EmulatorOptions
        {
            Url = "http://127.0.0.1:0",
            Time = time,
            AllowHttpNotifications = true,
            Mailboxes =
            [
                new(Address, "Help Desk", MailboxRole.Desk),
                new("facilities@contoso.example", "Facilities", MailboxRole.Desk),
                new("third@contoso.example", "Third", MailboxRole.Desk),
                new(Person, "Ann Lee"),
            ],
        };
        emulator?.Invoke(options);
        var app = EmulatorHost.Build(options);
        await app.StartAsync();
        return new EmulatedDesk(app, time, graph);
    }

    public static string Eml(string subject, string? messageId = null, string headers = "", string body = "Hello, the printer on floor 3 is silent.\r\n") =>
        $"From: Ann Lee <{Person}>\r\nTo: Help Desk <{Address}>\r\nSubject: {subject}\r\nMessage-ID: {messageId ?? $"<{subject.GetHashCode(StringComparison.Ordinal):x}@client.example>"}\r\nDate: Mon, 2 Mar 2026 07:59:00 +0000\r\n{headers}{(headers.Contains("Content-Type", StringComparison.OrdinalIgnoreCase) ? "" : "Content-Type: text/plain; charset=utf-8\r\n")}\r\n{body}";

    public Task PutInAsync(string eml, string mailbox = Address) => PutInAsync(Encoding.UTF8.GetBytes(eml), mailbox, "");

    public Task PutInManyAsync(string template, int count) => PutInAsync(Encoding.UTF8.GetBytes(template), Address, $"?count={count}");

    public async Task FaultAsync(string kind, int? remaining = 1, string? on = null, string retryAfter = "seconds", double seconds = 1, string mailbox = Address) =>
        await FaultsAsync(mailbox, new { kind, remaining, on = on is null ? null : new[] { on }, retryAfter, seconds });

    public async Task FaultsAsync(string mailbox, params object[] faults) =>
        (await _control.PutAsJsonAsync($"/_emulator/mailboxes/{mailbox}/faults", new { faults })).EnsureSuccessStatusCode();

    public async Task ExpireTokensAsync() =>
        (await _control.PostAsync($"/_emulator/mailboxes/{Address}/expire-delta-tokens", null)).EnsureSuccessStatusCode();

    public Task<JsonElement> StatisticsAsync() => _control.GetFromJsonAsync<JsonElement>("/_emulator/statistics");

    public async Task<IReadOnlyList<JsonElement>> MessagesAsync(string mailbox, string folder) =>
        [.. (await _control.GetFromJsonAsync<JsonElement>($"/_emulator/mailboxes/{mailbox}/messages?folder={folder}")).EnumerateArray()];

    /// <summary>The raw text of the only message in a folder.</summary>
    public async Task<string> RawAsync(string mailbox, string folder)
    {
        var id = (await MessagesAsync(mailbox, folder)).Single().GetProperty("id").GetString()!;
        using var answer = await ByAnotherAsync(HttpMethod.Get, $"/users/{mailbox}/messages/{Uri.EscapeDataString(id)}/$value");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A request to the Graph API of the emulator past our adapter, as another program would make it.</summary>
    public async Task<HttpResponseMessage> ByAnotherAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/v1.0" + path);
        request.Headers.Authorization = new("Bearer", "another");
        request.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return (await _control.SendAsync(request)).EnsureSuccessStatusCode();
    }

    public async Task<List<MailRow>> ReadAllAsync(MailFolder? folder = null)
    {
        var (rows, _) = await ReadFromAsync(null, folder);
        return rows;
    }

    public async Task<(List<MailRow> Rows, string Cursor)> ReadFromAsync(string? cursor, MailFolder? folder = null)
    {
        var rows = new List<MailRow>();
        while (true)
        {
            var page = await Graph.Source.ReadPageAsync(folder ?? Inbox, cursor, null, CancellationToken.None);
            rows.AddRange(page.Rows);
            cursor = page.Cursor;
            if (page.IsLast)
                return (rows, cursor);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Graph.Dispose();
        _control.Dispose();
        await _app.DisposeAsync();
    }

    private async Task PutInAsync(byte[] eml, string mailbox, string query)
    {
        using var content = new ByteArrayContent(eml);
        (await _control.PostAsync($"/_emulator/mailboxes/{mailbox}/messages{query}", content)).EnsureSuccessStatusCode();
    }
}

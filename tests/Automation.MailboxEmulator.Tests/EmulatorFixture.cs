using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.MailboxEmulator.Tests.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace Automation.MailboxEmulator.Tests;

/// <summary>A running emulator on a free port with a fake clock; each answer of the Graph API is held against the contract when that is there.</summary>
public sealed class EmulatorFixture : IAsyncDisposable
{
    public const string Desk = "helpdesk@contoso.example";
    public const string Ann = "ann.lee@contoso.example";
    public const string Bob = "bob.novak@contoso.example";
    public const string SendKeyProperty = "String {c2a4d7f0-6a55-4f0b-9d0a-5b1f6f0e7d11} Name HelpDeskSendKey";
    private readonly WebApplication _app;

    private EmulatorFixture(WebApplication app, FakeTimeProvider clock)
    {
        _app = app;
        Clock = clock;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "token");
    }

    public HttpClient Http { get; }
    public FakeTimeProvider Clock { get; }
    public IServiceProvider Services => _app.Services;

    public static async Task<EmulatorFixture> StartAsync(Action<EmulatorOptions>? change = null)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        var options = EmulatorOptions.CreateDefault();
        options.Url = "http://127.0.0.1:0";
        options.Time = clock;
        change?.Invoke(options);
        var app = EmulatorHost.Build(options);
        await app.StartAsync();
        return new EmulatorFixture(app, clock);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>A call of the Graph API.</summary>
    /// <param name="path">Below the version, as <c>users/x/messages?$top=1</c>, or a whole link.</param>
    /// <param name="prefer">The Prefer header; immutable ids unless told otherwise.</param>
    public async Task<Answer> CallAsync(string method, string path, object? body = null, string? prefer = "IdType=\"ImmutableId\"")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.StartsWith("http", StringComparison.Ordinal) ? path : "/v1.0/" + path);
        if (prefer is not null)
            request.Headers.TryAddWithoutValidation("Prefer", prefer);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
        var answer = new Answer((int)response.StatusCode, isJson ? JsonNode.Parse(bytes) : null, bytes, response.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
        if (isJson && GraphContract.Instance is { } contract)
        {
            var plain = PlainPath(response.RequestMessage!.RequestUri!);
            using var json = JsonDocument.Parse(bytes);
            contract.Check(method, plain, answer.Status, json.RootElement).Should().BeEmpty("the answer to {0} {1} should fit the contract: {2}", method, plain, Encoding.UTF8.GetString(bytes));
        }

        return answer;
    }

    public Task<Answer> GetAsync(string path, string? prefer = "IdType=\"ImmutableId\"") => CallAsync("GET", path, null, prefer);

    /// <summary>Puts raw mail into a mailbox and gives back its immutable id.</summary>
    public async Task<string> PutInAsync(byte[] raw, string mailbox = Desk, string query = "")
    {
        using var content = new ByteArrayContent(raw);
        using var response = await Http.PostAsync(new Uri($"/_emulator/mailboxes/{mailbox}/messages{query}", UriKind.Relative), content);
        response.IsSuccessStatusCode.Should().BeTrue();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]?.GetValue<string>() ?? "";
    }

    public Task<string> PutInAsync(string raw, string mailbox = Desk, string query = "") => PutInAsync(Encoding.UTF8.GetBytes(raw.ReplaceLineEndings("\r\n")), mailbox, query);

    public async Task<JsonNode?> ControlAsync(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/_emulator/" + path);
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue("{0} {1} should work: {2}", method, path, text);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public Task SetFaultsAsync(string mailbox, params object[] faults) => ControlAsync("PUT", $"mailboxes/{mailbox}/faults", new { seed = 7, faults });

    public async Task<IReadOnlyList<JsonNode>> MessagesAsync(string mailbox, string folder = "inbox") =>
        [.. (await ControlAsync("GET", $"mailboxes/{mailbox}/messages?folder={folder}"))!.AsArray().Select(m => m!)];

    public static string Mail(string subject = "Printer", string id = "a1@contoso.example", string body = "It is broken.", string extra = "", string from = "Ann Lee <ann.lee@contoso.example>") => $"""
        From: {from}
        To: IT Help Desk <helpdesk@contoso.example>
        Subject: {subject}
        Message-ID: <{id}>
        Date: Mon, 5 Jan 2026 07:59:00 +0000
        {extra}MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        {body}
        """;

    /// <summary>The spelling the contract knows: no address of the host, <c>x('y')</c> as <c>x/y</c>.</summary>
    private static string PlainPath(Uri uri)
    {
        var path = Uri.UnescapeDataString(uri.AbsolutePath)["/v1.0".Length..];
        return path.Replace("('", "/", StringComparison.Ordinal).Replace("')", "", StringComparison.Ordinal);
    }
}

public sealed record Answer(int Status, JsonNode? Json, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode this[string name] => Json![name]!;
    public string? Text(string name) => Json![name]?.GetValue<string>();
    public JsonArray Value => Json!["value"]!.AsArray();
    public string? ErrorCode => Json?["error"]?["code"]?.GetValue<string>();
}

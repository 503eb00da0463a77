using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Automation.Server.Composition;
using Microsoft.AspNetCore.Builder;

namespace Automation.Server.Tests.Desk;

/// <summary>The server as it runs for a user, with the emulator beside it, on free ports and in a folder of its own.</summary>
internal sealed class RunningDesk : IAsyncDisposable
{
    public const string HelpDesk = "helpdesk@contoso.example";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("desk-server-");
    private readonly WebApplication _desk;
    private readonly WebApplication? _emulator;

    private RunningDesk(params string[] more)
    {
        Url = $"http://127.0.0.1:{FreePort()}";
        EmulatorUrl = $"http://127.0.0.1:{FreePort()}";
        string[] args =
        [
            "--Urls", Url, "--Automation:Emulator:Url", EmulatorUrl, "--Automation:Emulator:Persist", "false", "--Automation:DataFolder", _folder.FullName,
            "--Automation:Acknowledgements:PerSenderInTenMinutes", "1000", "--Automation:Acknowledgements:PerSenderPerDay", "1000",
            "--Automation:Acknowledgements:PerPatternPerDay", "1000", .. more,
        ];
        (_desk, _emulator) = DeskHost.Build(args);
        Http = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public string Url { get; }

    public string EmulatorUrl { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _desk.Services;

    public static async Task<RunningDesk> StartAsync(params string[] more)
    {
        var desk = new RunningDesk(more);
        if (desk._emulator is not null)
            await desk._emulator.StartAsync();
        await desk._desk.StartAsync();
        return desk;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>Writes a mail to the help desk, as a user.</summary>
    public async Task WriteAsync(string subject, string from = "ann.lee@contoso.example")
    {
        var mail = $"From: {from}\r\nTo: {HelpDesk}\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid():n}@contoso.example>\r\nContent-Type: text/plain\r\n\r\nIt does not work.\r\n";
        using var http = new HttpClient { BaseAddress = new Uri(EmulatorUrl) };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(mail));
        content.Headers.ContentType = new("message/rfc822");
        using var answer = await http.PostAsync(new Uri($"/_emulator/mailboxes/{HelpDesk}/messages", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Asks again and again until the answer is the one waited for.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> UntilAsync(string path, Func<HttpStatusCode, JsonElement, bool> isThere)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var (status, body) = await GetAsync(path);
            if (isThere(status, body))
                return (status, body);
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"{path} still answers {(int)status}: {body}");
            await Task.Delay(50);
        }
    }

    public Task UntilReadyAsync() => UntilAsync("/health/ready", (status, _) => status == HttpStatusCode.OK);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _desk.StopAsync();
        await _desk.DisposeAsync();
        if (_emulator is not null)
            await _emulator.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}

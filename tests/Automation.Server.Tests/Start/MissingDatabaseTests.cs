using System.Net;
using System.Net.Sockets;
using Automation.Server.Tests.Desk;
using Automation.Tests.Databases;
using Npgsql;

namespace Automation.Server.Tests.Start;

/// <summary>A database that is not there yet is waited for, in words, and found without a restart.</summary>
public sealed class MissingDatabaseTests
{
    [Fact]
    public async Task A_folder_that_is_missing_is_told_and_the_desk_starts_when_it_is_there()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"desk-missing-{Guid.NewGuid():n}");
        try
        {
            await using var desk = await RunningDesk.StartAsync("--Automation:Database:ConnectionString", $"Data Source={Path.Combine(folder, "desk.db")}");
            await SaysWhyAsync(desk);
            Directory.CreateDirectory(folder);
            await desk.UntilReadyAsync();
            (await desk.GetAsync("/api/tickets")).Status.Should().Be(HttpStatusCode.OK);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    [PostgresFact]
    public async Task A_server_that_does_not_answer_is_told_and_the_desk_starts_when_it_does()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var real = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var port = RunningDesk.FreePort();
        var seen = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = port };
        await using var desk = await RunningDesk.StartAsync("--Automation:Database:Kind", "PostgreSql", "--Automation:Database:ConnectionString", seen.ConnectionString);
        await SaysWhyAsync(desk);
        await using var door = new Door(port, real.Port);
        await desk.UntilReadyAsync();

        // And when it goes away later, that is told too.
        await door.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        var (_, body) = await desk.UntilAsync("/health/ready", (status, _) => status == HttpStatusCode.ServiceUnavailable);
        body.GetProperty("status").GetString().Should().Be("database unavailable");
        await using var again = new Door(port, real.Port);
        await desk.UntilReadyAsync();
    }

    private static async Task SaysWhyAsync(RunningDesk desk)
    {
        var (_, body) = await desk.UntilAsync(
            "/health/ready", (status, b) => status == HttpStatusCode.ServiceUnavailable && b.GetProperty("problems").GetArrayLength() > 0);
        body.GetProperty("problems")[0].GetString().Should().Contain("cannot start yet").And.Contain("tried again by itself");
        (await desk.GetAsync("/health/live")).Status.Should().Be(HttpStatusCode.OK);
        var (apiStatus, problem) = await desk.GetAsync("/api/tickets");
        apiStatus.Should().Be(HttpStatusCode.ServiceUnavailable);
        problem.GetProperty("detail").GetString().Should().Contain("cannot start yet");

        // A person gets a page that looks again by itself.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/tickets", UriKind.Relative)) { Headers = { { "Accept", "text/html,*/*;q=0.8" } } };
        using var answer = await desk.Http.SendAsync(request);
        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        (await answer.Content.ReadAsStringAsync()).Should().Contain("cannot start yet").And.Contain("http-equiv=\"refresh\"");
    }

    /// <summary>Passes connections on to another port of this machine, as long as it is open.</summary>
    private sealed class Door : IAsyncDisposable
    {
        private readonly TcpListener _listener;
        private readonly CancellationTokenSource _closed = new();
        private readonly Task _accepting;

        public Door(int from, int to)
        {
            _listener = new TcpListener(IPAddress.Loopback, from);
            _listener.Start();
            _accepting = AcceptAsync(to);
        }

        public async ValueTask DisposeAsync()
        {
            if (_closed.IsCancellationRequested)
                return;
            await _closed.CancelAsync();
            _listener.Stop();
            await _accepting;
        }

        private async Task AcceptAsync(int to)
        {
            var passing = new List<Task>();
            try
            {
                while (true)
                    passing.Add(PassAsync(await _listener.AcceptTcpClientAsync(_closed.Token), to));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                await Task.WhenAll(passing);
            }
        }

        private async Task PassAsync(TcpClient client, int to)
        {
            try
            {
                using (client)
                using (var server = new TcpClient())
                {
                    await server.ConnectAsync(IPAddress.Loopback, to, _closed.Token);
                    await Task.WhenAny(
                        client.GetStream().CopyToAsync(server.GetStream(), _closed.Token),
                        server.GetStream().CopyToAsync(client.GetStream(), _closed.Token));
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One side is gone.
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Automation.Graph.Tests.Connection;

/// <summary>A bare TCP server that reads requests and does with the connection what no web server would.</summary>
internal sealed class BluntServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string?> _answer;
    private readonly Task _running;

    /// <param name="answer">The raw answer to a request line; null closes the connection without a word.</param>
    public BluntServer(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _running = RunAsync();
    }

    public List<string> Requests { get; } = [];

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1.0");

    public static string Json(string json) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII);
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
                {
                    lock (Requests)
                        Requests.Add(line);
                    while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                    {
                    }

                    if (_answer(line) is not { } answer)
                        return;
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                }
            }
            catch (Exception end) when (end is OperationCanceledException or IOException)
            {
                // The test is over.
            }
        }
    }
}

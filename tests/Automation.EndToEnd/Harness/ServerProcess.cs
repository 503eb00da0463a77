using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Automation.EndToEnd.Harness;

/// <summary>The server in a process of its own, as an administrator runs it: to be asked over HTTP and to be killed.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly StreamWriter _log;
    private readonly Lock _logGate = new();
    private readonly Queue<string> _lastLines = new();
    private readonly ServerSettings _settings;

    private ServerProcess(Process process, ServerSettings settings, StreamWriter log)
    {
        _process = process;
        _settings = settings;
        _log = log;
        _http = new HttpClient { BaseAddress = settings.Url, Timeout = TimeSpan.FromSeconds(100) };
        Desk = new DeskApi(_http);
    }

    public DeskApi Desk { get; }

    public bool HasExited => _process.HasExited;

    public static ServerProcess Start(ServerSettings settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = settings.Folder };
        start.ArgumentList.Add(BuiltServer.Path);
        foreach (var argument in settings.Arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings.Environment)
            start.Environment[name] = value;
        var log = new StreamWriter(settings.LogFile, append: true) { AutoFlush = true };
        var server = new ServerProcess(new Process { StartInfo = start }, settings, log);
        server._process.OutputDataReceived += (_, line) => server.Note(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Note(line.Data);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <exception cref="InvalidOperationException">The process ended by itself, or was not ready in time; the message has its last lines.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (!await IsReadyAsync(cancellationToken))
        {
            if (_process.HasExited)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The server ended with code {_process.ExitCode}.\n{LastLines()}"));
            if (clock.Elapsed > patience)
                throw new InvalidOperationException($"The server at {_settings.Url} is not ready after {patience}.\n{LastLines()}");
            await Task.Delay(LookEvery, cancellationToken);
        }
    }

    /// <summary>SIGKILL: the process gets no chance to do anything more. Returns when it is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        // Not the plain wait: that one also waits for the last lines of output.
        while (!_process.HasExited)
            await Task.Delay(TimeSpan.FromMilliseconds(5));
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        await _log.DisposeAsync();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        if (line is null)
            return;
        lock (_logGate)
        {
            _log.WriteLine(line);
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 30)
                _lastLines.Dequeue();
        }
    }

    private string LastLines()
    {
        lock (_logGate)
            return string.Join('\n', _lastLines);
    }
}

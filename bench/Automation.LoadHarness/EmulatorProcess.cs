using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace Automation.LoadHarness;

/// <summary>The emulator as a process of its own, so that its work is not counted as ours. It shares the cores all the same.</summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private EmulatorProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
    }

    public Uri Url { get; }

    /// <summary>CPU time it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<EmulatorProcess> StartAsync(CancellationToken cancellationToken)
    {
        var dll = typeof(MailboxEmulator.EmulatorHost).Assembly.Location;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[dll, "--urls", "http://127.0.0.1:0", "--no-throttling"])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The emulator did not start.");
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            var at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at >= 0)
                return new EmulatorProcess(process, new Uri(line[at..].Split(' ', ',')[0]));
        }

        throw new InvalidOperationException("The emulator ended without saying where it listens.");
    }

    public async Task PutInAsync(string mailbox, IEnumerable<byte[]> mails, CancellationToken cancellationToken)
    {
        foreach (var chunk in mails.Chunk(500))
        {
            using var body = new MemoryStream();
            var length = new byte[4];
            foreach (var mail in chunk)
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, mail.Length);
                body.Write(length);
                body.Write(mail);
            }

            using var content = new ByteArrayContent(body.ToArray());
            using var answer = await _http.PostAsync(
                string.Create(CultureInfo.InvariantCulture, $"/_emulator/mailboxes/{Uri.EscapeDataString(mailbox)}/messages/batch"), content, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

using Automation.Mail.Mailboxes;

namespace Automation.Server.Work;

/// <summary>
/// When which folder is read: those of a mailbox that was told of at once, all of them at every interval. Each goes its own pace: a long first read or a mailbox in trouble keeps no other waiting.
/// A folder is read by one reader at a time; who asks meanwhile gets one more read after it. <see cref="Wake"/> is for one caller at a time.
/// </summary>
/// <param name="poll">Between reads of all folders.</param>
/// <param name="read">Reads one folder up to now.</param>
/// <param name="pauseAfter">How long a folder that failed is left alone; the number is its failures in a row.</param>
internal sealed class FolderReading(
    IEnumerable<MailFolder> folders, TimeSpan poll, Func<MailFolder, CancellationToken, Task> read, Func<MailFolder, Exception, int, TimeSpan> pauseAfter, TimeProvider time)
{
    private readonly IReadOnlyList<Pace> _paces = [.. folders.Select(f => new Pace(f))];
    private readonly Lock _pacing = new();
    private DateTimeOffset _nextPoll = DateTimeOffset.MinValue;

    /// <summary>Until all folders are due, from now. A notification does not put it off.</summary>
    public TimeSpan UntilPoll => _nextPoll - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <param name="told">Mailboxes that have something new, in any case.</param>
    public void Wake(IReadOnlySet<string> told, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = now >= _nextPoll;
        if (all)
            _nextPoll = now + poll;
        foreach (var pace in _paces.Where(p => all || told.Contains(p.Folder.Mailbox)))
        {
            lock (_pacing)
            {
                if (pace.IsRunning)
                {
                    pace.AskedAgain = true;
                    continue;
                }

                pace.IsRunning = true;
                pace.AskedAgain = false;
            }

            _ = ReadUntilDoneAsync(pace, cancellationToken);
        }
    }

    /// <summary>Once more for all that asked while it was read, and again after a pause when it failed. It wakes nobody else.</summary>
    private async Task ReadUntilDoneAsync(Pace pace, CancellationToken cancellationToken)
    {
        while (true)
        {
            await ReadAsync(pace, cancellationToken);
            lock (_pacing)
            {
                if (!pace.AskedAgain || cancellationToken.IsCancellationRequested)
                {
                    pace.IsRunning = false;
                    return;
                }

                pace.AskedAgain = false;
            }
        }
    }

    private async Task ReadAsync(Pace pace, CancellationToken cancellationToken)
    {
        try
        {
            await read(pace.Folder, cancellationToken);
            pace.Failures = 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception e)
        {
            pace.Failures++;
            await Task.Delay(pauseAfter(pace.Folder, e, pace.Failures), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_pacing)
                pace.AskedAgain = true;
        }
    }

    private sealed class Pace(MailFolder folder)
    {
        public MailFolder Folder => folder;

        public bool IsRunning { get; set; }

        public bool AskedAgain { get; set; }

        public int Failures { get; set; }
    }
}

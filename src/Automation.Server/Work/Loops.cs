using Automation.Mail.Mailboxes;
using Automation.Server.Composition;
using Automation.Stages.Health;
using Automation.Stages.Log.Batches;
using Automation.Stages.Receiving;
using Automation.Stages.Sending;
using Automation.Storage.Inbox;
using Microsoft.Extensions.Options;

namespace Automation.Server.Work;

/// <summary>
/// Reads the desks' folders: when a notification came, and at every interval because notifications are only a hint.
/// Each folder goes its own pace: a long first read or a mailbox in trouble keeps no other waiting.
/// </summary>
internal sealed class ReceivingLoop(
    FolderSync sync, IOptions<DeskOptions> options, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<ReceivingLoop> logger)
    : WorkLoop("receiving", signals.Sync, TimeSpan.FromSeconds(options.Value.Mailboxes.PollSeconds), gate, problems, time, logger)
{
    private readonly TimeSpan _poll = TimeSpan.FromSeconds(options.Value.Mailboxes.PollSeconds);
    private readonly IReadOnlyList<FolderPace> _folders = [.. DeskFolders.Of(options.Value).Select(f => new FolderPace(f))];

    private readonly Lock _pacing = new();
    private DateTimeOffset _nextPoll = DateTimeOffset.MinValue;

    protected override Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        // A notification is of one mailbox; the others are looked at in their turn.
        var now = Time.GetUtcNow();
        var told = signals.TakeSyncMailboxes();
        var all = now >= _nextPoll;
        if (all)
            _nextPoll = now + _poll;
        foreach (var pace in _folders.Where(f => all || told.Contains(f.Folder.Mailbox)))
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

        return Task.FromResult(false);
    }

    /// <summary>Once more for all that asked while it was read, and again after a pause when it failed. It wakes nobody else.</summary>
    private async Task ReadUntilDoneAsync(FolderPace pace, CancellationToken cancellationToken)
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

    /// <summary>Never throws: the folder's sync has put its trouble on the board, whatever it was.</summary>
    private async Task ReadAsync(FolderPace pace, CancellationToken cancellationToken)
    {
        try
        {
            await sync.RunAsync(pace.Folder, cancellationToken);
            pace.Failures = 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception e)
        {
            pace.Failures++;
            var pause = TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, Math.Min(pace.Failures, 6)) / 4));
            if (e is MailboxException { RetryAfter: { } asked } && asked > pause)
                pause = asked < LongestAskedPause ? asked : LongestAskedPause;
            if (e is MailboxException)
                logger.LogWarning("{Mailbox}/{Folder}: {Message}", pace.Folder.Mailbox, pace.Folder.Name, e.Message);
            else
                logger.LogError(e, "{Mailbox}/{Folder} could not be read and is tried again.", pace.Folder.Mailbox, pace.Folder.Name);
            await Task.Delay(pause, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_pacing)
                pace.AskedAgain = true;
        }
    }

    private sealed class FolderPace(MailFolder folder)
    {
        public MailFolder Folder => folder;

        public bool IsRunning { get; set; }

        public bool AskedAgain { get; set; }

        public int Failures { get; set; }
    }
}

/// <summary>Fetches what sync pages lacked. Each mailbox goes its own pace: one that answers slowly or not at all keeps no other waiting.</summary>
internal sealed class SecondLookLoop(
    SecondLook look, InboxTroubles troubles, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<SecondLookLoop> logger)
    : WorkLoop("second look", signals.Details, TimeSpan.FromSeconds(2), gate, problems, time, logger)
{
    private readonly Dictionary<string, Task> _mailboxes = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        foreach (var (mailbox, running) in _mailboxes.Where(m => m.Value.IsCompleted).ToList())
        {
            _mailboxes.Remove(mailbox);

            // What went wrong is told and paused for by this loop, as for every other.
            await running;
        }

        foreach (var mailbox in await troubles.MailboxesToLookAtAsync(cancellationToken))
        {
            if (!_mailboxes.ContainsKey(mailbox))
                _mailboxes[mailbox] = LookAsync(mailbox, cancellationToken);
        }

        return false;
    }

    private async Task LookAsync(string mailbox, CancellationToken cancellationToken)
    {
        while (await look.RunAsync(mailbox, cancellationToken))
        {
            // More may be waiting.
        }
    }
}

/// <summary>Keeps the board true about mail that does not go on and folders that are not read.</summary>
internal sealed class InboxHealthLoop(
    InboxHealth health, IOptions<DeskOptions> options, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<InboxHealthLoop> logger)
    : WorkLoop("inbox health", signals.Health, TimeSpan.FromSeconds(10), gate, problems, time, logger)
{
    /// <summary>A long first read of a large folder takes minutes, too.</summary>
    private readonly TimeSpan _staleAfter = TimeSpan.FromSeconds(Math.Max(600, 5 * options.Value.Mailboxes.PollSeconds));

    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        await health.RefreshAsync(_staleAfter, cancellationToken);
        return false;
    }
}

/// <summary>Turns stored mail into tickets.</summary>
internal sealed class LogLoop(
    MailProcessor processor, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<LogLoop> logger)
    : WorkLoop("log", signals.Process, TimeSpan.FromSeconds(1), gate, problems, time, logger)
{
    protected override Task<bool> WorkAsync(CancellationToken cancellationToken) => processor.RunAsync(cancellationToken);
}

/// <summary>Sends what the outbox holds.</summary>
internal sealed class SendingLoop(
    OutboxSender sender, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<SendingLoop> logger)
    : WorkLoop("sending", signals.Send, TimeSpan.FromSeconds(1), gate, problems, time, logger)
{
    protected override Task<bool> WorkAsync(CancellationToken cancellationToken) => sender.RunAsync(cancellationToken);
}

/// <summary>Confirms sent mail from the changes of Sent Items, many copies in one request.</summary>
internal sealed class ConfirmationLoop(
    SentItemsSync sync, IOptions<DeskOptions> options, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<ConfirmationLoop> logger)
    : WorkLoop("confirmation", signals.Confirm, TimeSpan.FromSeconds(options.Value.Mailboxes.ConfirmSeconds), gate, problems, time, logger)
{
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        foreach (var mailbox in options.Value.Desks.Select(d => d.Address.ToLowerInvariant()))
        {
            try
            {
                if (await sync.IsNeededAsync(mailbox, cancellationToken))
                    await sync.RunAsync(mailbox, cancellationToken);
            }
            catch (MailboxException e)
            {
                // One mailbox's trouble is no reason to leave the others unconfirmed; each reply is looked up by its key in the end.
                logger.LogWarning("{Mailbox}: the sent mail could not be confirmed yet: {Message}", mailbox, e.Message);
            }
        }

        return false;
    }
}

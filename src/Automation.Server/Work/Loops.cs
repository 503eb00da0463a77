using Automation.Mail.Mailboxes;
using Automation.Server.Composition;
using Automation.Stages.Health;
using Automation.Stages.Log.Batches;
using Automation.Stages.Receiving;
using Automation.Stages.Sending;
using Automation.Storage.Inbox;
using Microsoft.Extensions.Options;

namespace Automation.Server.Work;

/// <summary>Reads the desks' folders: when a notification came, and at every interval because notifications are only a hint.</summary>
internal sealed class ReceivingLoop : WorkLoop
{
    private readonly DeskSignals _signals;
    private readonly ILogger<ReceivingLoop> _logger;
    private readonly FolderReading _reading;

    public ReceivingLoop(
        FolderSync sync, IOptions<DeskOptions> options, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<ReceivingLoop> logger)
        : base("receiving", signals.Sync, TimeSpan.FromSeconds(options.Value.Mailboxes.PollSeconds), gate, problems, time, logger)
    {
        _signals = signals;
        _logger = logger;
        _reading = new FolderReading(
            DeskFolders.Of(options.Value), TimeSpan.FromSeconds(options.Value.Mailboxes.PollSeconds), async (folder, cancellationToken) => await sync.RunAsync(folder, cancellationToken), PauseAfter, time);
    }

    protected override TimeSpan Interval => _reading.UntilPoll;

    protected override Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        _reading.Wake(_signals.TakeSyncMailboxes(), cancellationToken);
        return Task.FromResult(false);
    }

    /// <summary>The folder's sync has put its trouble on the board, whatever it was.</summary>
    private TimeSpan PauseAfter(MailFolder folder, Exception e, int failures)
    {
        if (e is MailboxException)
            _logger.LogWarning("{Mailbox}/{Folder}: {Message}", folder.Mailbox, folder.Name, e.Message);
        else
            _logger.LogError(e, "{Mailbox}/{Folder} could not be read and is tried again.", folder.Mailbox, folder.Name);
        var pause = TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, Math.Min(failures, 6)) / 4));
        if (e is MailboxException { RetryAfter: { } asked } && asked > pause)
            pause = asked < LongestAskedPause ? asked : LongestAskedPause;
        return pause;
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

using Automation.Mail.Mailboxes;
using Automation.Server.Composition;
using Automation.Stages.Health;
using Automation.Stages.Log.Batches;
using Automation.Stages.Receiving;
using Automation.Stages.Sending;
using Microsoft.Extensions.Options;

namespace Automation.Server.Work;

/// <summary>Reads the desks' folders: when a notification came, and at every interval because notifications are only a hint.</summary>
internal sealed class ReceivingLoop(
    FolderSync sync, IOptions<DeskOptions> options, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<ReceivingLoop> logger)
    : WorkLoop("receiving", signals.Sync, TimeSpan.FromSeconds(options.Value.Mailboxes.PollSeconds), gate, problems, time, logger)
{
    private readonly IReadOnlyList<MailFolder> _folders = DeskFolders.Of(options.Value);

    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        // One folder's trouble must not keep the others waiting; the first is told when all had their turn.
        var outcomes = await Task.WhenAll(_folders.Select(folder => SyncAsync(folder, cancellationToken)));
        return outcomes.FirstOrDefault(o => o is not null) is { } problem ? throw problem : false;
    }

    private async Task<MailboxException?> SyncAsync(MailFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            await sync.RunAsync(folder, cancellationToken);
            return null;
        }
        catch (MailboxException e)
        {
            return e;
        }
    }
}

/// <summary>Fetches what sync pages lacked.</summary>
internal sealed class SecondLookLoop(
    SecondLook look, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<SecondLookLoop> logger)
    : WorkLoop("second look", signals.Details, TimeSpan.FromSeconds(2), gate, problems, time, logger)
{
    protected override Task<bool> WorkAsync(CancellationToken cancellationToken) => look.RunAsync(cancellationToken);
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
            if (await sync.IsNeededAsync(mailbox, cancellationToken))
                await sync.RunAsync(mailbox, cancellationToken);
        }

        return false;
    }
}

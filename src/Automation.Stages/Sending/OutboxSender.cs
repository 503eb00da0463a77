using Automation.Mail.Sending;
using Automation.Stages.Health;
using Automation.Storage.Database;
using Automation.Storage.Outbox;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Sending;

/// <summary>Sends what the outbox holds. The procedure decides every step; this only leases rows, stores progress and tells the administrator.</summary>
public sealed class OutboxSender(
    OutboxStore outbox,
    SendProcedure procedure,
    ProblemBoard problems,
    DeskSignals signals,
    NodeIdentity node,
    ILogger<OutboxSender> logger)
{
    /// <summary>Replies worked on at once; the mailbox's own gate decides how many requests really go out together.</summary>
    private const int AtOnce = 8;

    private readonly WaitingReplies _waiting = new(problems);

    /// <summary>True when more may be due.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var due = await outbox.TakeDueAsync(node.Name, AtOnce, cancellationToken);
        await Task.WhenAll(due.Select(reply => TryAdvanceAsync(reply, cancellationToken)));
        if (due.Count > 0)
            signals.Confirm.Raise();
        return due.Count == AtOnce;
    }

    /// <summary>One reply's trouble is its own: the others go on, and it is taken up again when its lease ends.</summary>
    private async Task TryAdvanceAsync(LeasedReply reply, CancellationToken cancellationToken)
    {
        try
        {
            await AdvanceAsync(reply, cancellationToken);
        }
        catch (LeaseLostException e)
        {
            logger.LogWarning("{Message}", e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException && !DatabaseFaults.IsOutside(e))
        {
            problems.Report($"send:{reply.Item.Mail.SendKey}", ProblemSeverity.Error,
                $"The mail '{reply.Item.Mail.Subject}' met a fault while it was being sent: {e.GetBaseException().Message} It is tried again in a few minutes.");
            logger.LogError(e, "{SendKey} met a fault.", reply.Item.Mail.SendKey);
        }
    }

    private async Task AdvanceAsync(LeasedReply reply, CancellationToken cancellationToken)
    {
        var progress = await procedure.AdvanceAsync(
            reply.Item,
            (stored, token) => outbox.KeepAsync(reply, stored, token),
            cancellationToken);
        await outbox.ReleaseAsync(reply, progress, cancellationToken);

        var problem = $"send:{reply.Item.Mail.SendKey}";
        if (progress.State == SendState.Failed)
        {
            problems.Report(problem, ProblemSeverity.Error, $"The mail '{reply.Item.Mail.Subject}' could not be sent: {progress.Problem}");
            logger.LogError("{SendKey} failed: {Problem}", reply.Item.Mail.SendKey, progress.Problem);
        }
        else if (progress.Problem is not null && !progress.IsOver)
        {
            problems.Clear(problem);
            _waiting.Add(reply.Item.Mail, progress.Problem);
            return;
        }
        else
        {
            problems.Clear(problem);
        }

        _waiting.Remove(reply.Item.Mail);
    }
}

using Automation.Mail.Acknowledging;
using Automation.Stages.Health;
using Automation.Stages.Receiving;
using Automation.Storage.Inbox;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Log.Batches;

/// <summary>Writes down how a mail ended, or that it did not yet, and tells the administrator what stands still.</summary>
internal sealed class MailEndings(ProblemBoard problems, ReceivingOptions options, ILogger logger)
{
    private const string BreakerProblem = "acknowledgement-breaker";

    public static void Finish(InboxItem item, MailOutcome outcome, DateTimeOffset now)
    {
        item.State = InboxState.Done;
        item.Outcome = outcome.Outcome;
        item.Reason = outcome.Reason;
        // A part that could not be fetched stays told; an attempt that failed is over.
        item.Explanation = item.Explanation is null || item.Attempts > 0 ? outcome.Explanation : $"{outcome.Explanation} {item.Explanation}";
        item.TicketNumber = outcome.TicketNumber;
        item.MessageId = outcome.MessageId;
        item.ProcessedAt = now;
        item.LeaseOwner = null;
        item.LeaseUntil = null;
    }

    /// <summary>One more attempt that failed: it is tried again after a growing pause, and in the end put into quarantine.</summary>
    public void Fail(InboxItem item, Exception problem, DateTimeOffset now)
    {
        item.Attempts++;
        item.Explanation = ShortText.Of(problem.GetBaseException().Message, 2000);
        if (item.Attempts < options.MostAttempts && problem is not (TooCostlyMailException or EndedProcessException))
        {
            item.NextAttemptAt = now + PauseAfter(item.Attempts);
            logger.LogWarning("Mail {Id} to {Mailbox} failed (attempt {Attempt}): {Message}", item.Id, item.Mailbox, item.Attempts, item.Explanation);
            return;
        }

        item.State = InboxState.Quarantined;
        item.Outcome = InboxOutcome.Quarantined;
        item.Reason = QuarantineReasons.Of(problem);
        item.ProcessedAt = now;
        logger.LogError(problem, "Mail {Id} to {Mailbox} is in quarantine.", item.Id, item.Mailbox);
    }

    /// <summary>1, 4, 16, … seconds.</summary>
    public static TimeSpan PauseAfter(int attempts) => TimeSpan.FromSeconds(Math.Pow(4, attempts - 1));

    public void TellTemplates(MailWork work)
    {
        foreach (var problem in work.TemplateProblems)
            problems.Report($"template:{problem.File}", ProblemSeverity.Error, $"templates/{problem} A plain text was sent instead.");
    }

    /// <summary>The breaker concerns everybody who writes, so it is told as long as it is open: until an acknowledgement passes again.</summary>
    public void TellBreaker(MailWork work)
    {
        if (work.Acknowledgement is { Send: true })
            problems.Clear(BreakerProblem);
        else if (work.Acknowledgement is { Reason: AcknowledgementGuards.Breaker } stopped)
        {
            problems.Report(BreakerProblem, ProblemSeverity.Warning,
                $"No acknowledgements are sent for now: {stopped.Detail} are as many as are allowed, to stop loops and floods. Tickets are made as always. "
                + "See in the inbox whether one sender or a machine floods the desk, and stop that; if this is your usual load, raise Automation:Acknowledgements:TotalPerTenMinutes and restart.");
        }
    }
}

using Automation.Mail.Mailboxes;
using Automation.Server.Composition;
using Automation.Stages.Health;
using Automation.Stages.Sending;
using Microsoft.Extensions.Options;

namespace Automation.Server.Work;

/// <summary>Looks every hour for drafts that were left behind: one request a mailbox when few drafts are there, two more for each that goes.</summary>
internal sealed class StrayDraftLoop(
    StrayDrafts drafts, IOptions<DeskOptions> options, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<StrayDraftLoop> logger)
    : WorkLoop("stray drafts", new WorkSignal(), TimeSpan.FromHours(1), gate, problems, time, logger)
{
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        foreach (var mailbox in options.Value.Desks.Select(d => d.Address.ToLowerInvariant()))
        {
            try
            {
                await drafts.SweepAsync(mailbox, cancellationToken);
            }
            catch (MailboxException e)
            {
                // Nobody waits for it: the reply itself went out. Mail that cannot be read or sent is told elsewhere.
                logger.LogWarning("{Mailbox}: drafts that were left behind could not be looked for: {Message}", mailbox, e.Message);
            }
        }

        return false;
    }
}

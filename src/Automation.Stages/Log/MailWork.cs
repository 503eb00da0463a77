using Automation.Mail.Acknowledging;
using Automation.Mail.Templates;
using Automation.Mail.Threading;
using Automation.Rules.Evaluation;
using Automation.Stages.Assignment;
using Automation.Stages.Content;
using Automation.Storage.Outbox;
using Automation.Storage.Tickets;
using Automation.Tickets.History;
using Automation.Tickets.People;
using Automation.Workflows.Execution;

namespace Automation.Stages.Log;

/// <summary>
/// One mail on its way through the log workflow: what the activities of this stage read and change.
/// It belongs to one burst; what it holds is kept only when the burst succeeded.
/// </summary>
public sealed class MailWork
{
    public required MailCase Case { get; init; }

    public required ThreadResolution Thread { get; init; }

    public required TicketBook Book { get; init; }

    public required AcknowledgementLedger Acknowledgements { get; init; }

    public required DeskContent Content { get; init; }

    public required Desk Desk { get; init; }

    /// <summary>The requester as the directory knows them; a bare address for a stranger.</summary>
    public required Person Requester { get; init; }

    /// <summary>False when this mail is the first we hear of the requester.</summary>
    public required bool RequesterIsKnown { get; init; }

    /// <summary>Tickets the requester opened in the last day, week and month.</summary>
    public required RecentTickets RecentTickets { get; init; }

    /// <summary>What the agents have to do; empty when no rule asks.</summary>
    public Workload Workload { get; init; } = Workload.Empty;

    public required Func<long> NextTicketNumber { get; init; }

    /// <summary>The address that leads to a ticket by its number, for Reply-To; null when this desk writes none.</summary>
    public required Func<long, string?> ReplyAddress { get; init; }

    public required IIdGenerator Ids { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The ticket this mail has made or joined; null before that.</summary>
    public TicketDraft? Ticket { get; set; }

    /// <summary>The message on the ticket that this mail became.</summary>
    public Guid? MessageId { get; set; }

    /// <summary>What the rules decided, also when they decided that there is to be no ticket.</summary>
    public Decision? Decision { get; set; }

    /// <summary>What the rules saw of the mail itself; null as long as they were not asked.</summary>
    public WrittenFacts? WrittenFacts { get; set; }

    /// <summary>Decisions of the rules, kept with the mail and, if there is one, its ticket.</summary>
    public List<DecisionRow> Decisions { get; } = [];

    /// <summary>What the rules decided for a ticket that is still to be made.</summary>
    internal RulesApplied? PendingClassification { get; set; }

    /// <summary>Template faults met on the way, for the administrator.</summary>
    public List<TemplateProblem> TemplateProblems { get; } = [];

    /// <summary>Whether the new ticket is acknowledged, and why not; null when the workflow did not ask.</summary>
    internal AcknowledgementDecision? Acknowledgement { get; set; }

    /// <summary>Set once; a mail ends one way.</summary>
    public MailOutcome? Outcome { get; private set; }

    /// <exception cref="InvalidOperationException">The mail has ended already: the workflow leads to two ends.</exception>
    public void End(MailOutcome outcome)
    {
        if (Outcome is not null)
        {
            throw new InvalidOperationException(
                $"The workflow gives this mail two outcomes: it is already '{Outcome.Outcome}' ({Outcome.Reason}) and would become '{outcome.Outcome}' ({outcome.Reason}). Connect it so that each path ends once.");
        }

        Outcome = outcome;
    }

    /// <exception cref="InvalidOperationException">There is no ticket yet.</exception>
    public TicketDraft RequireTicket(string activity) =>
        Ticket ?? throw new InvalidOperationException(
            $"The activity '{activity}' needs a ticket. Put 'Create ticket' or 'Add to ticket' before it in the workflow.");
}

/// <summary>How many tickets a requester opened lately.</summary>
public readonly record struct RecentTickets(int LastDay, int LastWeek, int LastMonth)
{
    /// <summary>Counts the openings of the last day, week and 30 days before a moment.</summary>
    public static RecentTickets At(DateTimeOffset moment, IReadOnlyCollection<DateTimeOffset> openings) =>
        new(Since(moment.AddDays(-1), openings), Since(moment.AddDays(-7), openings), Since(moment.AddDays(-30), openings));

    private static int Since(DateTimeOffset from, IReadOnlyCollection<DateTimeOffset> openings) => openings.Count(at => at > from);
}

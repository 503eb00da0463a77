using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Stages.Assignment;
using Automation.Storage.Tickets;
using Automation.Tickets.Classification;
using Automation.Tickets.History;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Log;

/// <summary>Lets the published rule sets decide what the ticket is, how urgent, and whose. The decision is kept with its full trace.</summary>
[Activity("Automation.ApplyRules", Category = "Log", DisplayName = "Apply rules", Description = "Runs the published rule sets over the mail: type, category, priority, team. The reasons are kept with the ticket.")]
[Outcomes(Decided, Ignore)]
public sealed class ApplyRules : Activity
{
    public const string Decided = "Decided";

    /// <summary>A rule says that this mail should make no ticket.</summary>
    public const string Ignore = "Ignore";

    [Input("The one rule set that decides. Empty: all of them, one after the other, each seeing what those before it decided.", DisplayName = "Rule set", OptionsFrom = "rule-sets")]
    public Input<string> RuleSet { get; } = new();

    [Output("The type, such as incident.")]
    public Output<string> Type { get; } = new();

    [Output("The category.")]
    public Output<string> Category { get; } = new();

    [Output("The priority, P1 to P4.")]
    public Output<string> Priority { get; } = new();

    [Output("The team's key.")]
    public Output<string> Team { get; } = new();

    [Output("Why the mail makes no ticket; empty otherwise.")]
    public Output<string> IgnoreReason { get; } = new();

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var work = context.GetHost<MailWork>();
        var (facts, written) = (new FactSheet(), WrittenFacts.Of(work.Case));
        RuleFacts.Fill(facts, written, work.Requester, work.RecentTickets, work.Content.ServiceLevels.Calendar);
        var only = Chosen(work.Content.Rules.Sets, context.Get(RuleSet));
        var decision = work.Content.Rules.Decide(facts, TraceDetail.Hits, only);
        work.Decision = decision;
        work.WrittenFacts = written;
        var sets = work.Content.Rules.Sets.Where(set => only is null || set.Name == only).Select(set => $"{set.Name} v{set.Version}").ToList();
        var stored = new DecisionRow
        {
            Id = work.Ids.NewGuid(),
            InboxId = work.Case.InboxId,
            At = work.Now,
            RuleSets = string.Join(", ", sets),
            Trace = TraceJson.Write(decision.Trace!),
        };
        work.Decisions.Add(stored);
        work.PendingClassification = new RulesApplied(Classification(decision), stored.Id, sets) { At = work.Now, Actor = "rules" };
        if (work.Ticket is { } ticket)
            Classify(work, ticket);

        context.Set(Type, decision[StandardOutcomes.Type]);
        context.Set(Category, decision[StandardOutcomes.Category]);
        context.Set(Priority, decision[StandardOutcomes.Priority]);
        context.Set(Team, decision[StandardOutcomes.Team]);
        context.Set(IgnoreReason, decision[StandardOutcomes.Ignore]);
        context.Complete(decision.IsIgnored ? Ignore : Decided);
        return ValueTask.CompletedTask;
    }

    private static string? Chosen(IReadOnlyList<RuleSet> sets, string? name) => string.IsNullOrWhiteSpace(name)
        ? null
        : sets.FirstOrDefault(set => set.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))?.Name
            ?? throw new InvalidOperationException($"There is no rule set '{name}'. There are: {string.Join(", ", sets.Select(set => set.Name))}.");

    /// <summary>Puts what the rules decided on the ticket. They usually decide before there is one, because they may say that there is to be none.</summary>
    internal static void Classify(MailWork work, TicketDraft ticket)
    {
        if (work.PendingClassification is not { } decided)
            return;
        ticket.Append(decided);
        foreach (var watcher in decided.Decided.Watchers)
        {
            if (!work.Content.Identity.IsOwn(watcher))
                ticket.AddParticipant(watcher);
        }

        TicketAssignment.Assign(work, ticket);
        work.PendingClassification = null;
    }

    private static TicketClassification Classification(Decision decision) => new()
    {
        Type = decision[StandardOutcomes.Type],
        Category = decision[StandardOutcomes.Category],
        LineOfBusiness = decision[StandardOutcomes.LineOfBusiness],
        Impact = decision[StandardOutcomes.Impact],
        Urgency = decision[StandardOutcomes.Urgency],
        Priority = decision[StandardOutcomes.Priority],
        Team = decision[StandardOutcomes.Team],
        AssigneeStrategy = decision[StandardOutcomes.Assignee],
        Policy = decision[StandardOutcomes.SlaPolicy],
        Tags = [.. decision.All(StandardOutcomes.Tags)],
        Watchers = [.. decision.All(StandardOutcomes.Watchers)],
        AcknowledgementTemplate = decision[StandardOutcomes.Acknowledgement],
    };
}

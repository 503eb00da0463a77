using System.Globalization;
using Automation.Tickets.History;
using Automation.Tickets.Sla;

namespace Automation.Stages.Promises;

/// <summary>A ticket's history as the clocks of its promises see it.</summary>
public static class SlaFacts
{
    /// <summary>Empty when nothing was ever promised.</summary>
    public static IReadOnlyList<SlaFact> Of(IReadOnlyList<TicketEvent> history)
    {
        var facts = new List<SlaFact>();
        var state = TicketState.Empty;
        var isFirstMessage = true;
        foreach (var happened in history)
        {
            var before = state;
            state = state.Apply(happened);
            if (facts.Count == 0)
            {
                // The opening mail is no fact of its own; the clock starts with the promise, but counts from the opening.
                isFirstMessage &= happened is not MessageReceived;
                if (happened is ServiceLevelSet first)
                    facts.Add(SlaFact.Opened(state.OpenedAt, PriorityOf(state), first.Policy));
                continue;
            }

            switch (happened)
            {
                case RulesApplied or ClassificationCorrected when PriorityOf(before) != PriorityOf(state):
                    facts.Add(SlaFact.PriorityChanged(happened.At, PriorityOf(state)));
                    break;
                case ServiceLevelSet e when before.Policy != e.Policy:
                    facts.Add(SlaFact.PolicyChanged(e.At, e.Policy));
                    break;
                case MessageReceived when isFirstMessage:
                    isFirstMessage = false;
                    break;
                case MessageReceived e:
                    facts.Add(SlaFact.RequesterWrote(e.At));
                    break;
                case StatusChanged e:
                    AddStatus(facts, e);
                    break;
            }
        }

        return facts;
    }

    private static void AddStatus(List<SlaFact> facts, StatusChanged e)
    {
        if (e.From == TicketStatus.Pending)
            facts.Add(SlaFact.PauseEnded(e.At));
        switch (e.To)
        {
            case TicketStatus.Pending:
                facts.Add(SlaFact.PauseStarted(e.At, e.Reason));
                break;
            case TicketStatus.Resolved:
            case TicketStatus.Closed when e.From != TicketStatus.Resolved:
                facts.Add(SlaFact.Resolved(e.At));
                break;
            case TicketStatus.New or TicketStatus.Open when e.From is TicketStatus.Resolved or TicketStatus.Closed:
                facts.Add(SlaFact.Reopened(e.At));
                break;
        }
    }

    /// <summary>What nobody prioritised counts as P3, as when the promise was made.</summary>
    private static SlaPriority PriorityOf(TicketState state) =>
        state.Classification.Priority is { Length: 2 } priority
            && int.TryParse(priority.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 4
            ? (SlaPriority)number
            : SlaPriority.P3;
}

using Automation.Stages.Content;
using Automation.Stages.Log;
using Automation.Storage.Tickets;
using Automation.Tickets.History;

namespace Automation.Stages.Assignment;

/// <summary>Gives a ticket to a member of its team, by the strategy the rules decided.</summary>
internal static class TicketAssignment
{
    /// <summary>Does nothing when the rules chose no strategy, the team has no members, or somebody has the ticket already.</summary>
    public static void Assign(MailWork work, TicketDraft ticket)
    {
        if (ticket.State.Assignee is null && Choose(ticket.State, work.Content, work.Workload) is { } person)
            ticket.Append(new Assigned(person, ticket.State.Classification.AssigneeStrategy) { At = work.Now, Actor = "rules" });
    }

    /// <summary>After the team became another: whoever is not in the new one has the ticket no longer, and the strategy chooses again.</summary>
    public static void Reassign(TicketDraft ticket, DeskContent content, Workload workload, DateTimeOffset now, string person)
    {
        if (!NeedsAnother(ticket.State, content))
            return;
        var next = Choose(ticket.State, content, workload);
        ticket.Append(new Assigned(next, next is null ? null : ticket.State.Classification.AssigneeStrategy) { At = now, Actor = person });
    }

    public static bool NeedsAnother(TicketState state, DeskContent content) =>
        state.Assignee is { } assignee && !(state.Classification.Team is { } team && content.Teams.TryGetValue(team, out var found)
            && found.Members.Contains(assignee, StringComparer.OrdinalIgnoreCase));

    private static string? Choose(TicketState state, DeskContent content, Workload workload) =>
        state.Classification is { AssigneeStrategy: { } strategy, Team: { } team } && content.Teams.TryGetValue(team, out var found)
            ? workload.Choose(strategy, found.Members)
            : null;
}

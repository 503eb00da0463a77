using Automation.Stages.Effects;
using Automation.Tickets.History;
using Automation.Workflows.Values;

namespace Automation.Stages.Tasks;

/// <summary><c>ticket.read</c>: the ticket as it is now. Payload: <c>ticket</c>, else the one the instance works on.</summary>
public sealed class ReadTicket : IDeskTask
{
    public string Name => "ticket.read";

    public async ValueTask<object?> RunAsync(DeskTaskContext context, ValueMap payload, CancellationToken cancellationToken)
    {
        var (number, book) = await payload.TicketAsync(context, cancellationToken);
        return Facts(book.Find(number)!.Value.State);
    }

    internal static ValueMap Facts(TicketState state) => new()
    {
        ["number"] = TicketNumber.Format(state.Number),
        ["subject"] = state.Subject,
        ["status"] = state.Status.ToString(),
        ["requester"] = state.Requester,
        ["requesterName"] = state.RequesterName,
        ["desk"] = state.Desk,
        ["type"] = state.Classification.Type,
        ["category"] = state.Classification.Category,
        ["priority"] = state.Classification.Priority,
        ["team"] = state.Classification.Team,
        ["assignee"] = state.Assignee,
        ["policy"] = state.Policy,
        ["firstResponseDue"] = state.FirstResponseDue,
        ["resolutionDue"] = state.ResolutionDue,
        ["openedAt"] = state.OpenedAt,
    };
}

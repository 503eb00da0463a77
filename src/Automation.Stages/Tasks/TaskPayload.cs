using Automation.Stages.Effects;
using Automation.Storage.Tickets;
using Automation.Tickets.History;
using Automation.Workflows.Values;

namespace Automation.Stages.Tasks;

/// <summary>What tasks are asked with.</summary>
internal static class TaskPayload
{
    /// <summary>A text; null when it is not given or blank.</summary>
    public static string? Text(this ValueMap payload, string name) => ValueConversion.To<string>(payload.Find(name)) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <exception cref="WorkflowTaskException">It is not given.</exception>
    public static string Require(this ValueMap payload, string name) => payload.Text(name) ?? throw new WorkflowTaskException($"The payload has no '{name}'.");

    /// <summary>The ticket that the payload names, or else the one the instance works on.</summary>
    /// <exception cref="WorkflowTaskException">There is none.</exception>
    public static async Task<(long Number, TicketBook Book)> TicketAsync(this ValueMap payload, DeskTaskContext context, CancellationToken cancellationToken)
    {
        var named = payload.Text("ticket") ?? context.CorrelationId;
        if (!TicketNumber.TryParse(named, out var number))
            throw new WorkflowTaskException(named is null ? "The payload names no 'ticket', and the instance works on none." : $"'{named}' is no ticket number.");
        var book = new TicketBook();
        await book.LoadAsync(context.Database, [], [number], cancellationToken);
        return book.Find(number) is null ? throw new WorkflowTaskException($"There is no ticket {TicketNumber.Format(number)}.") : (number, book);
    }
}

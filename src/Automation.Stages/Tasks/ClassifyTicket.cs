using Automation.Stages.Content;
using Automation.Stages.Corrections;
using Automation.Stages.Effects;
using Automation.Workflows.Values;

namespace Automation.Stages.Tasks;

/// <summary>
/// <c>ticket.classify</c>: gives the ticket another <c>type</c>, <c>category</c>, <c>priority</c> or <c>team</c>; what the payload does not name stays. A new priority brings a new
/// promise, a new team another assignee. Result: whether anything <c>changed</c>, and the ticket as it is then.
/// </summary>
public sealed class ClassifyTicket(TicketCorrections corrections, DeskContentHolder holder) : IDeskTask
{
    public string Name => "ticket.classify";

    public async ValueTask<object?> RunAsync(DeskTaskContext context, ValueMap payload, CancellationToken cancellationToken)
    {
        var (number, book) = await payload.TicketAsync(context, cancellationToken);
        try
        {
            var wanted = new Correction(payload.Text("type"), payload.Text("category"), payload.Text("priority"), payload.Text("team"));
            var changed = await corrections.CorrectInAsync(context.Database, book, number, wanted, context.Actor, holder.Current, cancellationToken);
            return new ValueMap(ReadTicket.Facts(book.Find(number)!.Value.State)) { ["changed"] = changed is not null };
        }
        catch (CorrectionException e)
        {
            throw new WorkflowTaskException(e.Message);
        }
    }
}

using Automation.Stages.Effects;
using Automation.Tickets.History;
using Automation.Workflows.Values;

namespace Automation.Stages.Tasks;

/// <summary><c>ticket.note</c>: a note on the ticket, for those who work on it. Payload: <c>text</c>. Nobody is written to. Result: the ticket.</summary>
public sealed class AddNote(TimeProvider time) : IDeskTask
{
    private const int MostCharacters = 20_000;

    public string Name => "ticket.note";

    public async ValueTask<object?> RunAsync(DeskTaskContext context, ValueMap payload, CancellationToken cancellationToken)
    {
        var text = payload.Require("text");
        if (text.Length > MostCharacters)
            throw new WorkflowTaskException($"The note has {text.Length} characters; {MostCharacters} can be.");
        var (number, book) = await payload.TicketAsync(context, cancellationToken);
        var ticket = book.Continue(number);
        ticket.Append(new NoteAdded(text) { At = time.GetUtcNow(), Actor = context.Actor });
        book.Keep(ticket);
        book.WriteTo(context.Database);
        return ReadTicket.Facts(book.Find(number)!.Value.State);
    }
}

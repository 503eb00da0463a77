using Automation.Storage.Inbox;
using Automation.Storage.Tickets;
using Automation.Tests.Databases;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Desk;

/// <summary>A test that sends mail through a desk and looks at what became of it.</summary>
public abstract class DeskTest(DeskTestDatabase store) : DatabaseTest(store)
{
    protected TestDesk Desk { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Desk = new TestDesk(Database, Time);
        if (LoadsShippedContent)
            await Desk.LoadAsync();
    }

    protected virtual bool LoadsShippedContent => true;

    /// <summary>Mails to the help desk, logged together; what became of each, in order.</summary>
    protected async Task<IReadOnlyList<InboxItem>> LogAsync(params ReadOnlyMemory<byte>[] mails)
    {
        await Desk.ReceiveAsync(TestDesk.HelpDesk, mails);
        await Desk.LogAsync();
        return (await InboxAsync()).TakeLast(mails.Length).ToList();
    }

    protected async Task<InboxItem> LogAsync(byte[] mail) => (await LogAsync((ReadOnlyMemory<byte>)mail))[0];

    /// <summary>A mail that is expected to open a ticket, and the ticket.</summary>
    protected async Task<TicketDetail> OpenAsync(byte[] mail)
    {
        var item = await LogAsync(mail);
        Ended(item).Should().Be("Ticket:new-ticket");
        return await TicketAsync(item.TicketNumber!.Value);
    }

    /// <summary>Outcome and reason in the form they are counted by.</summary>
    protected static string Ended(InboxItem item) => $"{item.Outcome}:{item.Reason}";

    protected Task<List<InboxItem>> InboxAsync() => ReadAsync(c => c.Inbox.AsNoTracking().OrderBy(x => x.Id).ToListAsync());

    protected async Task<TicketDetail> TicketAsync(long number) => (await new TicketQueries(Database).FindAsync(number, CancellationToken.None))!;

    protected Task<int> CountTicketsAsync() => ReadAsync(c => c.Tickets.CountAsync());

    protected Task<int> CountRepliesAsync() => ReadAsync(c => c.Outbox.CountAsync());

    /// <summary>The mail that came in, where there is one.</summary>
    protected static MessageRow Incoming(TicketDetail ticket) => ticket.Messages.Single(m => m.Direction == MessageDirection.Incoming);

    protected static IEnumerable<string> Kinds(TicketDetail ticket) => ticket.History.Select(e => e.Kind);

    protected static T Last<T>(TicketDetail ticket) where T : TicketEvent => ticket.History.OfType<T>().Last();

    protected Task SetStatusAsync(long number, TicketStatus status) => WriteAsync(async context =>
    {
        var book = new TicketBook();
        await book.LoadAsync(context, [], [number], CancellationToken.None);
        var draft = book.Continue(number);
        draft.Append(new StatusChanged(draft.State.Status, status, "Test.") { At = Time.GetUtcNow(), Actor = "sam@contoso.example" });
        book.Keep(draft);
        book.WriteTo(context);
    });

    public override async Task DisposeAsync()
    {
        Desk.Dispose();
        await base.DisposeAsync();
    }
}

using Automation.Storage.Tickets;
using Automation.Tests.Databases;
using Automation.Tickets.History;

namespace Automation.Storage.Tests.Tickets;

public abstract class TicketQueriesTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private TicketQueries Queries => new(Database);

    [Fact]
    public async Task Pages_show_every_ticket_once_newest_first()
    {
        await OpenAsync([.. Enumerable.Range(1, 5).Select(i => ((long)i, "Printer", "ann@contoso.example"))]);
        var first = await Queries.ListAsync(null, 2, new TicketFilter(), default);
        first.Tickets.Select(t => t.Number).Should().Equal(5, 4);
        await OpenAsync((6, "Later", "ann@contoso.example"));
        var second = await Queries.ListAsync(first.Next, 2, new TicketFilter(), default);
        second.Tickets.Select(t => t.Number).Should().Equal(3, 2);
        var last = await Queries.ListAsync(second.Next, 2, new TicketFilter(), default);
        last.Tickets.Select(t => t.Number).Should().Equal(1);
        last.Next.Should().BeNull();
        (await Queries.CountAsync(default)).Should().Be(6);
    }

    [Fact]
    public async Task Tickets_are_found_by_number_subject_and_requester_whatever_the_case()
    {
        await OpenAsync((1, "Printer on fire", "ann@contoso.example"), (2, "Badge lost", "bob@contoso.example"));
        (await FindAsync("PRINTER")).Should().Equal(1);
        (await FindAsync("bob@")).Should().Equal(2);
        (await FindAsync("hd-2")).Should().Equal(2);
        (await FindAsync("50% off_")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_filter_by_status_shows_only_those()
    {
        await OpenAsync((1, "Printer", "ann@contoso.example"));
        (await Queries.ListAsync(null, 10, new TicketFilter(TicketStatus.New), default)).Tickets.Should().HaveCount(1);
        (await Queries.ListAsync(null, 10, new TicketFilter(TicketStatus.Closed), default)).Tickets.Should().BeEmpty();
        (await Queries.ListAsync(null, 10, new TicketFilter(Team: "network"), default)).Tickets.Should().BeEmpty();
    }

    [Fact]
    public async Task A_ticket_is_shown_with_history_messages_attachments_and_people()
    {
        var (message, attachment) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await WriteAsync(context =>
        {
            var book = new TicketBook();
            var draft = book.Open(1, Start);
            draft.Append(TicketSamples.Message(Start));
            draft.Messages.Add(new MessageRow
            {
                Id = message,
                TicketNumber = 1,
                Sender = "ann@contoso.example",
                Recipients = TicketSamples.Desk,
                Subject = "Printer",
                Html = "<p>It burns</p>",
                Text = "It burns",
                MailClass = "None",
                At = Start,
            });
            draft.Attachments.Add(new AttachmentRow { Id = attachment, MessageId = message, Name = "a.png", ContentType = "image/png", Size = 3, Content = [1, 2, 3] });
            book.Keep(draft);
            book.WriteTo(context);
            return Task.CompletedTask;
        });
        var detail = (await Queries.FindAsync(1, default))!;
        detail.History.Select(e => e.Kind).Should().Equal("opened", "message-received");
        detail.Messages.Should().ContainSingle().Which.Text.Should().Be("It burns");
        detail.Attachments.Should().ContainSingle().Which.IsKept.Should().BeTrue();
        detail.Participants.Should().Equal("ann@contoso.example");
        (await Queries.FindAttachmentAsync(attachment, default))!.Content.Should().Equal(1, 2, 3);
        (await Queries.FindAsync(2, default)).Should().BeNull();
        (await Queries.FindAttachmentAsync(message, default)).Should().BeNull();
    }

    private async Task<IEnumerable<long>> FindAsync(string search) =>
        (await Queries.ListAsync(null, 10, new TicketFilter(Search: search), default)).Tickets.Select(t => t.Number);

    private Task OpenAsync(params (long Number, string Subject, string Requester)[] tickets) => WriteAsync(context =>
    {
        var book = new TicketBook();
        foreach (var (number, subject, requester) in tickets)
            book.Keep(book.Open(number, Start, requester, subject));
        book.WriteTo(context);
        return Task.CompletedTask;
    });
}

public sealed class TicketQueriesOnSqlite() : TicketQueriesTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class TicketQueriesOnPostgres(PostgresServer server) : TicketQueriesTests(server.Empty()), IOnPostgres;

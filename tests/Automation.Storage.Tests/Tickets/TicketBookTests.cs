using Automation.Storage.Tickets;
using Automation.Tests.Databases;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Tickets;

public abstract class TicketBookTests(DeskTestDatabase store) : DatabaseTest(store)
{
    [Fact]
    public async Task A_ticket_s_history_only_grows_and_its_row_is_the_fold_of_it()
    {
        await OpenTicketAsync(1);
        await ContinueAsync(1, d => d.Append(TicketSamples.Message(Start.AddHours(1))));
        await ContinueAsync(1, d => d.Append(new StatusChanged(TicketStatus.New, TicketStatus.Open, "Taken.") { At = Start.AddHours(2), Actor = "sam" }));

        var events = await ReadAsync(c => c.TicketEvents.AsNoTracking().OrderBy(x => x.Sequence).ToListAsync());
        events.Select(e => (e.Sequence, e.Kind)).Should().Equal((0, "opened"), (1, "message-received"), (2, "status-changed"));
        var row = await ReadAsync(c => c.Tickets.AsNoTracking().SingleAsync());
        row.Status.Should().Be(TicketStatus.Open);
        row.EventCount.Should().Be(3);
        row.UpdatedAt.Should().Be(Start.AddHours(2));

        // The stored state is what the history alone gives.
        var book = await LoadAsync(1);
        book.Find(1)!.Value.State.Should().BeEquivalentTo(TicketState.From(events.Select(e => TicketEventJson.Read(e.Data))));
    }

    [Fact]
    public async Task Of_two_writers_on_one_ticket_the_second_meets_a_conflict_and_leaves_nothing()
    {
        await OpenTicketAsync(1);
        await using var first = Database.Open();
        await using var second = Database.Open();
        var (firstBook, secondBook) = (new TicketBook(), new TicketBook());
        await firstBook.LoadAsync(first, [], [1], default);
        await secondBook.LoadAsync(second, [], [1], default);
        foreach (var (context, book) in new[] { (first, firstBook), (second, secondBook) })
        {
            var draft = book.Continue(1);
            draft.Append(TicketSamples.Message(Start));
            book.Keep(draft);
            book.WriteTo(context);
        }

        await first.SaveChangesAsync();
        var losing = () => second.SaveChangesAsync();
        await losing.Should().ThrowAsync<DbUpdateException>();
        (await ReadAsync(c => c.TicketEvents.CountAsync())).Should().Be(2);
        (await ReadAsync(c => c.Tickets.Select(x => x.EventCount).SingleAsync())).Should().Be(2);
    }

    [Fact]
    public async Task A_draft_that_is_not_kept_leaves_no_trace()
    {
        await OpenTicketAsync(1);
        await WriteAsync(async context =>
        {
            var book = new TicketBook();
            await book.LoadAsync(context, [], [1], default);
            var failed = book.Continue(1);
            failed.Append(TicketSamples.Message(Start));
            failed.AddParticipant("eve@contoso.example");
            failed.Outbox.Add(TicketSamples.Reply(1, Start));
            book.Find(1)!.Value.State.EventCount.Should().Be(1);
            book.WriteTo(context);
        });
        (await ReadAsync(c => c.TicketEvents.CountAsync())).Should().Be(1);
        (await ReadAsync(c => c.Outbox.CountAsync())).Should().Be(0);
        (await ReadAsync(c => c.Participants.Select(p => p.Address).ToListAsync())).Should().Equal("ann@contoso.example");
    }

    [Fact]
    public async Task Units_of_one_batch_see_what_those_before_them_kept_and_all_is_written_at_once()
    {
        await WriteAsync(context =>
        {
            var book = new TicketBook();
            var opened = book.Open(1, Start);
            opened.ThreadKeys.Add(Key("<a@x>"));
            book.Keep(opened);
            var followed = book.Continue(book.FindByKey(ThreadKeyKinds.MessageId, "<a@x>").Single().Number);
            followed.Append(TicketSamples.Message(Start));
            followed.AddParticipant("Bob@Contoso.example");
            book.Keep(followed);
            book.Find(1)!.Value.Participants.Should().HaveCount(2);
            var again = book.Continue(1);
            again.AddParticipant("bob@contoso.example").Should().BeFalse();
            again.Append(TicketSamples.Message(Start));
            book.Keep(again);
            book.WriteTo(context);
            return Task.CompletedTask;
        });
        (await ReadAsync(c => c.TicketEvents.Select(x => x.Sequence).OrderBy(x => x).ToListAsync())).Should().Equal(0, 1, 2);
        (await ReadAsync(c => c.Participants.OrderBy(p => p.Address).Select(p => p.Address).ToListAsync())).Should().Equal("ann@contoso.example", "bob@contoso.example");
    }

    [Fact]
    public async Task A_thread_key_belongs_to_the_first_ticket_in_a_mailbox_and_to_others_in_other_mailboxes()
    {
        await WriteAsync(context =>
        {
            var book = new TicketBook();
            foreach (var number in new long[] { 1, 2, 3 })
            {
                var draft = book.Open(number, Start);
                draft.ThreadKeys.Add(Key("<same@x>", number, number == 3 ? "other@contoso.example" : TicketSamples.Desk));
                book.Keep(draft);
            }

            book.WriteTo(context);
            return Task.CompletedTask;
        });
        var later = new TicketBook();
        await ReadAsync(async c =>
        {
            await later.LoadAsync(c, ["<same@x>"], [], default);
            return 0;
        });
        later.FindByKey(ThreadKeyKinds.MessageId, "<same@x>").Should().BeEquivalentTo([(TicketSamples.Desk, 1L), ("other@contoso.example", 3L)]);
        later.FindByKey(ThreadKeyKinds.Conversation, "<same@x>").Should().BeEmpty();
        later.Find(1).Should().NotBeNull();
    }

    [Fact]
    public async Task Two_nodes_cannot_store_the_same_thread_key_twice()
    {
        await OpenTicketAsync(1, d => d.ThreadKeys.Add(Key("<a@x>")));
        var storing = () => OpenTicketAsync(2, d => d.ThreadKeys.Add(Key("<a@x>", 2)));
        await storing.Should().ThrowAsync<DbUpdateException>();
        (await ReadAsync(c => c.Tickets.Select(t => t.Number).ToListAsync())).Should().Equal(1);
    }

    [Fact]
    public async Task A_send_key_stands_in_the_outbox_once()
    {
        await OpenTicketAsync(1, d => d.Outbox.Add(TicketSamples.Reply(1, Start)));
        var again = () => ContinueAsync(1, d =>
        {
            d.Append(TicketSamples.Message(Start));
            d.Outbox.Add(TicketSamples.Reply(1, Start));
        });
        await again.Should().ThrowAsync<DbUpdateException>();
        (await ReadAsync(c => c.TicketEvents.CountAsync())).Should().Be(1);
    }

    [Fact]
    public async Task A_ticket_that_exists_is_not_created_again_and_one_that_does_not_is_not_continued()
    {
        await OpenTicketAsync(1);
        var book = await LoadAsync(1, 2);
        book.Find(2).Should().BeNull();
        book.Invoking(b => b.Create(1)).Should().Throw<InvalidOperationException>();
        book.Invoking(b => b.Continue(2)).Should().Throw<InvalidOperationException>();
    }

    private static ThreadKeyRow Key(string value, long number = 1, string mailbox = TicketSamples.Desk) =>
        new() { Kind = ThreadKeyKinds.MessageId, Value = value, Mailbox = mailbox, TicketNumber = number };

    private Task OpenTicketAsync(long number, Action<TicketDraft>? more = null) => WriteAsync(context =>
    {
        var book = new TicketBook();
        var draft = book.Open(number, Start);
        more?.Invoke(draft);
        book.Keep(draft);
        book.WriteTo(context);
        return Task.CompletedTask;
    });

    private Task ContinueAsync(long number, Action<TicketDraft> change) => WriteAsync(async context =>
    {
        var book = new TicketBook();
        await book.LoadAsync(context, [], [number], default);
        var draft = book.Continue(number);
        change(draft);
        book.Keep(draft);
        book.WriteTo(context);
    });

    private Task<TicketBook> LoadAsync(params long[] numbers) => ReadAsync(async context =>
    {
        var book = new TicketBook();
        await book.LoadAsync(context, [], numbers, default);
        return book;
    });
}

public sealed class TicketBookOnSqlite() : TicketBookTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class TicketBookOnPostgres(PostgresServer server) : TicketBookTests(server.Empty()), IOnPostgres;

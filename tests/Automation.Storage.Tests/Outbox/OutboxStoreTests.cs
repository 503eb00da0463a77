using Automation.Mail.Sending;
using Automation.Storage.Outbox;
using Automation.Storage.Tests.Tickets;
using Automation.Storage.Tickets;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Outbox;

public abstract class OutboxStoreTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    protected OutboxStore Store => new(Database, Time);

    [Fact]
    public async Task Due_replies_are_leased_oldest_first_and_to_one_node_only()
    {
        await QueueAsync(1, 2, 3);
        var taken = await Store.TakeDueAsync("a", 2, default);
        taken.Select(r => r.TicketNumber).Should().Equal(1, 2);
        taken[0].Item.Mail.To.Single().Address.Should().Be("ann@contoso.example");
        taken[0].Item.Progress.State.Should().Be(SendState.Pending);
        (await Store.TakeDueAsync("b", 10, default)).Select(r => r.TicketNumber).Should().Equal(3);
        (await Store.TakeDueAsync("b", 10, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Two_nodes_that_take_at_once_never_get_the_same_reply()
    {
        await QueueAsync([.. Enumerable.Range(1, 40).Select(i => (long)i)]);
        var other = new OutboxStore(await OpenAnotherAsync(), Time);
        var taken = await Task.WhenAll(
            Task.Run(() => Store.TakeDueAsync("a", 25, default)),
            Task.Run(() => other.TakeDueAsync("b", 25, default)));
        taken.SelectMany(t => t).Select(r => r.Id).Should().OnlyHaveUniqueItems();
        var rest = await Store.TakeDueAsync("c", 100, default);
        (taken.Sum(t => t.Count) + rest.Count).Should().Be(40);
    }

    [Fact]
    public async Task A_node_that_died_in_mid_send_is_taken_over_with_its_progress_when_its_lease_is_over()
    {
        await QueueAsync(1);
        var reply = (await Store.TakeDueAsync("a", 1, default)).Single();
        await Store.KeepAsync(reply, reply.Item.Progress with { State = SendState.Sending, DraftId = "d1", SendStartedAt = Start }, default);
        Time.Advance(Lease - TimeSpan.FromSeconds(1));
        (await Store.TakeDueAsync("b", 1, default)).Should().BeEmpty();
        Time.Advance(TimeSpan.FromSeconds(2));
        var taken = (await Store.TakeDueAsync("b", 1, default)).Single();
        taken.Item.Progress.State.Should().Be(SendState.Sending);
        taken.Item.Progress.DraftId.Should().Be("d1");
    }

    [Fact]
    public async Task A_restarted_node_gives_back_its_own_leases_and_nobody_else_s()
    {
        await QueueAsync(1, 2);
        await Store.TakeDueAsync("a", 1, default);
        await Store.TakeDueAsync("b", 1, default);
        await Store.ReleaseLeasesAsync("a", default);
        (await Store.TakeDueAsync("c", 10, default)).Select(r => r.TicketNumber).Should().Equal(1);
    }

    [Fact]
    public async Task A_reply_given_back_is_due_again_at_its_next_attempt()
    {
        await QueueAsync(1);
        var reply = (await Store.TakeDueAsync("a", 1, default)).Single();
        await Store.ReleaseAsync(reply, reply.Item.Progress with { Tries = 1, NextAttemptAt = Start.AddSeconds(30), Problem = "503" }, default);
        (await Store.TakeDueAsync("a", 1, default)).Should().BeEmpty();
        (await RowAsync(1)).Problem.Should().Be("503");
        Time.Advance(TimeSpan.FromSeconds(30));
        (await Store.TakeDueAsync("b", 1, default)).Single().Item.Progress.Tries.Should().Be(1);
    }

    [Fact]
    public async Task A_sent_reply_is_finished_and_stands_on_its_ticket_with_the_signs_answers_will_name()
    {
        await QueueAsync(1);
        var reply = (await Store.TakeDueAsync("a", 1, default)).Single();
        await Store.ReleaseAsync(reply, reply.Item.Progress with { State = SendState.Sent, InternetMessageId = "<Sent@Contoso.EXAMPLE>", ConversationId = "conv" }, default);
        (await RowAsync(1)).IsFinished.Should().BeTrue();
        (await KindsAsync(1)).Should().Equal("opened", "message-sent");
        (await ReadAsync(c => c.ThreadKeys.OrderBy(k => k.Kind).Select(k => k.Value).ToListAsync())).Should().Equal("conv", "<Sent@contoso.example>");
        Time.Advance(TimeSpan.FromDays(1));
        (await Store.TakeDueAsync("a", 1, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_failed_reply_is_not_tried_again_by_itself_and_stands_on_its_ticket_as_a_problem()
    {
        await QueueAsync(1);
        var reply = (await Store.TakeDueAsync("a", 1, default)).Single();
        await Store.ReleaseAsync(reply, reply.Item.Progress with { State = SendState.Failed, Problem = "refused" }, default);
        Time.Advance(TimeSpan.FromDays(1));
        (await Store.TakeDueAsync("a", 1, default)).Should().BeEmpty();
        (await KindsAsync(1)).Should().Equal("opened", "message-not-sent");
        (await ReadAsync(c => c.Tickets.Select(t => t.DeliveryProblem).SingleAsync())).Should().BeTrue();
        (await Store.CountAsync(default)).Should().BeEquivalentTo(new Dictionary<SendState, long> { [SendState.Failed] = 1 });
    }

    [Fact]
    public async Task A_failed_reply_is_tried_again_when_a_person_asks_and_sent_after_all_it_takes_the_mark_off_its_ticket()
    {
        await QueueAsync(1);
        var reply = (await Store.TakeDueAsync("a", 1, default)).Single();
        var id = reply.Id;
        (await Store.RetryAsync(id, default)).Should().BeFalse("it was not given up");
        await Store.ReleaseAsync(reply, reply.Item.Progress with { State = SendState.Failed, Refusals = 4, Problem = "refused" }, default);
        Time.Advance(TimeSpan.FromDays(1));

        (await Store.RetryAsync(id, default)).Should().BeTrue();
        (await Store.RetryAsync(id, default)).Should().BeFalse();
        (await Store.RetryAsync(id + 100, default)).Should().BeFalse();

        var again = (await Store.TakeDueAsync("a", 1, default)).Single();
        again.Item.Progress.Should().BeEquivalentTo(new { State = SendState.Pending, Refusals = 0, FirstAttemptAt = Start.AddDays(1) });
        await Store.ReleaseAsync(again, again.Item.Progress with { State = SendState.Sent }, default);
        (await KindsAsync(1)).Should().Equal("opened", "message-not-sent", "message-sent");
        (await ReadAsync(c => c.Tickets.Select(t => t.DeliveryProblem).SingleAsync())).Should().BeFalse();
    }

    [Fact]
    public async Task Troubles_are_one_a_mailbox_for_what_waits_and_one_for_what_was_given_up_lately()
    {
        var troubles = new OutboxTroubles(Database, Time);
        await QueueAsync(1, 2, 3, 4);
        (await troubles.ReadAsync(default)).Should().BeEmpty();
        foreach (var reply in await Store.TakeDueAsync("a", 3, default))
        {
            await Store.ReleaseAsync(
                reply, reply.Item.Progress with { State = reply.TicketNumber == 3 ? SendState.Failed : SendState.Drafted, Problem = $"trouble {reply.TicketNumber}", NextAttemptAt = Start.AddMinutes(1) }, default);
        }

        (await troubles.ReadAsync(default)).Should().Equal(
            new OutboxTrouble(TicketSamples.Desk, IsGivenUp: false, 2, "Re: Printer", "trouble 2"),
            new OutboxTrouble(TicketSamples.Desk, IsGivenUp: true, 1, "Re: Printer", "trouble 3"));

        Time.Advance(TimeSpan.FromDays(8));
        (await troubles.ReadAsync(default)).Should().ContainSingle().Which.IsGivenUp.Should().BeFalse();
        await Store.ConfirmAsync([("HD-1:acknowledgement:1", Copy("s1")), ("HD-2:acknowledgement:1", Copy("s2"))], default);
        (await troubles.ReadAsync(default)).Should().BeEmpty("what Sent Items showed is sent");
    }

    [Fact]
    public async Task A_copy_seen_in_sent_items_is_proof_and_stays_when_the_attempt_ends_otherwise()
    {
        await QueueAsync(1);
        var reply = (await Store.TakeDueAsync("a", 1, default)).Single();
        var sending = reply.Item.Progress with { State = SendState.Sending, DraftId = "d1" };
        await Store.KeepAsync(reply, sending, default);
        await Store.ConfirmAsync([("HD-1:acknowledgement:1", Copy("s1"))], default);
        (await RowAsync(1)).State.Should().Be(SendState.Sent);

        await Store.ReleaseAsync(reply, sending with { State = SendState.Unknown, NextAttemptAt = Start.AddSeconds(1), Problem = "504" }, default);
        var row = await RowAsync(1);
        row.State.Should().Be(SendState.Sent);
        row.IsFinished.Should().BeTrue();
        row.InternetMessageId.Should().Be("<s1@contoso.example>");
        row.LeaseOwner.Should().BeNull();
        (await KindsAsync(1)).Should().Equal("opened", "message-sent");
    }

    [Fact]
    public async Task Confirming_again_or_something_unknown_or_a_draft_changes_nothing()
    {
        await QueueAsync(1);
        await Store.ConfirmAsync([("HD-1:acknowledgement:1", Copy("s1") with { IsDraft = true })], default);
        (await RowAsync(1)).State.Should().Be(SendState.Pending);
        await Store.ConfirmAsync([("HD-1:acknowledgement:1", Copy("s1")), ("HD-1:acknowledgement:1", Copy("s2")), ("HD-9:other:1", Copy("s3"))], default);
        await Store.ConfirmAsync([("HD-1:acknowledgement:1", Copy("s4"))], default);
        (await RowAsync(1)).InternetMessageId.Should().Be("<s1@contoso.example>");
        (await KindsAsync(1)).Should().Equal("opened", "message-sent");
    }

    [Fact]
    public async Task Two_replies_on_one_ticket_are_confirmed_together()
    {
        await QueueAsync(1);
        await WriteAsync(c =>
        {
            c.Outbox.Add(TicketSamples.Reply(1, Start, purpose: "answer"));
            return Task.CompletedTask;
        });
        await Store.ConfirmAsync([("HD-1:acknowledgement:1", Copy("s1")), ("HD-1:answer:1", Copy("s2"))], default);
        (await KindsAsync(1)).Should().Equal("opened", "message-sent", "message-sent");
        (await Store.HasUnconfirmedAsync(TicketSamples.Desk, default)).Should().BeFalse();
    }

    [Fact]
    public async Task Only_what_may_be_on_its_way_is_looked_for_in_sent_items()
    {
        await QueueAsync(1);
        (await Store.HasUnconfirmedAsync(TicketSamples.Desk, default)).Should().BeFalse();
        var reply = (await Store.TakeDueAsync("a", 1, default)).Single();
        await Store.ReleaseAsync(reply, reply.Item.Progress with { State = SendState.Accepted, NextAttemptAt = Start.AddMinutes(5) }, default);
        (await Store.HasUnconfirmedAsync(TicketSamples.Desk, default)).Should().BeTrue();
        (await Store.HasUnconfirmedAsync("other@contoso.example", default)).Should().BeFalse();
    }

    [Fact]
    public async Task Pages_show_every_reply_once_newest_first()
    {
        await QueueAsync(1, 2, 3);
        var (first, next) = await Store.ListAsync(null, 2, default);
        first.Select(x => x.TicketNumber).Should().Equal(3, 2);
        var (second, end) = await Store.ListAsync(next, 2, default);
        second.Select(x => x.TicketNumber).Should().Equal(1);
        end.Should().BeNull();
    }

    private static SentMail Copy(string id) => new(id, IsDraft: false, $"<{id}@contoso.example>", "conv", Start);

    protected Task<OutboxItem> RowAsync(long ticket) => ReadAsync(c => c.Outbox.AsNoTracking().SingleAsync(x => x.TicketNumber == ticket));

    protected Task<List<string>> KindsAsync(long ticket) =>
        ReadAsync(c => c.TicketEvents.Where(x => x.TicketNumber == ticket).OrderBy(x => x.Sequence).Select(x => x.Kind).ToListAsync());

    protected Task QueueAsync(params long[] tickets) => WriteAsync(context =>
    {
        var book = new TicketBook();
        foreach (var number in tickets)
        {
            var draft = book.Open(number, Start);
            draft.Outbox.Add(TicketSamples.Reply(number, Start));
            book.Keep(draft);
        }

        book.WriteTo(context);
        return Task.CompletedTask;
    });
}

public sealed class OutboxStoreOnSqlite() : OutboxStoreTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class OutboxStoreOnPostgres(PostgresServer server) : OutboxStoreTests(server.Empty()), IOnPostgres
{
    [Fact]
    public async Task What_was_sent_is_stored_though_a_mail_was_logged_on_the_same_ticket_at_the_same_moment()
    {
        await QueueAsync(1);
        var reply = (await Store.TakeDueAsync("a", 1, default)).Single();
        await using var context = Database.Open();
        Task storing;
        await using (var transaction = await Database.Dialect.BeginWriteAsync(context, default))
        {
            var book = new TicketBook();
            await book.LoadAsync(context, [], [1], default);
            var draft = book.Continue(1);
            draft.Append(TicketSamples.Message(Start));
            book.Keep(draft);
            book.WriteTo(context);
            await context.SaveChangesAsync();

            // It has read the ticket as it was and now waits for us to let go of it.
            storing = Store.ReleaseAsync(reply, reply.Item.Progress with { State = SendState.Sent, InternetMessageId = "<s@x>" }, default);
            await UntilSomebodyWaitsAsync();
            await transaction.CommitAsync(default);
        }

        await storing;
        (await RowAsync(1)).State.Should().Be(SendState.Sent);
        (await KindsAsync(1)).Should().Equal("opened", "message-received", "message-sent");
    }

    private async Task UntilSomebodyWaitsAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await ReadAsync(c => c.Database
            .SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""")
            .SingleAsync(patience.Token)) == 0)
        {
            await Task.Delay(20, patience.Token);
        }
    }
}

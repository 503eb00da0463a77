using Automation.Mail.Mailboxes;
using Automation.Storage.Inbox;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using static Automation.Storage.Tests.Inbox.MailRows;

namespace Automation.Storage.Tests.Inbox;

public abstract class InboxQueriesTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private InboxQueries Queries => new(Database, Time);

    [Fact]
    public async Task Pages_show_every_mail_once_newest_first_though_mail_keeps_coming()
    {
        await StoreAsync([.. Enumerable.Range(1, 7).Select(i => Complete($"m{i}"))]);
        var seen = new List<string>();
        long? cursor = null;
        do
        {
            var page = await Queries.ListAsync(cursor, 3, new InboxFilter(), default);
            page.Items.Should().HaveCountLessThanOrEqualTo(3);
            seen.AddRange(page.Items.Select(x => x.MailboxItemId));
            cursor = page.Next;
            await StoreAsync(Complete($"later{seen.Count}"));
        }
        while (cursor is not null);
        seen.Should().Equal("m7", "m6", "m5", "m4", "m3", "m2", "m1");
    }

    [Fact]
    public async Task A_page_that_ends_exactly_at_the_last_mail_has_no_next()
    {
        await StoreAsync(Complete("m1"), Complete("m2"));
        (await Queries.ListAsync(null, 2, new InboxFilter(), default)).Next.Should().BeNull();
    }

    [Fact]
    public async Task Counts_tell_what_became_of_the_mail_by_outcome_and_reason()
    {
        await StoreAsync(Complete("m1"), Complete("m2"), Complete("m3"), Partial("m4"));
        await SetAsync("m1", InboxState.Done, InboxOutcome.Ticket, "new-ticket");
        await SetAsync("m2", InboxState.Done, InboxOutcome.Ignored, "duplicate");
        (await Queries.CountAsync("other@contoso.example", default)).Should().BeEmpty();
        (await Queries.CountAsync(mailbox: null, default)).Should().BeEquivalentTo(await Queries.CountAsync(MailRows.Inbox.Mailbox, default));
        (await Queries.CountAsync(mailbox: null, default)).Should().BeEquivalentTo(
        [
            new InboxCount(MailRows.Inbox.Mailbox, InboxState.Ready, null, null, 1),
            new InboxCount(MailRows.Inbox.Mailbox, InboxState.AwaitingDetail, null, null, 1),
            new InboxCount(MailRows.Inbox.Mailbox, InboxState.Done, InboxOutcome.Ticket, "new-ticket", 1),
            new InboxCount(MailRows.Inbox.Mailbox, InboxState.Done, InboxOutcome.Ignored, "duplicate", 1),
        ]);
    }

    [Fact]
    public async Task Filters_narrow_by_outcome_state_and_mailbox()
    {
        await StoreAsync(Complete("m1"), Complete("m2"));
        await SetAsync("m1", InboxState.Done, InboxOutcome.Ignored, "bulk");
        (await Ids(new InboxFilter(Outcome: InboxOutcome.Ignored))).Should().Equal("m1");
        (await Ids(new InboxFilter(State: InboxState.Ready))).Should().Equal("m2");
        (await Ids(new InboxFilter(IsWaiting: true))).Should().Equal("m2");
        await WriteAsync(async c => (await c.Inbox.SingleAsync(x => x.MailboxItemId == "m2")).State = InboxState.AwaitingDetail);
        (await Ids(new InboxFilter(IsWaiting: true))).Should().Equal(["m2"], "what lacks something waits too");
        (await Ids(new InboxFilter(Mailbox: "nobody@contoso.example"))).Should().BeEmpty();

        async Task<IEnumerable<string>> Ids(InboxFilter filter) => (await Queries.ListAsync(null, 10, filter, default)).Items.Select(x => x.MailboxItemId);
    }

    [Fact]
    public async Task Only_a_quarantined_mail_can_be_retried_and_it_starts_afresh()
    {
        await StoreAsync(Complete("m1"), Complete("m2"));
        await SetAsync("m1", InboxState.Quarantined, InboxOutcome.Quarantined, "workflow-incident");
        var ids = await ReadAsync(c => c.Inbox.ToDictionaryAsync(x => x.MailboxItemId, x => x.Id));
        (await Queries.RetryAsync(ids["m2"], default)).Should().BeFalse();
        (await Queries.RetryAsync(ids["m1"], default)).Should().BeTrue();
        (await Queries.RetryAsync(ids["m1"], default)).Should().BeFalse();
        var item = await ReadAsync(c => c.Inbox.SingleAsync(x => x.MailboxItemId == "m1"));
        item.State.Should().Be(InboxState.Ready);
        item.Outcome.Should().BeNull();
        item.Reason.Should().BeNull();
        item.Attempts.Should().Be(0);
        item.NextAttemptAt.Should().Be(Start);
    }

    [Theory]
    [InlineData(InboxReasons.MovedBeforeRead, true)]
    [InlineData(InboxReasons.DeletedBeforeRead, true)]
    [InlineData("duplicate", false)]
    public async Task A_mail_that_was_away_when_it_should_have_been_read_can_be_retried(string reason, bool expected)
    {
        await StoreAsync(Complete("m1"));
        await SetAsync("m1", InboxState.Done, InboxOutcome.Ignored, reason);
        await WriteAsync(async c => (await c.Inbox.SingleAsync()).MissingParts = (int)MailParts.Message);
        (await Queries.RetryAsync(await ReadAsync(c => c.Inbox.Select(x => x.Id).SingleAsync()), default)).Should().Be(expected);
        (await ReadAsync(c => c.Inbox.Select(x => x.State).SingleAsync())).Should().Be(expected ? InboxState.AwaitingDetail : InboxState.Done);
    }

    [Fact]
    public async Task The_row_can_be_read_as_it_came()
    {
        await StoreAsync(Complete("m1", "the bytes"));
        var id = (await Queries.ListAsync(null, 1, new InboxFilter(), default)).Items[0].Id;
        (await Queries.FindRowAsync(id, default)).Should().Equal("the bytes"u8.ToArray());
        (await Queries.FindRowAsync(id + 1, default)).Should().BeNull();
    }

    private Task<int> StoreAsync(params MailRow[] rows) => new InboxStore(Database, Time).StorePageAsync(MailRows.Inbox, Page("c", rows), Nothing, default);

    private Task SetAsync(string id, InboxState state, InboxOutcome outcome, string reason) => WriteAsync(async c =>
    {
        var item = await c.Inbox.SingleAsync(x => x.MailboxItemId == id);
        (item.State, item.Outcome, item.Reason, item.Attempts) = (state, outcome, reason, 5);
    });
}

public sealed class InboxQueriesOnSqlite() : InboxQueriesTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class InboxQueriesOnPostgres(PostgresServer server) : InboxQueriesTests(server.Empty()), IOnPostgres;

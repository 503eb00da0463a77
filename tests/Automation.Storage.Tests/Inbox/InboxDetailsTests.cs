using Automation.Mail.Mailboxes;
using Automation.Storage.Inbox;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using static Automation.Storage.Tests.Inbox.MailRows;

namespace Automation.Storage.Tests.Inbox;

public abstract class InboxDetailsTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private InboxDetails Details => new(Database, Time);

    [Fact]
    public async Task Items_of_one_folder_are_leased_oldest_first()
    {
        await StoreAsync(MailRows.Inbox, Partial("m1"), Complete("m2"), Partial("m3"), Partial("m4"));
        await StoreAsync(new MailFolder("other@contoso.example", "inbox"), Partial("o1"));
        var taken = await Details.TakeAsync(MailRows.Inbox.Mailbox, "a", 2, default);
        taken.Select(p => p.MailboxItemId).Should().Equal("m1", "m3");
        taken[0].Missing.Should().Be(MailParts.Message);
    }

    [Fact]
    public async Task What_one_node_has_taken_another_gets_only_after_the_lease_is_over()
    {
        await StoreAsync(MailRows.Inbox, Partial("m1"));
        (await Details.TakeAsync(MailRows.Inbox.Mailbox, "a", 10, default)).Should().HaveCount(1);
        var other = new InboxDetails(await OpenAnotherAsync(), Time);
        (await other.TakeAsync(MailRows.Inbox.Mailbox, "b", 10, default)).Should().BeEmpty();
        Time.Advance(TimeSpan.FromMinutes(5.1));
        (await other.TakeAsync(MailRows.Inbox.Mailbox, "b", 10, default)).Should().HaveCount(1);
    }

    [Fact]
    public async Task A_restarted_node_takes_its_own_items_at_once()
    {
        await StoreAsync(MailRows.Inbox, Partial("m1"));
        await Details.TakeAsync(MailRows.Inbox.Mailbox, "a", 10, default);
        (await Details.TakeAsync(MailRows.Inbox.Mailbox, "a", 10, default)).Should().HaveCount(1);
    }

    [Fact]
    public async Task What_was_found_lets_the_item_go_on()
    {
        await StoreAsync(MailRows.Inbox, Partial("m1"));
        var pending = (await Details.TakeAsync(MailRows.Inbox.Mailbox, "a", 10, default)).Single();
        await Details.StoreAsync([Found(pending, "whole") with { InternetMessageId = "<x@y>", ReceivedAt = Start, Data = [1, 2, 0] }], default);
        var item = await ItemAsync("m1");
        item.State.Should().Be(InboxState.Ready);
        item.MissingParts.Should().Be(0);
        item.Row.Should().Equal("whole"u8.ToArray());
        item.Detail.Should().Equal(1, 2, 0);
        item.InternetMessageId.Should().Be("<x@y>");
        item.LeaseOwner.Should().BeNull();
    }

    [Fact]
    public async Task A_look_that_failed_is_tried_again_when_its_time_has_come()
    {
        await StoreAsync(MailRows.Inbox, Partial("m1"));
        var pending = (await Details.TakeAsync(MailRows.Inbox.Mailbox, "a", 10, default)).Single();
        await Details.StoreAsync(
            [new FetchedDetail(pending.InboxId, null, null, null, null, MailParts.Message, "503", Start.AddSeconds(10), null)], default);
        (await Details.TakeAsync(MailRows.Inbox.Mailbox, "a", 10, default)).Should().BeEmpty();
        Time.Advance(TimeSpan.FromSeconds(10));
        (await Details.TakeAsync(MailRows.Inbox.Mailbox, "a", 10, default)).Single().Attempts.Should().Be(1);
        (await ItemAsync("m1")).Explanation.Should().Be("503");
    }

    [Fact]
    public async Task A_mail_that_was_deleted_before_it_could_be_read_ends_by_name()
    {
        await StoreAsync(MailRows.Inbox, Partial("m1"));
        var pending = (await Details.TakeAsync(MailRows.Inbox.Mailbox, "a", 10, default)).Single();
        await Details.StoreAsync(
            [new FetchedDetail(pending.InboxId, null, null, null, null, MailParts.Message, "It is gone.", null, "deleted-before-read")], default);
        var item = await ItemAsync("m1");
        item.State.Should().Be(InboxState.Done);
        item.Outcome.Should().Be(InboxOutcome.Ignored);
        item.Reason.Should().Be("deleted-before-read");
        item.ProcessedAt.Should().Be(Start);
    }

    [Fact]
    public async Task A_look_that_comes_back_after_the_mail_got_its_outcome_changes_nothing()
    {
        await StoreAsync(MailRows.Inbox, Partial("m1"), Partial("m2"));
        var pending = await Details.TakeAsync(MailRows.Inbox.Mailbox, "a", 10, default);

        // Meanwhile the sync shows both complete, and they are logged.
        await StoreAsync(MailRows.Inbox, Complete("m1"), Complete("m2"));
        await WriteAsync(async c =>
        {
            foreach (var item in await c.Inbox.ToListAsync())
                (item.State, item.Outcome, item.Reason, item.TicketNumber) = (InboxState.Done, InboxOutcome.Ticket, "new-ticket", 7);
        });
        await Details.StoreAsync(
            [
                Found(pending[0], "late"),
                new FetchedDetail(pending[1].InboxId, null, null, null, null, MailParts.Message, "Gone.", null, "deleted-before-read"),
            ],
            default);

        foreach (var id in new[] { "m1", "m2" })
        {
            var item = await ItemAsync(id);
            item.State.Should().Be(InboxState.Done);
            item.Outcome.Should().Be(InboxOutcome.Ticket);
            item.Reason.Should().Be("new-ticket");
            item.Row.Should().Equal("all"u8.ToArray());
        }
    }

    private static FetchedDetail Found(PendingDetail pending, string row) =>
        new(pending.InboxId, System.Text.Encoding.UTF8.GetBytes(row), null, null, null, MailParts.None, null, null, null);

    private Task<int> StoreAsync(MailFolder folder, params MailRow[] rows) => new InboxStore(Database, Time).StorePageAsync(folder, Page("c", rows), Nothing, default);

    private Task<InboxItem> ItemAsync(string id) => ReadAsync(c => c.Inbox.AsNoTracking().SingleAsync(x => x.MailboxItemId == id));
}

public sealed class InboxDetailsOnSqlite() : InboxDetailsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class InboxDetailsOnPostgres(PostgresServer server) : InboxDetailsTests(server.Empty()), IOnPostgres;

using System.Text;
using Automation.Mail.Mailboxes;
using Automation.Storage.Inbox;
using Automation.Storage.Mailboxes;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using static Automation.Storage.Tests.Inbox.MailRows;

namespace Automation.Storage.Tests.Inbox;

public abstract class InboxStoreTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private InboxStore Store => new(Database, Time);

    [Fact]
    public async Task A_page_is_stored_with_its_cursor_byte_for_byte()
    {
        (await StoreAsync(Page("c1", Complete("m1", "ä\0b"), Complete("m2")))).Should().Be(2);
        var items = await ItemsAsync();
        items.Select(x => x.MailboxItemId).Should().Equal("m1", "m2");
        items[0].Row.Should().Equal(Encoding.UTF8.GetBytes("ä\0b"));
        items.Should().AllSatisfy(x =>
        {
            x.State.Should().Be(InboxState.Ready);
            x.StoredAt.Should().Be(Start);
            x.NextAttemptAt.Should().Be(Start);
        });
        (await CursorAsync()).Cursor.Should().Be("c1");
    }

    [Fact]
    public async Task A_page_seen_again_adds_nothing_and_leaves_what_was_done()
    {
        await StoreAsync(Page("c1", Complete("m1")));
        await WriteAsync(async c =>
        {
            var item = await c.Inbox.SingleAsync();
            item.State = InboxState.Done;
            item.Outcome = InboxOutcome.Ticket;
        });
        (await StoreAsync(Page("c2", Complete("m1", "changed"), Complete("m2")))).Should().Be(1);
        var items = await ItemsAsync();
        items.Should().HaveCount(2);
        items[0].State.Should().Be(InboxState.Done);
        items[0].Row.Should().Equal("all"u8.ToArray());
    }

    [Fact]
    public async Task A_message_that_stands_twice_in_a_page_is_stored_once_and_complete()
    {
        (await StoreAsync(Page("c1", Partial("m1"), Complete("m1"), Complete("m1")))).Should().Be(1);
        (await ItemsAsync()).Should().ContainSingle().Which.State.Should().Be(InboxState.Ready);
    }

    [Fact]
    public async Task A_partial_row_waits_for_a_second_look_and_goes_on_when_the_complete_one_comes()
    {
        await StoreAsync(Page("c1", Partial("m1")));
        var waiting = (await ItemsAsync()).Single();
        waiting.State.Should().Be(InboxState.AwaitingDetail);
        waiting.MissingParts.Should().Be((int)MailParts.Message);

        (await StoreAsync(Page("c2", Complete("m1", "all", Start)))).Should().Be(0);
        var item = (await ItemsAsync()).Single();
        item.State.Should().Be(InboxState.Ready);
        item.InternetMessageId.Should().Be("<m1@contoso.example>");
        item.ReceivedAt.Should().Be(Start);
        item.Row.Should().Equal("all"u8.ToArray());
    }

    [Fact]
    public async Task A_complete_row_ends_the_waiting_of_a_second_look_that_failed()
    {
        await StoreAsync(Page("c1", Partial("m1")));
        await WriteAsync(async c =>
        {
            var item = await c.Inbox.SingleAsync();
            (item.Attempts, item.NextAttemptAt, item.Explanation) = (6, Start.AddMinutes(10), "503");
        });
        await StoreAsync(Page("c2", Complete("m1")));
        var complete = (await ItemsAsync()).Single();
        (complete.State, complete.Attempts, complete.NextAttemptAt, complete.Explanation).Should().Be((InboxState.Ready, 0, Start, null));
    }

    [Fact]
    public async Task A_complete_row_that_lacks_its_attachments_waits_for_them()
    {
        await Store.StorePageAsync(MailRows.Inbox, Page("c1", Complete("m1")), _ => MailParts.Attachments, default);
        var item = (await ItemsAsync()).Single();
        item.State.Should().Be(InboxState.AwaitingDetail);
        item.MissingParts.Should().Be((int)MailParts.Attachments);

        // Seen again before the second look: still waiting for the same.
        await Store.StorePageAsync(MailRows.Inbox, Page("c2", Complete("m1")), _ => MailParts.Attachments, default);
        (await ItemsAsync()).Single().MissingParts.Should().Be((int)MailParts.Attachments);
    }

    [Fact]
    public async Task A_removal_takes_no_mail_away()
    {
        await StoreAsync(Page("c1", Complete("m1")));
        (await StoreAsync(Page("c2", Removed("m1")))).Should().Be(0);
        (await ItemsAsync()).Should().ContainSingle().Which.State.Should().Be(InboxState.Ready);
        (await CursorAsync()).Cursor.Should().Be("c2");
    }

    [Fact]
    public async Task A_removal_of_something_never_seen_is_looked_at_because_it_may_have_come_back()
    {
        (await StoreAsync(Page("c1", Removed("m1"), Removed("m1")))).Should().Be(1);
        var item = (await ItemsAsync()).Should().ContainSingle().Subject;
        (item.State, item.MissingParts).Should().Be((InboxState.AwaitingDetail, (int)MailParts.Message));

        // Told whole after all, before the look.
        await StoreAsync(Page("c2", Complete("m1", "all")));
        (await ItemsAsync()).Single().State.Should().Be(InboxState.Ready);
    }

    [Theory]
    [InlineData(InboxReasons.MovedBeforeRead, MailRowKind.Removed, InboxState.AwaitingDetail)]
    [InlineData(InboxReasons.MovedBeforeRead, MailRowKind.Partial, InboxState.AwaitingDetail)]
    [InlineData(InboxReasons.MovedBeforeRead, MailRowKind.Complete, InboxState.Ready)]
    [InlineData(InboxReasons.DeletedBeforeRead, MailRowKind.Removed, InboxState.Done)]
    [InlineData(InboxReasons.DeletedBeforeRead, MailRowKind.Complete, InboxState.Ready)]
    [InlineData("duplicate", MailRowKind.Complete, InboxState.Done)]
    public async Task A_mail_that_ended_for_being_away_goes_on_when_the_mailbox_tells_of_it_again(string reason, MailRowKind told, InboxState expected)
    {
        await StoreAsync(Page("c1", Partial("m1")));
        await WriteAsync(async c =>
        {
            var item = await c.Inbox.SingleAsync();
            (item.State, item.Outcome, item.Reason) = (InboxState.Done, InboxOutcome.Ignored, reason);
        });

        (await StoreAsync(Page("c2", told switch { MailRowKind.Removed => Removed("m1"), MailRowKind.Partial => Partial("m1"), _ => Complete("m1") }))).Should().Be(0);

        var after = (await ItemsAsync()).Single();
        after.State.Should().Be(expected);
        after.Reason.Should().Be(expected == InboxState.Done ? reason : null);
    }

    [Fact]
    public async Task A_read_from_the_start_is_noted_with_its_time_and_a_read_from_a_cursor_is_not()
    {
        await StoreAsync(Page("c1", Complete("m1")));
        (await CursorAsync()).LastFullReadAt.Should().Be(Start);
        Time.Advance(TimeSpan.FromHours(1));
        await StoreAsync(Page("c2", Complete("m2")));
        (await CursorAsync()).LastFullReadAt.Should().Be(Start);
    }

    [Fact]
    public async Task The_same_item_id_in_two_mailboxes_is_two_mails()
    {
        await StoreAsync(Page("c1", Complete("m1")));
        (await Store.StorePageAsync(new MailFolder("other@contoso.example", "inbox"), Page("c1", Complete("m1")), Nothing, default)).Should().Be(1);
        (await ItemsAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task When_the_page_cannot_be_committed_neither_rows_nor_cursor_are_kept()
    {
        await StoreAsync(Page("c1", Complete("m1")));
        using var stop = new CancellationTokenSource();
        var storing = async () => await Store.StorePageAsync(
            MailRows.Inbox,
            Page("c2", Complete("m2"), Complete("m3")),
            row =>
            {
                // Half way through the page, everything stops.
                if (row.Id == "m3")
                    stop.Cancel();
                return MailParts.None;
            },
            stop.Token);
        await storing.Should().ThrowAsync<OperationCanceledException>();
        (await ItemsAsync()).Select(x => x.MailboxItemId).Should().Equal("m1");
        (await CursorAsync()).Cursor.Should().Be("c1");

        (await StoreAsync(Page("c2", Complete("m2"), Complete("m3")))).Should().Be(2);
    }

    [Fact]
    public async Task The_watermark_only_moves_forward_and_a_good_page_ends_the_row_of_failures()
    {
        await StoreAsync(Page("c1", Complete("m1", receivedAt: Start)));
        await new FolderCursors(Database, Time).NoteFailureAsync(MailRows.Inbox, "503", default);
        (await CursorAsync()).FailuresInARow.Should().Be(1);

        await StoreAsync(Page("c2", Complete("m2", receivedAt: Start.AddDays(-1))));
        var cursor = await CursorAsync();
        cursor.Watermark.Should().Be(Start);
        cursor.FailuresInARow.Should().Be(0);
        cursor.LastError.Should().BeNull();
        cursor.LastCompleteAt.Should().Be(Start);
    }

    [Fact]
    public async Task Two_nodes_that_store_the_same_page_at_once_store_each_mail_once()
    {
        var other = new InboxStore(await OpenAnotherAsync(), Time);
        var rows = Enumerable.Range(0, 50).Select(i => Complete($"m{i}")).ToArray();
        var storing = Task.WhenAll(
            Task.Run(() => Store.StorePageAsync(MailRows.Inbox, Page("c1", rows), Nothing, default)),
            Task.Run(() => other.StorePageAsync(MailRows.Inbox, Page("c1", rows), Nothing, default)));
        try
        {
            await storing;
        }
        catch (DbUpdateException)
        {
            // The loser of the race keeps nothing and reads the page again.
        }

        await StoreAsync(Page("c1", rows));
        (await ItemsAsync()).Select(x => x.MailboxItemId).Should().HaveCount(50).And.OnlyHaveUniqueItems();
    }

    private Task<int> StoreAsync(MailPage page) => Store.StorePageAsync(MailRows.Inbox, page, Nothing, default);

    private Task<List<InboxItem>> ItemsAsync() => ReadAsync(c => c.Inbox.AsNoTracking().OrderBy(x => x.Id).ToListAsync());

    private Task<FolderCursor> CursorAsync() => ReadAsync(c => c.FolderCursors.AsNoTracking().SingleAsync(x => x.Mailbox == MailRows.Inbox.Mailbox));
}

public sealed class InboxStoreOnSqlite() : InboxStoreTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class InboxStoreOnPostgres(PostgresServer server) : InboxStoreTests(server.Empty()), IOnPostgres;

using Automation.Mail.Mailboxes;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using Automation.Storage.Mailboxes;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Receiving;

public abstract class ReceivingTests(DeskTestDatabase store) : DeskTest(store)
{
    private static readonly MailFolder Folder = new(TestDesk.HelpDesk, "inbox");

    [Fact]
    public async Task A_folder_of_many_pages_is_read_to_its_end_and_only_what_is_new_the_next_time()
    {
        Put(45);
        (await Desk.Sync.RunAsync(Folder, default)).Should().Be(45);
        (await Desk.Sync.RunAsync(Folder, default)).Should().Be(0);
        Put(1);
        (await Desk.Sync.RunAsync(Folder, default)).Should().Be(1);
        (await InboxAsync()).Should().HaveCount(46);
    }

    [Fact]
    public async Task After_an_expired_cursor_the_folder_is_read_anew_and_no_mail_is_stored_twice()
    {
        Put(3);
        await Desk.Sync.RunAsync(Folder, default);
        await WriteAsync(async c => (await c.FolderCursors.SingleAsync()).Cursor = "expired");
        Put(1);
        (await Desk.Sync.RunAsync(Folder, default)).Should().Be(1);
        (await InboxAsync()).Should().HaveCount(4);
    }

    [Fact]
    public async Task Once_a_day_a_folder_is_read_whole_and_a_mail_that_the_mailbox_never_told_of_is_found()
    {
        Put(2);
        await Desk.Sync.RunAsync(Folder, default);
        // Among the rows before the cursor: told to nobody who reads on from there.
        Desk.Source.PutFirst(TestDesk.HelpDesk, "kept-back", Eml.Write(subject: "Kept back"));
        await WriteAsync(async c => (await c.FolderCursors.SingleAsync()).Cursor = "3");
        (await Desk.Sync.RunAsync(Folder, default)).Should().Be(0);
        Time.Advance(TimeSpan.FromHours(23));
        (await Desk.Sync.RunAsync(Folder, default)).Should().Be(0);
        Time.Advance(TimeSpan.FromHours(1));
        (await Desk.Sync.RunAsync(Folder, default)).Should().Be(1);
        (await Desk.Sync.RunAsync(Folder, default)).Should().Be(0);
        (await InboxAsync()).Should().HaveCount(3);
    }

    [Fact]
    public async Task A_mail_moved_away_and_back_before_it_was_read_becomes_a_ticket_although_only_its_removal_was_told()
    {
        var mail = Eml.Write();
        Desk.Source.Put(TestDesk.HelpDesk, "m1", default, MailRowKind.Removed);
        await Desk.Sync.RunAsync(Folder, default);
        Desk.Source.Details = q => new MailDetail(q.Id, MailDetailStatus.Found, mail, null);
        await Desk.Look.RunAsync(default);
        await Desk.LogAsync();
        Ended(await ItemAsync()).Should().Be("Ticket:new-ticket");
    }

    [Fact]
    public async Task One_answer_nobody_could_foresee_costs_the_mails_beside_it_nothing()
    {
        foreach (var id in new[] { "good-1", "bad", "good-2" })
            Desk.Source.Put(TestDesk.HelpDesk, id, "part"u8.ToArray(), MailRowKind.Partial);
        await Desk.Sync.RunAsync(Folder, default);
        Desk.Source.Details = q => q.Id == "bad" ? throw new InvalidOperationException("odd") : new MailDetail(q.Id, MailDetailStatus.Found, Eml.Write(), null);
        await Desk.Look.RunAsync(default);
        (await InboxAsync()).Select(x => (x.State, x.Attempts)).Should().Equal((InboxState.Ready, 0), (InboxState.AwaitingDetail, 1), (InboxState.Ready, 0));
    }

    [Fact]
    public async Task A_mail_whose_row_came_goes_on_without_the_attachments_that_are_gone()
    {
        var mail = Eml.Write();
        Desk.Source.Put(TestDesk.HelpDesk, "m1", "part"u8.ToArray(), MailRowKind.Partial);
        await Desk.Sync.RunAsync(Folder, default);
        Desk.Source.Details = q => new MailDetail(q.Id, MailDetailStatus.Gone, mail, null);
        await Desk.Look.RunAsync(default);
        await Desk.LogAsync();
        var item = await ItemAsync();
        Ended(item).Should().Be("Ticket:new-ticket");
        item.Explanation.Should().Contain("before its attachments");
    }

    [Fact]
    public async Task A_mailbox_that_does_not_answer_is_told_and_the_problem_ends_with_it()
    {
        Desk.Source.Trouble = new MailboxException(MailboxFault.Unavailable, "503 from the mailbox");
        var reading = () => Desk.Sync.RunAsync(Folder, default);
        await reading.Should().ThrowAsync<MailboxException>();
        Desk.Problems.Current.Single().Message.Should().Contain("503 from the mailbox");
        (await new FolderCursors(Database, Time).ListAsync(default)).Single().FailuresInARow.Should().Be(1);
        Desk.Source.Trouble = null;
        await reading();
        Desk.Problems.Current.Should().BeEmpty();
    }

    [Fact]
    public async Task Another_node_leaves_the_folder_to_the_one_that_reads_it()
    {
        Put(1);
        await Desk.Sync.RunAsync(Folder, default);
        using var other = new TestDesk(await OpenAnotherAsync(), Time, source: Desk.Source, node: "b");
        (await other.Sync.RunAsync(Folder, default)).Should().BeNull();
    }

    [Fact]
    public async Task A_partial_row_is_fetched_whole_and_logged()
    {
        var mail = Eml.Write();
        Desk.Source.Put(TestDesk.HelpDesk, "m1", "part"u8.ToArray(), MailRowKind.Partial);
        await Desk.Sync.RunAsync(Folder, default);
        await Desk.LogAsync();
        (await ItemAsync()).State.Should().Be(InboxState.AwaitingDetail);
        Desk.Source.Details = q => new MailDetail(q.Id, MailDetailStatus.Found, mail, null);
        (await Desk.Look.RunAsync(default)).Should().BeTrue();
        (await Desk.Look.RunAsync(default)).Should().BeFalse();
        await Desk.LogAsync();
        Ended(await ItemAsync()).Should().Be("Ticket:new-ticket");
    }

    [Fact]
    public async Task A_mail_moved_or_deleted_before_it_could_be_read_ends_by_name()
    {
        await LookAsync(MailParts.Message, q => new MailDetail(q.Id, MailDetailStatus.Moved, null, null));
        Ended(await ItemAsync()).Should().Be("Ignored:moved-before-read");
        await LookAsync(MailParts.Message, q => new MailDetail(q.Id, MailDetailStatus.Gone, null, null));
        Ended(await ItemAsync()).Should().Be("Ignored:deleted-before-read");
    }

    [Fact]
    public async Task Attachments_that_cannot_be_had_any_more_do_not_hold_back_the_ticket_and_are_told()
    {
        await LookAsync(MailParts.Attachments, q => new MailDetail(q.Id, MailDetailStatus.Gone, null, null));
        await Desk.LogAsync();
        var item = await ItemAsync();
        Ended(item).Should().Be("Ticket:new-ticket");
        item.Explanation.Should().Contain("deleted in the mailbox before its attachments");

        await LookAsync(MailParts.Attachments, q => new MailDetail(q.Id, MailDetailStatus.Refused, null, null, "403 no access"));
        await Desk.LogAsync();
        (await ItemAsync()).Explanation.Should().Contain("403 no access");
    }

    [Fact]
    public async Task What_passes_is_tried_later_and_attachments_are_given_up_in_the_end()
    {
        await LookAsync(MailParts.Attachments, q => new MailDetail(q.Id, MailDetailStatus.TryLater, null, null, "429", TimeSpan.FromSeconds(90)));
        var item = await ItemAsync();
        (item.State, item.NextAttemptAt).Should().Be((InboxState.AwaitingDetail, Start.AddSeconds(90)));
        (await Desk.Look.RunAsync(default)).Should().BeFalse();
        for (var i = 0; i < 7; i++)
        {
            Time.Advance(TimeSpan.FromMinutes(11));
            (await Desk.Look.RunAsync(default)).Should().BeTrue();
        }

        await Desk.LogAsync();
        Ended(await ItemAsync()).Should().Be("Ticket:new-ticket");
    }

    [Fact]
    public async Task What_did_come_is_kept_when_the_rest_is_given_up()
    {
        await LookAsync(MailParts.Attachments, q => new MailDetail(q.Id, MailDetailStatus.TryLater, null, "one of two"u8.ToArray(), "503"));
        (await ItemAsync()).Detail.Should().BeNull();
        for (var i = 0; i < 7; i++)
        {
            Time.Advance(TimeSpan.FromMinutes(11));
            (await Desk.Look.RunAsync(default)).Should().BeTrue();
        }

        var item = await ItemAsync();
        item.State.Should().Be(InboxState.Ready);
        item.Detail.Should().Equal("one of two"u8.ToArray());
        item.Explanation.Should().Contain("503");
    }

    [Fact]
    public async Task A_mail_itself_is_never_given_up()
    {
        await LookAsync(MailParts.Message, q => new MailDetail(q.Id, MailDetailStatus.TryLater, null, null, "503"));
        for (var i = 0; i < 12; i++)
        {
            Time.Advance(TimeSpan.FromMinutes(11));
            (await Desk.Look.RunAsync(default)).Should().BeTrue();
        }

        (await ItemAsync()).State.Should().Be(InboxState.AwaitingDetail);
    }

    [Fact]
    public async Task When_the_whole_mailbox_does_not_answer_every_mail_waits_as_long_as_it_asked()
    {
        await StoreAsync(MailParts.Message);
        Desk.Source.Trouble = new MailboxException(MailboxFault.Unavailable, "503", TimeSpan.FromSeconds(120));
        await Desk.Look.RunAsync(default);
        (await ItemAsync()).NextAttemptAt.Should().Be(Start.AddSeconds(120));
    }

    private void Put(int count)
    {
        for (var i = 0; i < count; i++)
            Desk.Source.Put(TestDesk.HelpDesk, $"m-{Guid.NewGuid():n}", Eml.Write());
    }

    private async Task LookAsync(MailParts missing, Func<MailDetailQuery, MailDetail> answer)
    {
        await StoreAsync(missing);
        Desk.Source.Details = answer;
        (await Desk.Look.RunAsync(default)).Should().BeTrue();
    }

    private Task StoreAsync(MailParts missing)
    {
        Desk.Source.Missing = missing;
        return Desk.ReceiveAsync(TestDesk.HelpDesk, Eml.Write());
    }

    private Task<InboxItem> ItemAsync() => ReadAsync(c => c.Inbox.AsNoTracking().OrderByDescending(x => x.Id).FirstAsync());
}

public sealed class ReceivingOnSqlite() : ReceivingTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class ReceivingOnPostgres(PostgresServer server) : ReceivingTests(server.Empty()), IOnPostgres;

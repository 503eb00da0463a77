using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Log;

public abstract class FailingMailTests(DeskTestDatabase store) : DeskTest(store)
{
    [Fact]
    public async Task A_mail_at_which_the_workflow_fails_is_retried_with_growing_waits_then_quarantined_and_the_others_are_logged()
    {
        using var content = new ContentFolderCopy();
        content.InsertIntoLog("Test.FailOnPoison");
        await Desk.LoadAsync(content.Root);
        var items = await LogAsync(Eml.Write(subject: "First"), Eml.Write(subject: "poison"), Eml.Write(subject: "Third"));
        items.Select(i => i.State).Should().Equal(InboxState.Done, InboxState.Ready, InboxState.Done);
        items.Select(i => i.TicketNumber).Should().Equal([1, null, 2], "a number taken by a mail that failed goes to the next");

        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt < 5; attempt++)
        {
            var waiting = await PoisonAsync();
            waiting.Attempts.Should().Be(attempt);
            waits.Add(waiting.NextAttemptAt - Time.GetUtcNow());
            Time.Advance(waits[^1] - TimeSpan.FromMilliseconds(1));
            await Desk.LogAsync();
            (await PoisonAsync()).Attempts.Should().Be(attempt, "its time has not come");
            Time.Advance(TimeSpan.FromMilliseconds(1));
            await Desk.LogAsync();
        }

        waits.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        var poison = await PoisonAsync();
        Ended(poison).Should().Be("Quarantined:workflow-incident");
        poison.Explanation.Should().Contain("Inserted1").And.Contain("This step cannot take poison.");
        await Desk.Health.RefreshAsync(TimeSpan.FromDays(1), default);
        Desk.Problems.Current.Should().ContainSingle(p => p.Key == $"quarantine:{poison.Mailbox}").Which.Message.Should().Contain("cannot take poison");
        (await CountTicketsAsync()).Should().Be(2);
        (await ReadAsync(c => c.WorkflowInstances.CountAsync())).Should().Be(2);
        (await ReadAsync(c => c.Messages.CountAsync(m => m.InboxId == poison.Id))).Should().Be(0);

        // The administrator mends the workflow and retries the mail.
        await Desk.LoadAsync();
        (await new InboxQueries(Database, Time).RetryAsync(poison.Id, default)).Should().BeTrue();
        await Desk.LogAsync();
        var mended = await PoisonAsync();
        Ended(mended).Should().Be("Ticket:new-ticket");
        mended.Explanation.Should().NotContain("cannot take poison");
        await Desk.Health.RefreshAsync(TimeSpan.FromDays(1), default);
        Desk.Problems.Current.Should().BeEmpty();
    }

    [Fact]
    public async Task A_mail_that_failed_once_and_then_passed_does_not_tell_of_the_failure_any_more()
    {
        using var content = new ContentFolderCopy();
        content.InsertIntoLog("Test.FailOnPoison");
        await Desk.LoadAsync(content.Root);
        await LogAsync(Eml.Write(subject: "poison"));
        await Desk.LoadAsync();
        Time.Advance(TimeSpan.FromMinutes(1));
        await Desk.LogAsync();
        var item = await PoisonAsync();
        (Ended(item), item.Explanation).Should().Be(("Ticket:new-ticket", $"Opened HD-{item.TicketNumber}."));
    }

    [Fact]
    public async Task A_workflow_that_decides_nothing_is_told_and_loses_no_mail()
    {
        using var content = new ContentFolderCopy();
        content.Write("workflows/log.json", content.Read("workflows/log.json").Replace("\"port\": \"New ticket\"", "\"port\": \"Follow-up\"", StringComparison.Ordinal));
        await Desk.LoadAsync(content.Root);
        var item = await LogAsync(Eml.Write());
        item.State.Should().Be(InboxState.Ready);
        item.Explanation.Should().Contain("without deciding");
    }

    [Fact]
    public async Task A_batch_that_meets_a_conflict_is_repeated_mail_by_mail()
    {
        var taken = Guid.NewGuid();
        await OpenAsync(Eml.Write());
        await WriteAsync(c =>
        {
            c.Decisions.Add(new() { Id = taken, InboxId = 0, At = Start, RuleSets = "", Trace = "{}" });
            return Task.CompletedTask;
        });
        var ids = new ScriptedIds(new TimeOrderedIds(Time)) { Next = taken };
        using var desk = new TestDesk(Database, Time, ids);
        await desk.LoadAsync();
        ids.IsArmed = true;
        await desk.ReceiveAsync(TestDesk.Facilities, Eml.Write(), Eml.Write(), Eml.Write());
        await desk.LogAsync();
        (await InboxAsync()).Select(Ended).Should().AllBe("Ticket:new-ticket").And.HaveCount(4);
        (await InboxAsync()).Should().AllSatisfy(i => i.Attempts.Should().Be(0));
        (await CountTicketsAsync()).Should().Be(4);
        (await CountRepliesAsync()).Should().Be(4);
        ids.IsArmed.Should().BeFalse();
    }

    [Fact]
    public async Task The_one_mail_that_the_database_refuses_is_quarantined_and_the_others_are_logged()
    {
        var taken = Guid.NewGuid();
        await WriteAsync(c =>
        {
            c.Decisions.Add(new() { Id = taken, InboxId = 0, At = Start, RuleSets = "", Trace = "{}" });
            return Task.CompletedTask;
        });
        var ids = new ScriptedIds(new TimeOrderedIds(Time)) { Next = taken, IsArmedFor = "cursed" };
        using var desk = new TestDesk(Database, Time, ids);
        using var content = new ContentFolderCopy();
        content.InsertIntoLog("Test.TellSubject");
        await desk.LoadAsync(content.Root);
        await desk.ReceiveAsync(TestDesk.HelpDesk, Eml.Write(subject: "One"), Eml.Write(subject: "cursed"), Eml.Write(subject: "Three"));
        for (var i = 0; i < 6; i++)
        {
            await desk.LogAsync();
            Time.Advance(TimeSpan.FromHours(1));
        }

        (await InboxAsync()).Select(Ended).Should().Equal("Ticket:new-ticket", "Quarantined:not-storable", "Ticket:new-ticket");
        (await CountTicketsAsync()).Should().Be(2);
    }

    private Task<InboxItem> PoisonAsync() => ReadAsync(c => c.Inbox.AsNoTracking().SingleAsync(x => x.Subject == "poison"));
}

public sealed class FailingMailOnSqlite() : FailingMailTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class FailingMailOnPostgres(PostgresServer server) : FailingMailTests(server.Empty()), IOnPostgres;

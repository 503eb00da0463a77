using Automation.Mail.Messages;
using Automation.Mail.Sending;
using Automation.Stages.Sending;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Outbox;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Sending;

public abstract class ReplyHealthTests(DeskTestDatabase store) : DeskTest(store)
{
    private ReplyHealth NewProcess() => new(new OutboxTroubles(Database, Time), Desk.Problems, Time);

    [Fact]
    public async Task Many_replies_that_wait_are_one_line_a_mailbox_that_goes_when_the_last_one_went()
    {
        await PutAsync("helpdesk@contoso.example", 35, SendState.Drafted, "30 mails a minute may leave this mailbox.");
        await PutAsync("facilities@contoso.example", 1, SendState.Unknown, "503");
        var health = NewProcess();
        await health.RefreshAsync(hasNews: true, default);
        Messages.Should().BeEquivalentTo(
            "35 mails from helpdesk@contoso.example are not sent yet, and are tried again by themselves: 30 mails a minute may leave this mailbox.",
            "The mail 'Subject 1' from facilities@contoso.example is not sent yet, and is tried again by itself: 503");

        await WriteAsync(c => c.Outbox.ExecuteUpdateAsync(x => x.SetProperty(o => o.State, SendState.Sent).SetProperty(o => o.IsFinished, true)));
        Time.Advance(TimeSpan.FromSeconds(2));
        await health.RefreshAsync(hasNews: true, default);
        Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_given_up_is_told_after_a_restart_too_and_changes_of_others_within_half_a_minute()
    {
        await PutAsync("helpdesk@contoso.example", 2, SendState.Failed, "ErrorSendAsDenied");
        var restarted = NewProcess();
        await restarted.RefreshAsync(hasNews: false, default);
        Messages.Should().ContainSingle().Which.Should().Contain("2 mails from helpdesk@contoso.example could not be sent").And.Contain("ErrorSendAsDenied");

        await WriteAsync(c => c.Outbox.ExecuteDeleteAsync());
        Time.Advance(TimeSpan.FromSeconds(29));
        await restarted.RefreshAsync(hasNews: false, default);
        Messages.Should().ContainSingle();
        Time.Advance(TimeSpan.FromSeconds(1));
        await restarted.RefreshAsync(hasNews: false, default);
        Messages.Should().BeEmpty();
    }

    private IEnumerable<string> Messages => Desk.Problems.Current.Select(p => p.Message);

    private Task PutAsync(string mailbox, int count, SendState state, string problem) => WriteAsync(c =>
    {
        for (var i = 1; i <= count; i++)
        {
            var key = $"HD-{i}:{mailbox}:1";
            c.Outbox.Add(new OutboxItem
            {
                SendKey = key,
                Purpose = "acknowledgement",
                Mailbox = mailbox,
                TicketNumber = i,
                RecipientKey = "ann",
                RecipientPattern = "ann",
                RecipientDomain = "contoso.example",
                Payload = OutboxJson.Write(new OutgoingMail(mailbox, key, [new MailAddress("ann.lee@contoso.example")], [], $"Subject {i}", "<p>Hello</p>", null, null, IsAutomatic: true)),
                Progress = OutboxJson.Write(SendProgress.New with { State = state, Problem = problem }),
                State = state,
                IsFinished = state == SendState.Failed,
                Problem = problem,
                NextAttemptAt = Start,
                CreatedAt = Start,
                UpdatedAt = Start,
            });
        }

        return Task.CompletedTask;
    });
}

public sealed class ReplyHealthOnSqlite() : ReplyHealthTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class ReplyHealthOnPostgres(PostgresServer server) : ReplyHealthTests(server.Empty()), IOnPostgres;

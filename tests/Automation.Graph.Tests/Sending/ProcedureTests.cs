using Automation.Mail.Sending;

namespace Automation.Graph.Tests.Sending;

public class ProcedureTests
{
    private static readonly MailboxWays Good = new(KeepsId: true, CopyVisibleAfter: 2, DraftVisibleFor: 0, [], [], []);

    [Fact]
    public async Task A_reply_that_goes_well_is_made_once_sent_once_and_not_looked_for()
    {
        var outbox = new Outbox(Good, [], TimeSpan.Zero);

        await outbox.StepAsync();

        outbox.History.Should().Equal(SendState.Pending, SendState.Sending, SendState.Accepted);
        outbox.Mailbox.Finds.Should().Be(0);
        outbox.Mailbox.Creates.Should().Be(1);
        outbox.Mailbox.Sends.Should().Be(1);
    }

    [Fact]
    public async Task An_accepted_mail_is_confirmed_by_one_look_ten_minutes_later_unless_the_sync_was_first()
    {
        var outbox = new Outbox(Good, [], TimeSpan.Zero);
        await outbox.StepAsync();
        outbox.Stored.NextAttemptAt.Should().Be(outbox.Stored.AcceptedAt + TimeSpan.FromMinutes(10));

        await outbox.RunAsync();

        outbox.Stored.State.Should().Be(SendState.Sent);
        outbox.Mailbox.Finds.Should().Be(1);
    }

    [Fact]
    public async Task An_unknown_outcome_is_looked_for_and_the_same_draft_is_sent_again_only_after_fifteen_minutes()
    {
        var outbox = new Outbox(Good with { Sends = [SendFault.NotSentUnclear] }, [], TimeSpan.Zero);
        await outbox.StepAsync();
        var unknownSince = outbox.Stored.UnknownSince;
        outbox.Stored.State.Should().Be(SendState.Unknown);

        await outbox.RunAsync();

        outbox.Stored.State.Should().Be(SendState.Sent);
        outbox.Mailbox.Creates.Should().Be(1);
        outbox.Mailbox.Sends.Should().Be(2);
        (outbox.Stored.SendStartedAt - unknownSince).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(14.9));
    }

    [Fact]
    public async Task A_202_with_Retry_After_is_accepted_and_never_repeated()
    {
        var outbox = new Outbox(Good with { CopyVisibleAfter = 7000 }, [], TimeSpan.Zero);

        await outbox.RunAsync();

        outbox.Mailbox.Sends.Should().Be(1);
        outbox.Stored.State.Should().Be(SendState.Sent);
    }

    [Fact]
    public async Task An_accepted_mail_that_never_shows_up_is_taken_as_sent_and_says_so()
    {
        var outbox = new Outbox(Good with { CopyVisibleAfter = 1_000_000 }, [], TimeSpan.Zero);

        await outbox.RunAsync();

        outbox.Stored.State.Should().Be(SendState.Sent);
        outbox.Stored.Problem.Should().Contain("no sent copy");
        outbox.Mailbox.Sends.Should().Be(1);
    }

    [Fact]
    public async Task An_accepted_mail_that_stays_in_Drafts_is_shown_to_a_person_and_not_sent_again()
    {
        var outbox = new Outbox(Good with { CopyVisibleAfter = 1_000_000, DraftVisibleFor = 1_000_000 }, [], TimeSpan.Zero);

        await outbox.RunAsync();

        outbox.Stored.State.Should().Be(SendState.Failed);
        outbox.Stored.Problem.Should().Contain("Drafts");
        outbox.Mailbox.Sends.Should().Be(1);
    }

    [Fact]
    public async Task Waits_that_the_mailbox_asks_for_are_honoured()
    {
        var outbox = new Outbox(Good with { Creates = [CallFault.FailsBefore], Sends = [SendFault.Throttled, SendFault.Throttled, SendFault.Throttled] }, [], TimeSpan.Zero);
        await outbox.StepAsync();
        outbox.Stored.State.Should().Be(SendState.Pending);

        await outbox.StepAsync();
        outbox.Stored.State.Should().Be(SendState.Drafted);
        (outbox.Stored.NextAttemptAt - outbox.Time.GetUtcNow()).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(6));

        await outbox.RunAsync();
        outbox.Mailbox.Deliveries.Should().Be(1);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_given_up_after_four_tries_with_its_reason()
    {
        var outbox = new Outbox(Good with { Sends = [.. Enumerable.Repeat(SendFault.Refused, 9)] }, [], TimeSpan.Zero);

        await outbox.RunAsync();

        outbox.Stored.State.Should().Be(SendState.Failed);
        outbox.Stored.Problem.Should().Contain("ErrorNonExistentMailBox");
        outbox.Mailbox.Sends.Should().Be(4);
    }

    [Fact]
    public async Task A_mailbox_that_is_away_for_days_is_given_up_and_one_that_is_away_for_a_day_is_not()
    {
        var away = new Outbox(Good with { Creates = [CallFault.FailsBefore], Finds = [.. Enumerable.Repeat(CallFault.FailsBefore, 1000)] }, [], TimeSpan.Zero);
        while (away.Time.GetUtcNow() < new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero))
            await away.StepAsync();
        away.Stored.State.Should().Be(SendState.Pending);

        while (!away.Stored.IsOver)
            await away.StepAsync();

        away.Stored.State.Should().Be(SendState.Failed);
        away.Mailbox.Deliveries.Should().Be(0);
    }

    [Fact]
    public async Task What_was_refused_is_tried_again_when_a_person_asks_and_goes_out_once()
    {
        var outbox = new Outbox(Good with { Sends = [.. Enumerable.Repeat(SendFault.Refused, 4)] }, [], TimeSpan.Zero);
        await outbox.RunAsync();
        outbox.Time.Advance(TimeSpan.FromDays(30));

        outbox.Revive();
        await outbox.RunAsync();

        outbox.Stored.State.Should().Be(SendState.Sent);
        (outbox.Mailbox.Creates, outbox.Mailbox.Deliveries).Should().Be((1, 1), "the draft of the first tries is found and used");
    }

    [Fact]
    public async Task What_may_have_gone_is_looked_for_when_a_person_asks_to_try_again_and_does_not_go_twice()
    {
        var outbox = new Outbox(Good with { CopyVisibleAfter = 20_000, DraftVisibleFor = 19_000 }, [], TimeSpan.Zero);
        await outbox.RunAsync();
        outbox.Stored.State.Should().Be(SendState.Failed, "it was accepted, and still stands in Drafts after two hours");
        outbox.Time.Advance(TimeSpan.FromHours(10));

        outbox.Revive();
        await outbox.RunAsync();

        outbox.Stored.State.Should().Be(SendState.Sent);
        (outbox.Mailbox.Sends, outbox.Mailbox.Deliveries).Should().Be((1, 1));
    }

    [Fact]
    public void Only_what_was_given_up_can_be_tried_again()
    {
        foreach (var state in Enum.GetValues<SendState>().Where(s => s != SendState.Failed))
            SendProcedure.Revive(SendProgress.New with { State = state }, DateTimeOffset.UnixEpoch).Should().BeNull();
    }

    [Fact]
    public async Task Nothing_is_done_before_its_time_or_after_the_end()
    {
        var outbox = new Outbox(Good, [], TimeSpan.Zero);
        await outbox.RunAsync();
        var (sends, finds) = (outbox.Mailbox.Sends, outbox.Mailbox.Finds);
        var procedure = new SendProcedure(outbox.Mailbox, outbox.Time, new Random(1));

        var early = SendProgress.New with { NextAttemptAt = outbox.Time.GetUtcNow() + TimeSpan.FromSeconds(1) };
        (await procedure.AdvanceAsync(new SendItem(Outbox.Mail, early), (_, _) => Task.CompletedTask, CancellationToken.None)).Should().BeSameAs(early);
        (await procedure.AdvanceAsync(new SendItem(Outbox.Mail, outbox.Stored), (_, _) => Task.CompletedTask, CancellationToken.None)).Should().BeSameAs(outbox.Stored);

        (outbox.Mailbox.Sends, outbox.Mailbox.Finds).Should().Be((sends, finds));
    }

    [Fact]
    public void A_seen_copy_confirms_in_every_state_and_a_draft_in_none()
    {
        var copy = new SentMail("s", IsDraft: false, "<m@x>", "c", null);
        foreach (var state in Enum.GetValues<SendState>().Where(s => s != SendState.Sent))
        {
            var progress = SendProgress.New with { State = state, Problem = "something" };
            SendProcedure.Confirm(progress, copy)!.Should().BeEquivalentTo(new { State = SendState.Sent, InternetMessageId = "<m@x>", Problem = (string?)null });
            SendProcedure.Confirm(progress, copy with { IsDraft = true }).Should().BeNull();
        }
    }
}

using Automation.Tickets.Sla;
using static Automation.Tickets.Tests.Sla.SlaSamples;

namespace Automation.Tickets.Tests.Sla;

public sealed class SlaCalculatorTests
{
    private static readonly SlaFact Opened = SlaFact.Opened(Jan(4, 9), SlaPriority.P3, "Standard");

    [Fact]
    public void A_new_ticket_is_due_after_its_targets_in_business_time()
    {
        var state = Clocks.State([Opened], Jan(4, 9));
        state.FirstResponse!.Due.Should().Be(Jan(4, 14));
        state.Resolution!.Due.Should().Be(Jan(8, 9), "seven hours on Monday, eight on Tuesday, none on Epiphany, eight on Thursday, one on Friday");
        state.NextResponse.Should().BeNull();
        state.NextDue.Should().Be(state.FirstResponse);
        state.FirstResponse.Due!.Value.Offset.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_ticket_that_comes_at_night_starts_counting_in_the_morning() =>
        Clocks.State([SlaFact.Opened(Jan(4, 22), SlaPriority.P2, "standard")], Jan(4, 23)).FirstResponse!.Due.Should().Be(Jan(5, 9));

    [Fact]
    public void The_first_answer_meets_the_first_response_and_leaves_the_resolution_running()
    {
        var state = Clocks.State([Opened, SlaFact.AgentReplied(Jan(4, 11))], Jan(4, 12));
        state.FirstResponse.Should().BeEquivalentTo(new
        {
            Status = SlaClockStatus.Met,
            StoppedAt = (DateTimeOffset?)Jan(4, 11),
            Consumed = Hours(2),
            Remaining = Hours(2),
        });
        state.Resolution!.Status.Should().Be(SlaClockStatus.Running);
    }

    [Fact]
    public void An_answer_at_the_due_time_is_in_time_and_a_tick_later_is_not()
    {
        var due = Jan(4, 14);
        Clocks.State([Opened, SlaFact.AgentReplied(due)], Jan(5, 8)).FirstResponse!.Status.Should().Be(SlaClockStatus.Met);
        Clocks.State([Opened, SlaFact.AgentReplied(due.AddTicks(1))], Jan(5, 8)).FirstResponse!.Status.Should().Be(SlaClockStatus.Breached);
        Clocks.State([Opened], due).FirstResponse!.Status.Should().Be(SlaClockStatus.Running);
        Clocks.State([Opened], due.AddTicks(1)).FirstResponse!.Status.Should().Be(SlaClockStatus.Breached);
    }

    [Fact]
    public void Due_at_closing_time_and_answered_at_the_weekend_is_late_though_no_business_time_passed()
    {
        var state = Clocks.State([SlaFact.Opened(Jan(8, 16), SlaPriority.P2, "Standard"), SlaFact.AgentReplied(Jan(9, 10))], Jan(9, 11));
        state.FirstResponse!.Due.Should().Be(Jan(8, 17));
        state.FirstResponse.Status.Should().Be(SlaClockStatus.Breached);
        state.FirstResponse.Remaining.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_pause_stops_the_resolution_and_hands_back_what_was_left()
    {
        SlaFact[] history = [Opened, SlaFact.PauseStarted(Jan(4, 11), "waiting for the requester"), SlaFact.PauseEnded(Jan(7, 9))];
        var paused = Clocks.State(history[..2], Jan(5, 9)).Resolution!;
        paused.Should().BeEquivalentTo(new { Status = SlaClockStatus.Paused, IsPaused = true, Due = (DateTimeOffset?)null, Remaining = Hours(22) });
        var running = Clocks.State(history, Jan(7, 9)).Resolution!;
        running.Remaining.Should().Be(Hours(22));
        running.Due.Should().Be(Office.Add(Jan(7, 9), Hours(22)));
    }

    [Fact]
    public void A_pause_does_not_excuse_from_the_first_answer_unless_the_policy_says_so()
    {
        SlaFact pause = SlaFact.PauseStarted(Jan(4, 10));
        Clocks.State([Opened, pause], Jan(5, 12)).FirstResponse!.Status.Should().Be(SlaClockStatus.Breached);
        Clocks.State([SlaFact.Opened(Jan(4, 9), SlaPriority.P3, "Gold"), pause], Jan(5, 12)).FirstResponse!.Status.Should().Be(SlaClockStatus.Paused);
    }

    [Theory]
    [InlineData(SlaFactKind.PriorityChanged)]
    [InlineData(SlaFactKind.PolicyChanged)]
    public void A_pause_taken_is_kept_when_priority_or_policy_changes(SlaFactKind kind)
    {
        var change = kind == SlaFactKind.PriorityChanged
            ? SlaFact.PriorityChanged(Jan(5, 13), SlaPriority.P2)
            : SlaFact.PolicyChanged(Jan(5, 13), "Gold");
        var state = Clocks.State(
            [Opened, SlaFact.PauseStarted(Jan(4, 10)), SlaFact.PauseEnded(Jan(5, 10)), change], Jan(5, 13));
        state.Resolution!.Consumed.Should().Be(Hours(3), "one hour before the pause and two after it, the pause counts nothing");
        state.Resolution.Due.Should().Be(Jan(7, 9), "five of eight hours are left: four today, Epiphany is closed, one on Thursday");
    }

    [Fact]
    public void A_change_during_a_pause_leaves_the_ticket_paused()
    {
        var state = Clocks.State([Opened, SlaFact.PauseStarted(Jan(4, 10)), SlaFact.PriorityChanged(Jan(4, 11), SlaPriority.P2)], Jan(4, 16));
        state.Resolution!.Status.Should().Be(SlaClockStatus.Paused);
        state.Resolution.Remaining.Should().Be(Hours(7));
    }

    [Fact]
    public void Time_already_used_was_counted_by_the_calendar_of_that_time()
    {
        // One office hour on Friday evening, then round the clock from Saturday noon.
        var state = Clocks.State(
            [SlaFact.Opened(Jan(8, 16), SlaPriority.P2, "Standard"), SlaFact.PriorityChanged(Jan(9, 12), SlaPriority.P1)], Jan(9, 13));
        state.Resolution!.Consumed.Should().Be(Hours(2));
        state.Resolution.Due.Should().Be(Jan(9, 15));
    }

    [Fact]
    public void A_target_that_shrinks_below_what_is_used_falls_due_at_the_change_and_not_before()
    {
        SlaFact[] history = [Opened, SlaFact.AgentReplied(Jan(4, 10)), SlaFact.PriorityChanged(Jan(7, 12), SlaPriority.P2)];
        var state = Clocks.State(history, Jan(7, 12));
        state.Resolution!.Due.Should().Be(Jan(7, 12));
        state.Resolution.Status.Should().Be(SlaClockStatus.Running);
        Clocks.State(history, Jan(7, 13)).Resolution!.Status.Should().Be(SlaClockStatus.Breached);
    }

    [Fact]
    public void A_change_that_changes_no_target_does_not_move_a_due_time_that_went_by()
    {
        var before = Clocks.State([Opened], Jan(5, 9)).FirstResponse;
        var after = Clocks.State([Opened, SlaFact.PriorityChanged(Jan(4, 16), SlaPriority.P3)], Jan(5, 9)).FirstResponse;
        after.Should().Be(before);
    }

    [Fact]
    public void A_miss_is_remembered_when_the_target_is_relaxed_afterwards()
    {
        var state = Clocks.State(
            [SlaFact.Opened(Jan(4, 9), SlaPriority.P2, "Standard"), SlaFact.PriorityChanged(Jan(4, 11), SlaPriority.P3)], Jan(4, 11));
        state.FirstResponse!.Status.Should().Be(SlaClockStatus.Running);
        state.FirstResponse.Due.Should().Be(Jan(4, 14));
        state.FirstResponse.FirstPassedDueAt.Should().Be(Jan(4, 10));
    }

    [Fact]
    public void The_next_response_and_the_first_response_do_not_touch_each_other()
    {
        SlaFact[] history =
        [
            Opened,
            SlaFact.RequesterWrote(Jan(4, 10)),
            SlaFact.AgentReplied(Jan(4, 11)),
            SlaFact.RequesterWrote(Jan(5, 9)),
            SlaFact.RequesterWrote(Jan(5, 10)),
        ];
        var first = Clocks.State(history[..2], Jan(4, 10));
        first.NextResponse.Should().BeNull("the first answer is still owed, a second mail changes nothing");
        first.FirstResponse!.Due.Should().Be(Jan(4, 14));
        var waiting = Clocks.State(history, Jan(5, 11));
        waiting.FirstResponse!.Status.Should().Be(SlaClockStatus.Met);
        waiting.NextResponse!.StartedAt.Should().Be(Jan(5, 9), "the first unanswered message counts");
        waiting.NextResponse.Due.Should().Be(Jan(7, 9));
        var answered = Clocks.State([.. history, SlaFact.AgentReplied(Jan(5, 12))], Jan(8, 9));
        answered.NextResponse!.Status.Should().Be(SlaClockStatus.Met, "an answered message does not go on ticking");
        answered.Clocks.Should().HaveCount(3);
    }

    [Fact]
    public void A_solution_answers_the_requester_and_ends_every_clock()
    {
        var state = Clocks.State([Opened, SlaFact.PauseStarted(Jan(4, 10)), SlaFact.Resolved(Jan(4, 11))], Jan(8, 9));
        state.Clocks.Should().OnlyContain(clock => clock.Status == SlaClockStatus.Met && !clock.IsPaused && clock.StoppedAt == Jan(4, 11));
        state.NextDue.Should().BeNull();
    }

    [Fact]
    public void A_reopening_starts_a_new_resolution_and_the_earlier_one_keeps_its_result()
    {
        SlaFact[] history =
        [
            Opened, SlaFact.AgentReplied(Jan(4, 10)), SlaFact.Resolved(Jan(4, 12)),
            SlaFact.RequesterWrote(Jan(11, 8)), SlaFact.Reopened(Jan(11, 8)),
        ];
        var state = Clocks.State(history, Jan(11, 9));
        state.Clocks.Where(clock => clock.Kind == SlaClockKind.Resolution).Select(clock => (clock.Episode, clock.Status))
            .Should().Equal((1, SlaClockStatus.Met), (2, SlaClockStatus.Running));
        state.Resolution!.Consumed.Should().Be(Hours(1));
        state.Resolution.Due.Should().Be(Jan(13, 17));
        state.NextResponse!.StartedAt.Should().Be(Jan(11, 8), "the mail that reopened it waits for an answer");
    }

    [Fact]
    public void A_thank_you_after_the_solution_starts_no_clock()
    {
        var state = Clocks.State([Opened, SlaFact.Resolved(Jan(4, 12)), SlaFact.RequesterWrote(Jan(4, 13))], Jan(5, 9));
        state.Clocks.Should().OnlyContain(clock => !clock.IsOpen);
    }

    [Fact]
    public void A_priority_without_a_promise_has_no_clock_and_gets_one_with_the_priority_that_has()
    {
        SlaFact opened = SlaFact.Opened(Jan(4, 9), SlaPriority.P4, "Standard");
        Clocks.State([opened], Jan(4, 10)).Clocks.Should().BeEmpty();
        Clocks.State([opened, SlaFact.PriorityChanged(Jan(4, 11), SlaPriority.P2)], Jan(4, 11)).Resolution!.Remaining
            .Should().Be(Hours(6), "the hours since the opening were used whether promised or not");
    }

    [Fact]
    public void Two_servers_clocks_that_disagree_do_not_leave_a_ticket_paused_for_ever()
    {
        var state = Clocks.State([Opened, SlaFact.PauseStarted(Jan(4, 11)), SlaFact.PauseEnded(Jan(4, 10, 59))], Jan(4, 12));
        state.Resolution!.Status.Should().Be(SlaClockStatus.Running);
        state.Resolution.Consumed.Should().Be(Hours(3));
    }

    [Fact]
    public void Facts_that_repeat_themselves_change_nothing()
    {
        SlaFact[] once = [Opened, SlaFact.PauseStarted(Jan(4, 10)), SlaFact.PauseEnded(Jan(4, 11)), SlaFact.Resolved(Jan(4, 14)), SlaFact.Reopened(Jan(5, 9))];
        var twice = once.SelectMany(fact => fact.Kind == SlaFactKind.Opened ? [fact] : new[] { fact, fact with { At = fact.At.AddMinutes(7) } }).ToList();
        Clocks.State(twice, Jan(5, 16)).Clocks.Should().BeEquivalentTo(Clocks.State(once, Jan(5, 16)).Clocks);
    }

    [Fact]
    public void A_history_that_does_not_begin_with_the_opening_is_refused()
    {
        FluentActions.Invoking(() => Clocks.State([], Jan(4, 9))).Should().Throw<SlaException>().WithMessage("*Opened*nothing*");
        FluentActions.Invoking(() => Clocks.State([SlaFact.Resolved(Jan(4, 9))], Jan(4, 9))).Should().Throw<SlaException>().WithMessage("*Resolved*");
        FluentActions.Invoking(() => Clocks.State([Opened, Opened], Jan(4, 9))).Should().Throw<SlaException>().WithMessage("*two*");
    }

    [Fact]
    public void An_unknown_policy_is_refused_by_name_with_those_that_exist() =>
        FluentActions.Invoking(() => Clocks.State([SlaFact.Opened(Jan(4, 9), SlaPriority.P1, "Platinum")], Jan(4, 9)))
            .Should().Throw<SlaException>().WithMessage("*Platinum*Gold, Standard*");
}

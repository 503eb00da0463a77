using Automation.Tickets.Sla;
using static Automation.Tickets.Tests.Sla.SlaSamples;

namespace Automation.Tickets.Tests.Sla;

public sealed class SlaExplainTests
{
    [Fact]
    public void An_explanation_walks_from_the_start_over_pauses_and_holidays_to_the_due_time()
    {
        SlaFact[] history =
        [
            SlaFact.Opened(Jan(4, 15), SlaPriority.P2, "Standard"),
            SlaFact.PauseStarted(Jan(4, 16), "waiting for the requester"),
            SlaFact.PauseEnded(Jan(5, 11)),
        ];
        Clocks.Explain(history, SlaClockKind.Resolution, Jan(5, 11)).Select(step => step.Text).Should().Equal(
            "Resolution started on Mon 4 Jan 2027 15:00: 8 h by policy Standard, priority P2, counted in calendar Office (Europe/Berlin).",
            "Mon 4 Jan 2027, open 08:00-12:00, 13:00-17:00: 1 h counted, 1 h in all.",
            "Paused on Mon 4 Jan 2027 16:00 (waiting for the requester) after 1 h, 7 h left.",
            "Running again from Tue 5 Jan 2027 11:00 with 1 h used, 7 h left.",
            "Tue 5 Jan 2027, open 08:00-12:00, 13:00-17:00: 5 h counted, 6 h in all.",
            "Wed 6 Jan 2027: closed (Epiphany).",
            "Thu 7 Jan 2027, open 08:00-12:00, 13:00-17:00: 2 h counted, 8 h in all.",
            "Due on Thu 7 Jan 2027 10:00: by then 8 h of business time are used up.");
    }

    [Fact]
    public void A_weekend_is_one_step_and_steps_carry_their_values_for_translation()
    {
        var steps = Clocks.Explain([SlaFact.Opened(Jan(8, 16), SlaPriority.P3, "Standard")], SlaClockKind.FirstResponse, Jan(8, 16));
        steps.Select(step => step.Key).Should().Equal(SlaStepKeys.Started, SlaStepKeys.Day, SlaStepKeys.Closed, SlaStepKeys.Day, SlaStepKeys.Due);
        steps[2].Values.Should().Equal(new Dictionary<string, object>
        {
            ["from"] = new DateOnly(2027, 1, 9),
            ["to"] = new DateOnly(2027, 1, 10),
            ["days"] = 2,
        });
        steps[^1].Values["due"].Should().BeOfType<DateTimeOffset>().Which.Offset.Should().Be(Hours(1), "moments are told in the calendar's local time");
    }

    [Fact]
    public void A_change_tells_what_was_used_and_what_is_promised_now()
    {
        SlaFact[] history =
        [
            SlaFact.Opened(Jan(4, 9), SlaPriority.P3, "Standard"),
            SlaFact.PriorityChanged(Jan(4, 11), SlaPriority.P1),
            SlaFact.PolicyChanged(Jan(4, 11, 30), "Gold"),
        ];
        var texts = Clocks.Explain(history, SlaClockKind.Resolution, Jan(4, 12)).Select(step => step.Text).ToList();
        texts.Should().Contain("Priority became P1 on Mon 4 Jan 2027 12:00: 4 h promised, 2 h already used, counted in calendar 24x7.".Replace("12:00", "10:00", StringComparison.Ordinal),
            "a round-the-clock calendar tells its moments in UTC");
        texts.Should().Contain("Policy became Gold on Mon 4 Jan 2027 11:30: nothing is promised any more, counted in calendar Office.");
    }

    [Fact]
    public void A_late_answer_tells_the_due_time_that_went_by_and_how_much_it_was_over()
    {
        SlaFact[] history = [SlaFact.Opened(Jan(4, 9), SlaPriority.P2, "Standard"), SlaFact.AgentReplied(Jan(4, 11, 30))];
        Clocks.Explain(history, SlaClockKind.FirstResponse, Jan(5, 9)).Select(step => step.Text).Should().EndWith(
        [
            "Due on Mon 4 Jan 2027 10:00, when 1 h were used up; that moment went by.",
            "Answered on Mon 4 Jan 2027 11:30 after 2 h 30 min of 1 h: 1 h 30 min of business time too late.",
        ]);
    }

    [Fact]
    public void A_very_long_wait_is_told_in_few_steps()
    {
        var steps = Clocks.Explain(
            [SlaFact.Opened(Jan(4, 9), SlaPriority.P3, "Standard"), SlaFact.PolicyChanged(Jan(4, 9), "Gold"), SlaFact.PriorityChanged(Jan(4, 9), SlaPriority.P4)],
            SlaClockKind.Resolution, Jan(4, 9));
        steps.Should().HaveCountLessThan(15);
    }
}

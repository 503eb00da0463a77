using Automation.Tickets.Calendars;
using Automation.Tickets.Sla;
using CsCheck;
using static Automation.Tickets.Tests.Sla.SlaSamples;

namespace Automation.Tickets.Tests.Sla;

public sealed class SlaPropertyTests
{
    private static readonly BusinessCalendar NewYork = new(new("New York")
    {
        TimeZone = "America/New_York",
        Week = WeeklyHours.Every([HoursSpan.Parse("06:15-11:45"), HoursSpan.Parse("12:00-20:00")], DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Saturday, DayOfWeek.Sunday),
        Days = [SpecialDay.Once("Fire drill", new DateOnly(2027, 3, 15))],
    });

    private static readonly SlaBook Promises = new(
        [
            new("A", Office, Enum.GetValues<SlaPriority>().ToDictionary(p => p, p => new SlaTargets(Minutes(20 * (int)p), Minutes(90 * (int)p), Minutes(40 * (int)p)))),
            new("B", NewYork, Enum.GetValues<SlaPriority>().ToDictionary(p => p, p => new SlaTargets(Minutes(45), Minutes(200 - 30 * (int)p), Minutes(15))))
            {
                PausesResponses = true,
            },
            new("C", BusinessCalendar.AlwaysOpen, Enum.GetValues<SlaPriority>().ToDictionary(p => p, p => new SlaTargets(Minutes(5), Minutes(150)))),
        ],
        "A");

    private static readonly SlaCalculator Calculator = new(Promises);

    private static readonly Gen<SlaPriority> Priority = Gen.Int[1, 4].Select(number => (SlaPriority)number);

    private static readonly Gen<string> Policy = Gen.Int[0, 2].Select(index => "ABC"[index].ToString());

    private static readonly Gen<(SlaFactKind Kind, SlaPriority Priority, string Policy, int Minutes)> Step =
        Gen.Select(Gen.Int[1, (int)SlaFactKind.Reopened].Select(kind => (SlaFactKind)kind), Priority, Policy, Gen.Frequency((1, Gen.Const(0)), (6, Gen.Int[0, 600])));

    /// <summary>A random life of up to a few days, around the night New York's clocks go forward.</summary>
    private static readonly Gen<List<SlaFact>> History =
        Gen.Select(Gen.Int[0, 5 * 1440], Priority, Policy, Step.List[0, 10], (start, priority, policy, steps) =>
        {
            var at = new DateTimeOffset(2027, 3, 11, 0, 0, 0, TimeSpan.Zero).AddMinutes(start);
            var history = new List<SlaFact> { SlaFact.Opened(at, priority, policy) };
            foreach (var step in steps)
            {
                at = at.AddMinutes(step.Minutes);
                history.Add(new SlaFact(at, step.Kind, step.Priority, step.Kind == SlaFactKind.PolicyChanged ? step.Policy : null));
            }
            return history;
        });

    [Fact]
    public void The_resolution_is_what_living_through_the_minutes_gives() =>
        Gen.Select(History, Gen.Int[0, 1500]).Sample((history, later) =>
        {
            var now = history[^1].At.AddMinutes(later);
            var expected = NaiveSla.Resolutions(Promises, history, now);
            var actual = Calculator.State(history, now).Clocks.Where(clock => clock.Kind == SlaClockKind.Resolution)
                .Select(clock => new NaiveSla.Result((int)clock.Consumed.TotalMinutes, clock.IsPaused, clock.Status == SlaClockStatus.Breached, clock.StoppedAt))
                .ToList();
            actual.Should().Equal(expected);
        }, iter: 2000);

    [Fact]
    public void A_due_time_foretold_is_kept_when_nothing_happens_in_between() =>
        History.Sample(history =>
        {
            foreach (var clock in Calculator.State(history, history[^1].At).Clocks.Where(clock => clock is { Due: not null, Status: SlaClockStatus.Running }))
            {
                Same(clock, Calculator.State(history, clock.Due!.Value)).Status.Should().Be(SlaClockStatus.Running);
                var after = Same(clock, Calculator.State(history, clock.Due.Value.AddTicks(1)));
                after.Status.Should().Be(SlaClockStatus.Breached);
                after.Due.Should().Be(clock.Due);
            }
        }, iter: 2000);

    [Fact]
    public void What_happened_before_an_ended_clock_can_not_be_changed_by_what_happens_after_it() =>
        History.Sample(history =>
        {
            var all = Calculator.State(history, history[^1].At).Clocks;
            for (var count = 1; count < history.Count; count++)
                foreach (var ended in Calculator.State(history.Take(count).ToList(), history[count - 1].At).Clocks.Where(clock => !clock.IsOpen))
                    all.Should().Contain(ended);
        }, iter: 1000);

    [Fact]
    public void An_explanation_counts_up_to_the_target_and_ends_with_the_due_time_of_the_state() =>
        History.Sample(history =>
        {
            var now = history[^1].At;
            var clock = Calculator.State(history, now).Resolution;
            var steps = Calculator.Explain(history, SlaClockKind.Resolution, now);
            steps.Should().OnlyContain(step => step.Text.Length > 10 && step.Text != step.Key);
            if (clock is { IsOpen: true, Due: { } due })
            {
                steps[^1].Key.Should().Be(SlaStepKeys.Due);
                steps[^1].At.Should().Be(due);
            }
            if (clock is { Status: SlaClockStatus.Running } && clock.Consumed < clock.Target)
                ((TimeSpan)steps.Last(step => step.Values.ContainsKey("total")).Values["total"]).Should().Be(clock.Target);
        }, iter: 1000);

    [Fact]
    public void Local_offsets_of_the_facts_do_not_matter() =>
        Gen.Select(History, Gen.Int[-12, 12]).Sample((history, offset) =>
        {
            var elsewhere = history.Select(fact => fact with { At = fact.At.ToOffset(TimeSpan.FromHours(offset)) }).ToList();
            Calculator.State(elsewhere, history[^1].At).Clocks.Should().Equal(Calculator.State(history, history[^1].At).Clocks);
        }, iter: 500);

    private static SlaClock Same(SlaClock clock, SlaState state) =>
        state.Clocks.Single(other => other.Kind == clock.Kind && other.Episode == clock.Episode);
}

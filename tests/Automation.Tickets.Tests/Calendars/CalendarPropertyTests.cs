using Automation.Tickets.Calendars;
using CsCheck;

namespace Automation.Tickets.Tests.Calendars;

/// <summary>The calendar against a reference that asks each minute, by the wall clock alone, whether the desk is open.</summary>
public sealed class CalendarPropertyTests
{
    private static readonly string[] Zones =
        ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia", "Etc/UTC"];

    private static readonly Gen<IReadOnlyList<HoursSpan>> Spans =
        Gen.Int[0, 96].HashSet[0, 6].Select(marks =>
        {
            var sorted = marks.Order().ToArray();
            var spans = new List<HoursSpan>();
            for (var i = 0; i + 1 < sorted.Length; i += 2)
                spans.Add(new(TimeSpan.FromMinutes(15 * sorted[i]), TimeSpan.FromMinutes(15 * sorted[i + 1])));
            return (IReadOnlyList<HoursSpan>)spans;
        });

    private static readonly Gen<SpecialDay> Day =
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 28], Gen.Bool, Spans, (month, day, yearly, spans) => yearly
            ? SpecialDay.Yearly("yearly", month, day, [.. spans])
            : SpecialDay.Once("once", new(2027, month, day), new DateOnly(2027, month, day).AddDays(1), [.. spans]));

    private static readonly Gen<BusinessCalendar> Calendar =
        Gen.Select(Spans.Array[7], Day.List[0, 6], Gen.Int[0, Zones.Length - 1], (week, days, zone) => new BusinessCalendar(new("Random")
        {
            TimeZone = Zones[zone],
            // Sunday is always open a little, so that no random calendar is closed for ever.
            Week = new(Enum.GetValues<DayOfWeek>().ToDictionary(
                day => day, day => day == DayOfWeek.Sunday && week[0].Count == 0 ? [HoursSpan.Parse("00:30-03:15")] : week[(int)day])),
            Days = days,
        }));

    /// <summary>A minute of 2027 or its neighbourhood, with the two clock changes often near.</summary>
    private static readonly Gen<DateTimeOffset> Instant = Gen.OneOf(
        Gen.Int[0, 400 * 1440].Select(minute => new DateTimeOffset(2026, 12, 20, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute)),
        Gen.Int[0, 2 * 1440].Select(minute => new DateTimeOffset(2027, 3, 27, 12, 0, 0, TimeSpan.Zero).AddMinutes(minute)),
        Gen.Int[0, 8 * 1440].Select(minute => new DateTimeOffset(2027, 10, 30, 12, 0, 0, TimeSpan.Zero).AddMinutes(minute)));

    [Fact]
    public void Open_is_what_the_clock_on_the_wall_says() =>
        Gen.Select(Calendar, Instant).Sample((calendar, instant) =>
            calendar.IsOpen(instant) == NaiveCalendar.IsOpen(calendar, instant), iter: 5000);

    [Fact]
    public void Between_counts_the_open_minutes() =>
        Gen.Select(Calendar, Instant, Gen.Int[0, 4 * 1440]).Sample((calendar, from, minutes) =>
        {
            var to = from.AddMinutes(minutes);
            calendar.Between(from, to).Should().Be(TimeSpan.FromMinutes(NaiveCalendar.Between(calendar, from, to)));
        }, iter: 300);

    [Fact]
    public void Add_ends_at_the_first_minute_by_which_the_time_has_passed() =>
        Gen.Select(Calendar, Instant, Gen.Int[1, 900]).Sample((calendar, from, minutes) =>
            calendar.Add(from, TimeSpan.FromMinutes(minutes)).Should().Be(NaiveCalendar.Add(calendar, from, minutes)), iter: 300);

    [Fact]
    public void Adding_and_measuring_agree_to_the_tick_in_both_directions() =>
        Gen.Select(Calendar, Instant, Gen.Long[1, TimeSpan.TicksPerDay * 400]).Sample((calendar, from, ticks) =>
        {
            var span = TimeSpan.FromTicks(ticks);
            calendar.Between(from, calendar.Add(from, span)).Should().Be(span);
            calendar.Between(calendar.Add(from, -span), from).Should().Be(span);
        }, iter: 1000);

    [Fact]
    public void Two_parts_of_a_range_add_up_to_the_whole_and_so_do_its_days() =>
        Gen.Select(Calendar, Instant, Instant, Instant).Sample((calendar, a, b, c) =>
        {
            DateTimeOffset[] sorted = [a, b, c];
            Array.Sort(sorted);
            var whole = calendar.Between(sorted[0], sorted[2]);
            (calendar.Between(sorted[0], sorted[1]) + calendar.Between(sorted[1], sorted[2])).Should().Be(whole);
            calendar.Days(sorted[0], sorted[2]).Sum(day => day.Open.Ticks).Should().Be(whole.Ticks);
        }, iter: 200);

    [Fact]
    public void The_next_opening_is_open_and_nothing_before_it_is() =>
        Gen.Select(Calendar, Instant).Sample((calendar, from) =>
        {
            var next = calendar.NextOpen(from);
            calendar.IsOpen(next).Should().BeTrue();
            calendar.Between(from, next).Should().Be(TimeSpan.Zero);
        }, iter: 2000);
}

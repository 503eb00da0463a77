using Automation.Tickets.Calendars;
using static Automation.Tickets.Tests.Calendars.CalendarSamples;

namespace Automation.Tickets.Tests.Calendars;

public sealed class BusinessCalendarTests
{
    [Theory]
    // Monday 4 January 2027, winter: Berlin is one hour ahead.
    [InlineData("2027-01-04T08:00+01:00", 4, "2027-01-04T12:00+01:00")]
    [InlineData("2027-01-04T08:00+01:00", 5, "2027-01-04T14:00+01:00")]
    [InlineData("2027-01-04T08:00+01:00", 8, "2027-01-04T17:00+01:00")]
    [InlineData("2027-01-04T12:30+01:00", 1, "2027-01-04T14:00+01:00")]
    [InlineData("2027-01-04T16:00+01:00", 2, "2027-01-05T09:00+01:00")]
    [InlineData("2027-01-08T16:00+01:00", 2, "2027-01-11T09:00+01:00")]
    [InlineData("2027-01-09T03:00+01:00", 8, "2027-01-11T17:00+01:00")]
    public void Business_hours_are_added_segment_by_segment(string from, int hours, string expected) =>
        Berlin.Add(At(from), TimeSpan.FromHours(hours)).Should().Be(At(expected));

    [Fact]
    public void A_due_time_falls_inside_working_hours_and_never_at_midnight_when_a_day_has_two_segments()
    {
        for (var minutes = 1; minutes <= 3000; minutes++)
        {
            var due = Berlin.InLocalTime(Berlin.Add(At("2027-01-04T10:17+01:00"), TimeSpan.FromMinutes(minutes)));
            due.TimeOfDay.Should().BeGreaterThan(TimeSpan.FromHours(8)).And.BeLessThanOrEqualTo(TimeSpan.FromHours(17));
        }
    }

    [Fact]
    public void A_yearly_holiday_is_skipped_every_year()
    {
        Berlin.NextOpen(At("2027-12-31T23:59+01:00")).Should().Be(At("2028-01-03T08:00+01:00"));
        Berlin.IsOpen(At("2026-01-01T10:00+01:00")).Should().BeFalse();
        Berlin.IsOpen(At("2029-01-01T10:00+01:00")).Should().BeFalse();
    }

    [Fact]
    public void A_holiday_of_several_days_is_closed_to_its_last_day() =>
        Berlin.Add(At("2027-06-09T16:00+02:00"), TimeSpan.FromHours(2)).Should().Be(At("2027-06-14T09:00+02:00"));

    [Fact]
    public void A_short_day_counts_its_own_hours() =>
        Berlin.Between(At("2027-12-24T00:00+01:00"), At("2027-12-25T00:00+01:00")).Should().Be(TimeSpan.FromHours(4));

    [Fact]
    public void An_exception_opens_a_day_that_is_closed_in_the_week()
    {
        Berlin.NextOpen(At("2027-01-15T17:00+01:00")).Should().Be(At("2027-01-16T09:00+01:00"));
        Berlin.IsOpen(At("2027-01-23T10:00+01:00")).Should().BeFalse("the next Saturday is an ordinary one");
    }

    [Fact]
    public void The_end_of_a_span_is_closed_and_its_start_is_open()
    {
        Berlin.IsOpen(At("2027-01-04T08:00+01:00")).Should().BeTrue();
        Berlin.IsOpen(At("2027-01-04T12:00+01:00")).Should().BeFalse();
        Berlin.IsOpen(At("2027-01-04T11:59:59.9999999+01:00")).Should().BeTrue();
    }

    [Theory]
    [InlineData("2027-03-28T00:00+01:00", "2027-03-29T00:00+02:00", 23)]
    [InlineData("2027-10-31T00:00+02:00", "2027-11-01T00:00+01:00", 25)]
    public void A_day_of_a_clock_change_has_the_hours_it_really_had(string from, string to, int hours)
    {
        var always = new BusinessCalendar(new("Round the clock in Berlin") { TimeZone = "Europe/Berlin", Week = WeeklyHours.AlwaysOpen });
        always.Between(At(from), At(to)).Should().Be(TimeSpan.FromHours(hours));
    }

    [Fact]
    public void An_hour_that_the_clock_skips_is_not_counted_and_one_that_it_repeats_counts_twice()
    {
        var night = new BusinessCalendar(new("Night")
        {
            TimeZone = "Europe/Berlin",
            Week = WeeklyHours.Every([HoursSpan.Parse("01:30-02:30")], Enum.GetValues<DayOfWeek>()),
        });
        night.Between(At("2027-03-28T00:00+01:00"), At("2027-03-28T06:00+02:00")).Should().Be(TimeSpan.FromMinutes(30));
        night.Between(At("2027-10-31T00:00+02:00"), At("2027-10-31T06:00+01:00")).Should().Be(TimeSpan.FromMinutes(90));
        night.NextOpen(At("2027-10-31T02:30+02:00")).Should().Be(At("2027-10-31T02:00+01:00"), "the second 02:00 is open again");
    }

    [Fact]
    public void Opening_hours_follow_the_wall_clock_over_a_change_to_summer_time() =>
        Berlin.Add(At("2027-03-26T16:00+01:00"), TimeSpan.FromHours(2)).Should().Be(At("2027-03-29T09:00+02:00"));

    [Fact]
    public void A_negative_amount_counts_back()
    {
        Berlin.Add(At("2027-01-11T09:00+01:00"), TimeSpan.FromHours(-2)).Should().Be(At("2027-01-08T16:00+01:00"));
        Berlin.Add(At("2027-01-04T09:00+01:00"), TimeSpan.FromHours(-2)).Should().Be(At("2026-12-31T16:00+01:00"), "New Year was a Friday");
        Berlin.Between(At("2027-01-11T09:00+01:00"), At("2027-01-08T16:00+01:00")).Should().Be(TimeSpan.FromHours(-2));
    }

    [Fact]
    public void A_calendar_takes_from_its_base_what_it_leaves_out()
    {
        var holidays = new CalendarDefinition("National")
        {
            TimeZone = "America/New_York",
            Week = WeeklyHours.MondayToFriday("09:00-17:00"),
            Days = [SpecialDay.Yearly("Independence Day", 7, 4), SpecialDay.Yearly("Founders", 3, 3)],
        };
        var hotline = new BusinessCalendar(new("Hotline")
        {
            Week = WeeklyHours.AlwaysOpen,
            Base = holidays,
            Days = [SpecialDay.Yearly("Founders, staffed", 3, 3, HoursSpan.Parse("10:00-12:00"))],
        });
        hotline.TimeZone.Should().Be("America/New_York");
        hotline.IsOpen(At("2027-07-04T12:00-04:00")).Should().BeFalse("the base closes the day");
        hotline.IsOpen(At("2027-07-06T03:00-04:00")).Should().BeTrue("its own week is round the clock");
        hotline.Between(At("2027-03-03T00:00-05:00"), At("2027-03-04T00:00-05:00")).Should().Be(TimeSpan.FromHours(2), "its own day comes first");
    }

    [Fact]
    public void Round_the_clock_is_plain_time()
    {
        var from = At("2027-02-27T22:13:14+01:00");
        BusinessCalendar.AlwaysOpen.Add(from, TimeSpan.FromDays(900)).Should().Be(from.AddDays(900));
        BusinessCalendar.AlwaysOpen.Add(from, TimeSpan.FromDays(-900)).Should().Be(from.AddDays(-900));
    }

    [Fact]
    public void Answers_are_in_utc_and_local_time_is_there_for_the_asking()
    {
        var due = Berlin.Add(At("2027-07-05T08:00+02:00"), TimeSpan.FromHours(1));
        due.Offset.Should().Be(TimeSpan.Zero);
        Berlin.InLocalTime(due).ToString("HH:mm zzz", System.Globalization.CultureInfo.InvariantCulture).Should().Be("09:00 +02:00");
    }

    [Fact]
    public void A_calendar_that_is_never_open_is_refused_by_name_with_the_cure()
    {
        var build = () => new BusinessCalendar(new("Ghost office")
        {
            TimeZone = "Europe/Berlin",
            Week = WeeklyHours.Every([], Enum.GetValues<DayOfWeek>()),
        });
        build.Should().Throw<CalendarException>().WithMessage("*Ghost office*never open*weekly hours*");
    }

    [Fact]
    public void A_calendar_that_stops_opening_says_so_instead_of_searching_for_ever()
    {
        var fair = new BusinessCalendar(new("Fair")
        {
            TimeZone = "Europe/Berlin",
            Week = WeeklyHours.Every([]),
            Days = [SpecialDay.Once("Fair", new(2027, 5, 1), null, HoursSpan.Parse("09:00-18:00"))],
        });
        fair.Add(At("2027-01-01T00:00Z"), TimeSpan.FromHours(9)).Should().Be(At("2027-05-01T18:00+02:00"));
        FluentActions.Invoking(() => fair.Add(At("2027-01-01T00:00Z"), TimeSpan.FromHours(10)))
            .Should().Throw<CalendarException>().WithMessage("*Fair*");
        FluentActions.Invoking(() => fair.NextOpen(At("2027-06-01T00:00Z"))).Should().Throw<CalendarException>();
        FluentActions.Invoking(() => fair.Add(At("2027-01-01T00:00Z"), TimeSpan.FromHours(-1))).Should().Throw<CalendarException>();
    }

    [Fact]
    public void A_time_zone_that_does_not_exist_is_refused_by_name() =>
        FluentActions.Invoking(() => new BusinessCalendar(new("X") { TimeZone = "Europe/Berlinn", Week = WeeklyHours.AlwaysOpen }))
            .Should().Throw<CalendarException>().WithMessage("*Europe/Berlinn*IANA*");

    [Fact]
    public void The_days_of_a_range_name_the_holiday_and_add_up()
    {
        var (from, to) = (At("2027-12-23T15:00+01:00"), At("2027-12-27T10:00+01:00"));
        var days = Berlin.Days(from, to).ToList();
        days.Select(day => day.Open.TotalHours).Should().Equal(2, 4, 0, 0, 2);
        days[1].SpecialDay.Should().Be("Christmas Eve");
        days.Sum(day => day.Open.Ticks).Should().Be(Berlin.Between(from, to).Ticks);
    }
}

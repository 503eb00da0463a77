using Automation.Tickets.Calendars;

namespace Automation.Tickets.Tests.Calendars;

internal static class CalendarSamples
{
    /// <summary>Two segments a day, as most offices have.</summary>
    public static BusinessCalendar Berlin { get; } = new(new CalendarDefinition("Berlin office")
    {
        TimeZone = "Europe/Berlin",
        Week = WeeklyHours.MondayToFriday("08:00-12:00", "13:00-17:00"),
        Days =
        [
            SpecialDay.Yearly("New Year", 1, 1),
            SpecialDay.Yearly("Christmas Eve", 12, 24, HoursSpan.Parse("08:00-12:00")),
            SpecialDay.Once("Company trip", new DateOnly(2027, 6, 10), new DateOnly(2027, 6, 11)),
            SpecialDay.Once("Stocktaking Saturday", new DateOnly(2027, 1, 16), null, HoursSpan.Parse("09:00-13:00")),
        ],
    });

    public static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

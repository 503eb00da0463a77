using Automation.Tickets.Calendars;
using Automation.Tickets.Sla;

namespace Automation.Tickets.Tests.Sla;

internal static class SlaSamples
{
    public static BusinessCalendar Office { get; } = new(new CalendarDefinition("Office")
    {
        TimeZone = "Europe/Berlin",
        Week = WeeklyHours.MondayToFriday("08:00-12:00", "13:00-17:00"),
        Days = [SpecialDay.Yearly("Epiphany", 1, 6)],
    });

    public static SlaBook Book { get; } = new(
        [
            new SlaPolicy("Standard", Office, new Dictionary<SlaPriority, SlaTargets>
            {
                [SlaPriority.P1] = new(Minutes(15), Hours(4), Minutes(30), BusinessCalendar.AlwaysOpen),
                [SlaPriority.P2] = new(Hours(1), Hours(8), Hours(2)),
                [SlaPriority.P3] = new(Hours(4), Hours(24), Hours(8)),
            }),
            new SlaPolicy("Gold", Office, new Dictionary<SlaPriority, SlaTargets>
            {
                [SlaPriority.P2] = new(Minutes(30), Hours(2), Hours(1)),
                [SlaPriority.P3] = new(Hours(2), Hours(8), Hours(2)),
                [SlaPriority.P4] = new(null, Hours(40)),
            }) { PausesResponses = true },
        ],
        "Standard");

    public static SlaCalculator Clocks { get; } = new(Book);

    public static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);

    public static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    /// <summary>A moment of January 2027 by the clock in Berlin: Monday is the 4th, Wednesday the 6th is Epiphany.</summary>
    public static DateTimeOffset Jan(int day, int hour, int minute = 0) => new(2027, 1, day, hour, minute, 0, Hours(1));
}

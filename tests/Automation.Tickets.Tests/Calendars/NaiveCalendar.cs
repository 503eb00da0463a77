using Automation.Tickets.Calendars;

namespace Automation.Tickets.Tests.Calendars;

/// <summary>
/// The reference: for one minute at a time, takes the local time from the system's own zone data (not NodaTime's) and
/// looks at the definition. Slow and plainly right.
/// </summary>
internal static class NaiveCalendar
{
    public static bool IsOpen(BusinessCalendar calendar, DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(calendar.TimeZone)).DateTime;
        var date = DateOnly.FromDateTime(local);
        var hours = calendar.Definition.Days.FirstOrDefault(day => day.FallsOn(date))?.Hours ?? calendar.Definition.Week![local.DayOfWeek];
        return hours.Any(span => span.From <= local.TimeOfDay && local.TimeOfDay < span.To);
    }

    public static int Between(BusinessCalendar calendar, DateTimeOffset from, DateTimeOffset to)
    {
        var minutes = 0;
        for (var minute = from; minute < to; minute = minute.AddMinutes(1))
            if (IsOpen(calendar, minute))
                minutes++;
        return minutes;
    }

    public static DateTimeOffset Add(BusinessCalendar calendar, DateTimeOffset from, int minutes)
    {
        var minute = from;
        for (; minutes > 0; minute = minute.AddMinutes(1))
            if (IsOpen(calendar, minute))
                minutes--;
        return minute;
    }
}

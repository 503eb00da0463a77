namespace Automation.Tickets.Calendars;

/// <summary>
/// A named day (or run of days) that differs from the ordinary week: a holiday when it has no hours, a short day or an
/// extra opening when it has. It falls once, on <see cref="From"/> to <see cref="Until"/>, or every year on
/// <see cref="Month"/> and <see cref="Day"/>.
/// </summary>
public sealed record SpecialDay
{
    private SpecialDay(string name, IReadOnlyList<HoursSpan> hours)
    {
        Name = name;
        Hours = WeeklyHours.InOrder(hours, name);
    }

    public string Name { get; }

    /// <summary>The hours of the day, replacing those of the week; none means closed.</summary>
    public IReadOnlyList<HoursSpan> Hours { get; }

    public DateOnly? From { get; private init; }

    /// <summary>The last day, counted in.</summary>
    public DateOnly? Until { get; private init; }

    public int Month { get; private init; }

    public int Day { get; private init; }

    public bool IsYearly => From is null;

    /// <exception cref="CalendarException">The last day comes before the first.</exception>
    public static SpecialDay Once(string name, DateOnly from, DateOnly? until = null, params HoursSpan[] hours)
    {
        if (until < from)
            throw new CalendarException($"{name}: its last day {until:yyyy-MM-dd} comes before its first {from:yyyy-MM-dd}. Swap them.");
        return new(name, hours) { From = from, Until = until ?? from };
    }

    /// <summary>The same date each year; 29 February falls in leap years only.</summary>
    /// <exception cref="CalendarException">No year has that date.</exception>
    public static SpecialDay Yearly(string name, int month, int day, params HoursSpan[] hours)
    {
        const int aLeapYear = 2024;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(aLeapYear, month))
            throw new CalendarException($"{name}: no year has a day {month:00}-{day:00}. Write month and day as \"12-25\".");
        return new(name, hours) { Month = month, Day = day };
    }

    public bool FallsOn(DateOnly date) =>
        IsYearly ? date.Month == Month && date.Day == Day : date >= From && date <= Until;
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Automation.Tickets.Calendars;

/// <summary>
/// A stretch of one local day, from <see cref="From"/> (counted in) to <see cref="To"/> (not counted), both measured
/// from midnight by the clock on the wall. <see cref="To"/> may be 24:00. A night shift is written as two spans, one
/// in each day.
/// </summary>
public readonly record struct HoursSpan
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <exception cref="CalendarException">The span is empty, turned round, or leaves the day.</exception>
    public HoursSpan(TimeSpan from, TimeSpan to)
    {
        if (from < TimeSpan.Zero || to > Day || from >= to)
            throw new CalendarException(
                $"Hours from {Clock(from)} to {Clock(to)} are not a stretch of one day. The end must come after the start " +
                "and be at most 24:00; split a stretch that crosses midnight between the two days.");
        From = from;
        To = to;
    }

    public TimeSpan From { get; }

    public TimeSpan To { get; }

    public static HoursSpan WholeDay { get; } = new(TimeSpan.Zero, Day);

    /// <summary>Reads <c>HH:mm-HH:mm</c>, the form <see cref="ToString"/> writes. The last end of a day is 24:00.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out HoursSpan? span)
    {
        span = null;
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash < 0
            || !TryClock(text.AsSpan(0, dash).Trim(), out var from)
            || !TryClock(text.AsSpan(dash + 1).Trim(), out var to)
            || from >= to)
            return false;
        span = new HoursSpan(from, to);
        return true;
    }

    /// <exception cref="CalendarException">The text is not of the form <c>HH:mm-HH:mm</c>.</exception>
    public static HoursSpan Parse(string text) =>
        TryParse(text, out var span)
            ? span.Value
            : throw new CalendarException($"\"{text}\" is not a stretch of hours. Write it as \"08:00-12:00\".");

    public override string ToString() => $"{Clock(From)}-{Clock(To)}";

    private static string Clock(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}");

    private static bool TryClock(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        if (text.Length != 5 || text[2] != ':'
            || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || minutes > 59)
            return false;
        time = new TimeSpan(hours, minutes, 0);
        return time <= Day;
    }
}

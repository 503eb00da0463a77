namespace Automation.Tickets.Calendars;

/// <summary>The ordinary week: for each day of the week its open spans, in order. A day without spans is closed.</summary>
public sealed class WeeklyHours
{
    private readonly IReadOnlyList<HoursSpan>[] _days;

    /// <exception cref="CalendarException">Two spans of one day overlap.</exception>
    public WeeklyHours(IReadOnlyDictionary<DayOfWeek, IReadOnlyList<HoursSpan>> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        _days = new IReadOnlyList<HoursSpan>[7];
        for (var day = 0; day < 7; day++)
            _days[day] = days.TryGetValue((DayOfWeek)day, out var spans) ? InOrder(spans, ((DayOfWeek)day).ToString()) : [];
    }

    public IReadOnlyList<HoursSpan> this[DayOfWeek day] => _days[(int)day];

    public static WeeklyHours AlwaysOpen { get; } = Every([HoursSpan.WholeDay], Enum.GetValues<DayOfWeek>());

    /// <summary>The same spans on each of the days named, closed on the others.</summary>
    public static WeeklyHours Every(IReadOnlyList<HoursSpan> spans, params DayOfWeek[] days)
    {
        ArgumentNullException.ThrowIfNull(days);
        return new(days.Distinct().ToDictionary(day => day, _ => spans));
    }

    /// <summary>Monday to Friday with the spans given as <c>HH:mm-HH:mm</c>.</summary>
    public static WeeklyHours MondayToFriday(params string[] spans) => Every(
        [.. spans.Select(HoursSpan.Parse)],
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday);

    internal static IReadOnlyList<HoursSpan> InOrder(IReadOnlyList<HoursSpan> spans, string where)
    {
        HoursSpan[] sorted = [.. spans.OrderBy(span => span.From)];
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i].From < sorted[i - 1].To)
                throw new CalendarException($"{where}: {sorted[i - 1]} and {sorted[i]} overlap. Join them or move one.");
        return sorted;
    }
}

using System.Collections.Concurrent;
using NodaTime;

namespace Automation.Tickets.Calendars;

/// <summary>
/// Business time as a pure function: when a desk is open, how much open time lies between two moments, and the moment
/// at which a given open time has passed. Immutable and safe to share between threads; answers are in UTC.
/// </summary>
/// <remarks>
/// Years are worked out when first asked for and kept: after that a question costs two binary searches and no
/// allocation.
/// </remarks>
public sealed class BusinessCalendar
{
    /// <summary>A calendar without an open moment for this long is taken as never opening again.</summary>
    private const int YearsWithoutOpening = 3;

    private readonly ConcurrentDictionary<int, OpenYear> _years = new();
    private readonly CalendarDefinition[] _chain;
    private readonly DateTimeZone _zone;
    private readonly WeeklyHours _week;
    private readonly Func<int, OpenYear> _build;

    /// <exception cref="CalendarException">
    /// No time zone or week in the whole chain, an unknown time zone, or a calendar that
    /// can never be open.
    /// </exception>
    public BusinessCalendar(CalendarDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition;
        _chain = [.. definition.Chain()];
        TimeZone = _chain.Select(link => link.TimeZone).FirstOrDefault(zone => zone is not null)
            ?? throw new CalendarException(
                $"Calendar \"{Name}\" has no time zone. Give it one, for example \"Europe/Berlin\", or base it on a calendar that has one.");
        _zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone)
            ?? throw new CalendarException(
                $"Calendar \"{Name}\": the time zone \"{TimeZone}\" is not known. Use an IANA name such as \"Europe/Berlin\" or \"America/New_York\".");
        _week = _chain.Select(link => link.Week).FirstOrDefault(week => week is not null)
            ?? throw new CalendarException(
                $"Calendar \"{Name}\" has no weekly hours. Give it some, or base it on a calendar that has them.");
        if (Enum.GetValues<DayOfWeek>().All(day => _week[day].Count == 0)
            && _chain.All(link => link.Days.All(day => day.Hours.Count == 0)))
            throw NeverOpen();
        _build = year => OpenYear.Build(year, _zone, date => HoursOf(date).Hours);
    }

    public CalendarDefinition Definition { get; }

    public string Name => Definition.Name;

    /// <summary>The IANA time zone the hours are meant in.</summary>
    public string TimeZone { get; }

    /// <summary>Open at every moment, in UTC.</summary>
    public static BusinessCalendar AlwaysOpen { get; } =
        new(new CalendarDefinition("24x7") { TimeZone = "Etc/UTC", Week = WeeklyHours.AlwaysOpen });

    /// <summary>Whether the name is an IANA time zone.</summary>
    public static bool IsTimeZone(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is not null;

    public bool IsOpen(DateTimeOffset instant) => Year(instant.UtcDateTime.Year).IsOpen(instant.UtcTicks);

    /// <summary>The instant itself when the calendar is open then, else the next opening.</summary>
    /// <exception cref="CalendarException">The calendar does not open again within three years.</exception>
    public DateTimeOffset NextOpen(DateTimeOffset instant)
    {
        var first = instant.UtcDateTime.Year;
        for (var year = first; year <= Math.Min(9999, first + YearsWithoutOpening); year++)
            if (Year(year).NextOpen(year == first ? instant.UtcTicks : StartOf(year)) is { } next)
                return Utc(next);
        throw NeverOpen(instant);
    }

    /// <summary>
    /// The earliest moment, not before <paramref name="instant"/>, at which <paramref name="business"/> of open time
    /// has passed: eight hours from opening end at closing time, not at the next morning's opening. A negative amount
    /// counts back: the latest moment from which that much open time leads to the instant. Zero gives the instant back.
    /// </summary>
    /// <exception cref="CalendarException">The calendar does not open for three years, or the answer leaves year 9999.</exception>
    public DateTimeOffset Add(DateTimeOffset instant, TimeSpan business)
    {
        if (business == TimeSpan.Zero)
            return instant.ToUniversalTime();
        return business > TimeSpan.Zero ? Forward(instant, business.Ticks) : Back(instant, -business.Ticks);
    }

    /// <summary>The open time from one moment to the other; negative when the second comes first.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (to < from)
            return -Between(to, from);
        var firstYear = from.UtcDateTime.Year;
        var lastYear = to.UtcDateTime.Year;
        var open = Year(lastYear).OpenBefore(to.UtcTicks) - Year(firstYear).OpenBefore(from.UtcTicks);
        for (var year = firstYear; year < lastYear; year++)
            open += Year(year).Total;
        return TimeSpan.FromTicks(open);
    }

    /// <summary>The instant with the offset that clocks in the calendar's time zone show.</summary>
    public DateTimeOffset InLocalTime(DateTimeOffset instant) =>
        Instant.FromDateTimeOffset(instant).InZone(_zone).ToDateTimeOffset();

    /// <summary>
    /// Each local date from one moment to the other with its hours, what was counted of it, and the special day that
    /// set it: the material of an explanation. The parts add up to <see cref="Between"/>.
    /// </summary>
    public IEnumerable<CalendarDay> Days(DateTimeOffset from, DateTimeOffset to)
    {
        var last = DateOnly.FromDateTime(InLocalTime(to).DateTime);
        for (var date = DateOnly.FromDateTime(InLocalTime(from).DateTime); date <= last; date = date.AddDays(1))
        {
            var start = Later(from, StartOfDay(date));
            var end = Earlier(to, StartOfDay(date.AddDays(1)));
            var (hours, special) = HoursOf(date);
            if (start < end)
                yield return new CalendarDay(date, hours, Between(start, end), special);
        }
    }

    private DateTimeOffset Forward(DateTimeOffset instant, long business)
    {
        var year = instant.UtcDateTime.Year;
        var block = Year(year);
        var target = block.OpenBefore(instant.UtcTicks) + business;
        for (var empty = 0; target > block.Total; block = Year(year))
        {
            target -= block.Total;
            empty = block.Total == 0 ? empty + 1 : 0;
            if (empty > YearsWithoutOpening || ++year > 9999)
                throw NeverOpen(instant);
        }
        return Utc(block.EarliestWith(target));
    }

    private DateTimeOffset Back(DateTimeOffset instant, long business)
    {
        var year = instant.UtcDateTime.Year;
        var block = Year(year);
        var target = block.OpenBefore(instant.UtcTicks) - business;
        for (var empty = 0; target < 0; target += block.Total)
        {
            empty = block.Total == 0 ? empty + 1 : 0;
            if (empty > YearsWithoutOpening || --year < 1)
                throw NeverOpen(instant);
            block = Year(year);
        }
        return Utc(block.LatestWith(target));
    }

    private (IReadOnlyList<HoursSpan> Hours, string? SpecialDay) HoursOf(DateOnly date)
    {
        foreach (var link in _chain)
            foreach (var day in link.Days)
                if (day.FallsOn(date))
                    return (day.Hours, day.Name);
        return (_week[date.DayOfWeek], null);
    }

    private OpenYear Year(int year) => _years.GetOrAdd(year, _build);

    private DateTimeOffset StartOfDay(DateOnly date) =>
        _zone.AtLeniently(LocalDate.FromDateOnly(date).AtMidnight()).ToInstant().ToDateTimeOffset();

    private CalendarException NeverOpen() => new(
        $"Calendar \"{Name}\" is never open, so nothing could ever fall due by it. Give it weekly hours or an opening day.");

    private CalendarException NeverOpen(DateTimeOffset around) => new(
        $"Calendar \"{Name}\" has too little open time around {around.UtcDateTime:yyyy-MM-dd} to answer " +
        $"(no opening for {YearsWithoutOpening} years, or the end of time). Give it weekly hours or an opening day.");

    private static long StartOf(int year) => new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}

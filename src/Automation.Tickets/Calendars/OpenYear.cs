using NodaTime;
using NodaTime.TimeZones;

namespace Automation.Tickets.Calendars;

/// <summary>
/// The open stretches of one UTC year, in order and apart, with the open time that lies before each: a sum or a due
/// time is then one binary search. All values are UTC ticks.
/// </summary>
/// <remarks>
/// A moment is open when the clock on the wall shows a time inside a span of that wall date. Walking the time zone's
/// intervals of constant offset, rather than the dates, makes daylight saving come out right by construction: an hour
/// that does not exist is not counted, an hour that happens twice counts twice.
/// </remarks>
internal sealed class OpenYear
{
    private readonly long[] _starts;
    private readonly long[] _ends;
    private readonly long[] _before;

    private OpenYear(List<(long Start, long End)> stretches)
    {
        _starts = new long[stretches.Count];
        _ends = new long[stretches.Count];
        _before = new long[stretches.Count];
        for (var i = 0; i < stretches.Count; i++)
        {
            (_starts[i], _ends[i]) = stretches[i];
            _before[i] = Total;
            Total += _ends[i] - _starts[i];
        }
    }

    /// <summary>The open time of the whole year.</summary>
    public long Total { get; }

    /// <summary>The open time from the start of the year to the moment.</summary>
    public long OpenBefore(long moment)
    {
        var index = LastStartingAtOrBefore(moment);
        return index < 0 ? 0 : _before[index] + Math.Min(moment, _ends[index]) - _starts[index];
    }

    /// <summary>The earliest moment with that much open time before it; 0 &lt; open ≤ <see cref="Total"/>.</summary>
    public long EarliestWith(long open)
    {
        var index = Array.BinarySearch(_before, open);
        index = (index >= 0 ? index : ~index) - 1;
        return _starts[index] + (open - _before[index]);
    }

    /// <summary>The latest moment with that much open time before it; 0 ≤ open &lt; <see cref="Total"/>.</summary>
    public long LatestWith(long open)
    {
        var index = Array.BinarySearch(_before, open);
        if (index < 0)
            index = ~index - 1;
        return _starts[index] + (open - _before[index]);
    }

    public bool IsOpen(long moment)
    {
        var index = LastStartingAtOrBefore(moment);
        return index >= 0 && moment < _ends[index];
    }

    /// <summary>The moment itself when open, else the next start in this year, else null.</summary>
    public long? NextOpen(long moment)
    {
        var index = LastStartingAtOrBefore(moment);
        if (index >= 0 && moment < _ends[index])
            return moment;
        return index + 1 < _starts.Length ? _starts[index + 1] : null;
    }

    public static OpenYear Build(int year, DateTimeZone zone, Func<DateOnly, IReadOnlyList<HoursSpan>> hoursOf)
    {
        var first = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
        var last = year == 9999 ? DateTime.MaxValue.Ticks : new DateTime(year + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
        var stretches = new List<(long Start, long End)>(512);
        var from = first;
        while (from < last)
        {
            var interval = zone.GetZoneInterval(Ticks(from));
            var to = interval.HasEnd ? Math.Min(last, interval.End.ToDateTimeUtc().Ticks) : last;
            AddConstantOffset(stretches, from, to, interval, hoursOf);
            from = to;
        }
        return new OpenYear(stretches);
    }

    private static void AddConstantOffset(
        List<(long Start, long End)> stretches, long from, long to, ZoneInterval interval,
        Func<DateOnly, IReadOnlyList<HoursSpan>> hoursOf)
    {
        var offset = interval.WallOffset.Ticks;
        var firstDay = (int)Math.Max(0, (from + offset) / TimeSpan.TicksPerDay);
        var lastDay = (int)Math.Min(DateOnly.MaxValue.DayNumber, (to + offset) / TimeSpan.TicksPerDay);
        for (var day = firstDay; day <= lastDay; day++)
        {
            var midnight = day * TimeSpan.TicksPerDay - offset;
            foreach (var span in hoursOf(DateOnly.FromDayNumber(day)))
            {
                var start = Math.Max(from, midnight + span.From.Ticks);
                var end = Math.Min(to, midnight + span.To.Ticks);
                if (start >= end)
                    continue;
                if (stretches.Count > 0 && stretches[^1].End == start)
                    stretches[^1] = (stretches[^1].Start, end);
                else
                    stretches.Add((start, end));
            }
        }
    }

    private static Instant Ticks(long utcTicks) => Instant.FromDateTimeUtc(new DateTime(utcTicks, DateTimeKind.Utc));

    private int LastStartingAtOrBefore(long moment)
    {
        var index = Array.BinarySearch(_starts, moment);
        return index >= 0 ? index : ~index - 1;
    }
}

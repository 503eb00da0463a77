using System.Collections.Frozen;
using System.Globalization;

namespace Automation.Workflows.Activities.Scheduling;

/// <summary>
/// A cron expression of five fields (minute, hour, day, month, weekday) or six (seconds first), in UTC. Lists, ranges,
/// steps, month and weekday names, <c>?</c>, <c>L</c> for the last day of a month and <c>FRI#2</c> for the second
/// Friday are understood. When both day and weekday are given, both must match.
/// </summary>
public sealed class CronSchedule
{
    private const int YearsAhead = 30;

    private static readonly FrozenDictionary<string, int> Names =
        "SUN MON TUE WED THU FRI SAT".Split(' ').Select((name, index) => KeyValuePair.Create(name, index))
            .Concat("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".Split(' ').Select((name, index) => KeyValuePair.Create(name, index + 1)))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly bool _lastDay;
    private readonly (int Weekday, int Which)? _nth;

    private CronSchedule(string[] fields)
    {
        var first = fields.Length == 6 ? 1 : 0;
        _seconds = first == 1 ? Field(fields[0], "second", 0, 59) : 1;
        _minutes = Field(fields[first], "minute", 0, 59);
        _hours = Field(fields[first + 1], "hour", 0, 23);
        _lastDay = fields[first + 2].Equals("L", StringComparison.OrdinalIgnoreCase);
        _days = _lastDay ? 0 : Field(fields[first + 2], "day", 1, 31);
        _months = Field(fields[first + 3], "month", 1, 12);

        var weekday = fields[first + 4];
        if (weekday.Split('#') is [var name, var which])
        {
            _nth = (Number(name, "weekday", 0, 7) % 7, Number(which, "week of the month", 1, 5));
        }
        else
        {
            var days = Field(weekday, "weekday", 0, 7);
            _weekdays = (days & 0x7F) | (days >> 7 & 1); // 7 is Sunday as well
        }
    }

    /// <exception cref="FormatException">The text is not a cron expression; the message says which field and why.</exception>
    public static CronSchedule Parse(string expression)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return fields.Length is 5 or 6
            ? new CronSchedule(fields)
            : throw new FormatException($"'{expression}' is not a cron expression: it has {fields.Length} fields, not five or six.");
    }

    /// <summary>The first moment after <paramref name="after"/>; null when there is none in the next 30 years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var from = after.UtcDateTime.AddTicks(TimeSpan.TicksPerSecond - after.UtcDateTime.Ticks % TimeSpan.TicksPerSecond);
        for (var day = from.Date; day.Year <= from.Year + YearsAhead; day = day.AddDays(1))
        {
            if (!Has(_months, day.Month))
            {
                day = new DateTime(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));
                continue;
            }

            if (Matches(day) && TimeFrom(day == from.Date ? from.TimeOfDay : TimeSpan.Zero) is { } time)
                return new DateTimeOffset(day + time, TimeSpan.Zero);
        }

        return null;
    }

    private bool Matches(DateTime day)
    {
        if (_lastDay ? day.Day != DateTime.DaysInMonth(day.Year, day.Month) : !Has(_days, day.Day))
            return false;
        return _nth is var (weekday, which)
            ? (int)day.DayOfWeek == weekday && (day.Day - 1) / 7 + 1 == which
            : Has(_weekdays, (int)day.DayOfWeek);
    }

    private TimeSpan? TimeFrom(TimeSpan earliest)
    {
        for (var hour = earliest.Hours; hour < 24; hour++)
        {
            if (!Has(_hours, hour))
                continue;
            for (var minute = hour == earliest.Hours ? earliest.Minutes : 0; minute < 60; minute++)
            {
                if (!Has(_minutes, minute))
                    continue;
                for (var second = hour == earliest.Hours && minute == earliest.Minutes ? earliest.Seconds : 0; second < 60; second++)
                {
                    if (Has(_seconds, second))
                        return new TimeSpan(hour, minute, second);
                }
            }
        }

        return null;
    }

    private static bool Has(ulong set, int value) => (set >> value & 1) != 0;

    private static ulong Field(string text, string name, int min, int max)
    {
        var set = 0UL;
        foreach (var part in text.Split(','))
        {
            var (range, step) = part.Split('/') switch
            {
                [var only] => (only, 1),
                [var before, var after] => (before, Number(after, name, 1, max)),
                _ => throw Wrong(text, name, min, max)
            };

            var (from, to) = range switch
            {
                "*" or "?" => (min, max),
                _ when range.Split('-') is [var low, var high] => (Number(low, name, min, max), Number(high, name, min, max)),
                _ => (Number(range, name, min, max), part.Contains('/') ? max : Number(range, name, min, max))
            };
            if (from > to)
                throw Wrong(text, name, min, max);
            for (var value = from; value <= to; value += step)
                set |= 1UL << value;
        }

        return set;
    }

    private static int Number(string text, string name, int min, int max) =>
        (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || Names.TryGetValue(text, out number)) && number >= min && number <= max
            ? number
            : throw Wrong(text, name, min, max);

    private static FormatException Wrong(string text, string name, int min, int max) => new($"'{text}' is not a {name} from {min} to {max}.");
}

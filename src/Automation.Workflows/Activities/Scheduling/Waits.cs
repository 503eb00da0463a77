using System.Globalization;

namespace Automation.Workflows.Activities.Scheduling;

/// <summary>How long a workflow can be made to wait. What is longer is a slip of the pen, and would lead beyond the last day that .NET knows.</summary>
internal static class Waits
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_525);

    /// <summary>The moment so long after now; now itself for a time span of less than nothing.</summary>
    /// <exception cref="FormatException">It is too long.</exception>
    public static DateTimeOffset After(DateTimeOffset now, TimeSpan span) => span > TimeSpan.Zero ? now + NotTooLong(span) : now;

    /// <exception cref="FormatException">It is too short or too long.</exception>
    public static TimeSpan Interval(TimeSpan interval) => interval >= TimeSpan.FromSeconds(1)
        ? NotTooLong(interval)
        : throw new FormatException($"A timer's interval is at least one second; {Text(interval)} is not.");

    /// <exception cref="FormatException">It is too far away.</exception>
    public static DateTimeOffset Until(DateTimeOffset now, DateTimeOffset moment) => moment - now <= Longest
        ? moment
        : throw new FormatException($"{moment.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)} is too far away to wait for; at most 100 years are possible.");

    private static TimeSpan NotTooLong(TimeSpan span) => span <= Longest
        ? span
        : throw new FormatException($"{Text(span)} is too long to wait; at most 100 years ({Text(Longest)}) are possible.");

    private static string Text(TimeSpan span) => span.ToString("c", CultureInfo.InvariantCulture);
}

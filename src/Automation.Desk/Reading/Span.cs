using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Automation.Desk.Reading;

/// <summary>Lengths of time and sizes in the few letters a list has room for.</summary>
internal static class Span
{
    /// <summary><c>&lt; 1 min</c>, <c>5 min</c>, <c>3 h 20 min</c>, <c>2 d 4 h</c>, <c>45 d</c>; without a sign.</summary>
    public static string Of(TimeSpan span, IStringLocalizer<DeskText> words)
    {
        span = span.Duration();
        if (span < TimeSpan.FromMinutes(1))
            return words["< 1 min"];
        if (span < TimeSpan.FromHours(1))
            return words["{0} min", (int)span.TotalMinutes];
        if (span < TimeSpan.FromDays(1))
            return span.Minutes == 0 || span.TotalHours >= 10 ? words["{0} h", (int)span.TotalHours] : words["{0} h {1} min", (int)span.TotalHours, span.Minutes];
        return span.Hours == 0 || span.TotalDays >= 10 ? words["{0} d", (int)span.TotalDays] : words["{0} d {1} h", (int)span.TotalDays, span.Hours];
    }

    /// <summary>Bytes in powers of 1,024: <c>812 B</c>, <c>14 KB</c>, <c>1.4 MB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.CurrentCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.CurrentCulture, $"{(bytes + 512) / 1024} KB"),
        _ => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1048576.0:0.0} MB"),
    };
}

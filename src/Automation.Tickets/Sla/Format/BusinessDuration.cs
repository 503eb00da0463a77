using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Automation.Tickets.Sla.Format;

/// <summary>
/// Business time as people write it: <c>15m</c>, <c>4h</c>, <c>1h30m</c>. Days are refused: whether a day is eight
/// hours or twenty-four depends on the calendar, and a target that reads differently than it counts is a trap.
/// </summary>
public static partial class BusinessDuration
{
    public const string Cure = "Write hours and minutes, for example \"1h30m\" or \"40h\"; days are not used, because their length depends on the calendar.";

    /// <summary>At least one minute, at most 99,999 hours.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TimeSpan? duration)
    {
        duration = null;
        if (text is null || Pattern().Match(text.Trim()) is not { Success: true } match)
            return false;
        var minutes = 60L * Number(match.Groups["h"]) + Number(match.Groups["m"]);
        if (minutes == 0)
            return false;
        duration = TimeSpan.FromMinutes(minutes);
        return true;
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?:(?<h>\d{1,5})h)?\s*(?:(?<m>\d{1,5})m)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}

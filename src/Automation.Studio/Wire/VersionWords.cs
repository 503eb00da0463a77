using System.Globalization;
using Automation.Storage.Workflows;

namespace Automation.Studio.Wire;

/// <summary>How Studio names versions: Latest, Published, LatestOrPublished, AllVersions, or a number.</summary>
internal static class VersionWords
{
    public static VersionChoice Read(string? words) => words?.Trim() switch
    {
        null or "" or "Latest" => new VersionChoice(Latest: true),
        "Published" => new VersionChoice(Published: true),
        "LatestOrPublished" or "LatestAndPublished" => new VersionChoice(Latest: true, Published: true),
        var other when int.TryParse(other.StartsWith("SpecificVersion:", StringComparison.OrdinalIgnoreCase) ? other[16..] : other.StartsWith("Version:", StringComparison.OrdinalIgnoreCase) ? other[8..] : other,
            CultureInfo.InvariantCulture, out var number) => new VersionChoice(Number: number),
        _ => default,
    };
}

using System.Globalization;
using Automation.Storage.Workflows;

namespace Automation.Studio.Wire;

/// <summary>How Studio names versions: Latest, Published, LatestOrPublished, AllVersions, or a number.</summary>
internal static class VersionWords
{
    /// <exception cref="ArgumentException">There are no such versions; answered as a bad request.</exception>
    public static VersionChoice Read(string? words) => words?.Trim() switch
    {
        null or "" or "Latest" => new VersionChoice(Latest: true),
        "Published" => new VersionChoice(Published: true),
        "LatestOrPublished" or "LatestAndPublished" => new VersionChoice(Latest: true, Published: true),
        var other when int.TryParse(other.StartsWith("SpecificVersion:", StringComparison.OrdinalIgnoreCase) ? other[16..] : other.StartsWith("Version:", StringComparison.OrdinalIgnoreCase) ? other[8..] : other,
            CultureInfo.InvariantCulture, out var number) => new VersionChoice(Number: number),
        "AllVersions" => default,
        var other => throw new ArgumentException($"versionOptions is '{other}'; there are Latest, Published, LatestOrPublished, AllVersions, and the number of a version."),
    };
}

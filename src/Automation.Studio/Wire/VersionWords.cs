using System.Globalization;
using System.Text.Json;
using Automation.Storage.Workflows;

namespace Automation.Studio.Wire;

/// <summary>How Studio names versions: Latest, Published, LatestOrPublished, AllVersions, or a number.</summary>
internal static class VersionWords
{
    /// <summary>Which version a start means: Elsa's words, or its object with what it must be. Null when nothing is said.</summary>
    public static VersionChoice? ReadStart(JsonElement? options) => options switch
    {
        { ValueKind: JsonValueKind.String } words => Read(words.GetString()),
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var version) => new VersionChoice(Number: version),
        { ValueKind: JsonValueKind.Object } given => given.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.OrdinalIgnoreCase) switch
        {
            var words when words.TryGetValue("version", out var number) && number.TryGetInt32(out var version) && version > 0 => new VersionChoice(Number: version),
            var words when IsTrue(words, "isLatest") => new VersionChoice(Latest: true),
            var words when IsTrue(words, "isPublished") => new VersionChoice(Published: true),
            var words when IsTrue(words, "isLatestOrPublished") || IsTrue(words, "isLatestAndPublished") => new VersionChoice(Latest: true, Published: true),
            _ => null,
        },
        _ => null,
    };

    private static bool IsTrue(Dictionary<string, JsonElement> words, string name) => words.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.True;

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

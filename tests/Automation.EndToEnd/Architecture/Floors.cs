namespace Automation.EndToEnd.Architecture;

/// <summary>
/// The house: a project may know those on lower floors, never one beside or above it. The emulator stands apart.
/// </summary>
internal static class Floors
{
    public const string Emulator = "Automation.MailboxEmulator";

    private static readonly Dictionary<string, int> FloorOf = new()
    {
        ["Automation.Tickets"] = 0,
        ["Automation.Rules"] = 0,
        ["Automation.Workflows"] = 0,
        ["Automation.Mail"] = 0,
        ["Automation.Graph"] = 1,
        ["Automation.Storage"] = 1,
        ["Automation.Stages"] = 2,
        ["Automation.Studio"] = 3,
        ["Automation.Desk"] = 3,
        ["Automation.Server"] = 4,
    };

    public static IEnumerable<string> Ground => FloorOf.Where(floor => floor.Value == 0).Select(floor => floor.Key);

    /// <summary>What is wrong with one project knowing another, or null when it may.</summary>
    public static string? Objection(string project, string other)
    {
        if (project == Emulator)
            return $"{project} stands apart and knows nobody, but it references {other}.";
        if (!FloorOf.TryGetValue(project, out var floor))
            return $"{project} has no floor. Give it one in {nameof(Floors)}.cs and in docs/architecture.md.";
        if (other == Emulator)
            return project == "Automation.Server" ? null : $"{project} references {other}, which only Automation.Server may start.";
        if (!FloorOf.TryGetValue(other, out var below))
            return $"{project} references {other}, which has no floor. Give it one in {nameof(Floors)}.cs and in docs/architecture.md.";
        if (below < floor)
            return null;
        var way = below == floor ? "beside it" : "above it: this reference climbs";
        return $"{project} (floor {floor}) references {other} (floor {below}), {way}. Move the shared part down, or turn the call round with a port.";
    }
}

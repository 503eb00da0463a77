namespace Automation.Rules.Suggestions;

/// <summary>What a ticket is used for. A rule chosen for how it does on some tickets does better on these than it will on others.</summary>
internal enum TicketUse
{
    /// <summary>Words and domains are found in it.</summary>
    Find,

    /// <summary>Of what was found, the best is chosen by it.</summary>
    Choose,

    /// <summary>What was chosen is measured on it, and nothing else.</summary>
    Measure,
}

/// <summary>What is kept of a ticket for one outcome.</summary>
/// <param name="Features">In rising order.</param>
/// <param name="Settled">What people decided; null for none.</param>
/// <param name="IsCorrected">The rules decide otherwise.</param>
/// <param name="IsUntouched">Nobody has decided yet: that the rules' value stands says next to nothing.</param>
internal readonly record struct LearntTicket(string Key, int[] Features, string? Settled, bool IsCorrected, bool IsUntouched, TicketUse Use)
{
    // Of the tickets that are not kept back to measure.
    private const double ShareToChoose = 0.3;

    // Any other seed: what is kept back to choose must not follow from what is kept back to measure.
    private const int SeedToChoose = 0x5EED;

    public bool Has(int feature) => Array.BinarySearch(Features, feature) >= 0;

    public static TicketUse UseOf(string key, int seed, double heldOut) =>
        IsKeptBack(key, seed, heldOut) ? TicketUse.Measure : IsKeptBack(key, seed ^ SeedToChoose, ShareToChoose) ? TicketUse.Choose : TicketUse.Find;

    /// <summary>Which tickets are kept back: the same for the same seed and key, on every machine.</summary>
    public static bool IsKeptBack(string key, int seed, double share)
    {
        // FNV-1a with a last stirring: string.GetHashCode differs from run to run.
        var hash = 2166136261u ^ (uint)seed;
        foreach (var character in key)
            hash = (hash ^ character) * 16777619u;
        hash ^= hash >> 16;
        hash *= 0x7feb352du;
        hash ^= hash >> 15;
        hash *= 0x846ca68bu;
        hash ^= hash >> 16;
        return hash < share * uint.MaxValue;
    }
}

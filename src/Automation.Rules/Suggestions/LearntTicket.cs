namespace Automation.Rules.Suggestions;

/// <summary>What is kept of a ticket for one outcome.</summary>
/// <param name="Features">In rising order.</param>
/// <param name="Settled">What people decided; null for none.</param>
/// <param name="IsCorrected">The rules decide otherwise.</param>
internal readonly record struct LearntTicket(string Key, int[] Features, string? Settled, bool IsCorrected, bool IsHeldOut)
{
    public bool Has(int feature) => Array.BinarySearch(Features, feature) >= 0;

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

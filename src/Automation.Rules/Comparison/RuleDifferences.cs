namespace Automation.Rules.Comparison;

public enum ChangeKind
{
    Added,
    Removed,
    Changed,

    /// <summary>The same, at another place of the order.</summary>
    Moved,
}

/// <summary>What is different between two states of the rules: two environments, or two versions.</summary>
/// <param name="Sets">The sets that differ, in the order of the newer state, removed ones last.</param>
/// <param name="Lists">The named lists that differ, by name.</param>
public sealed record RuleDifferences(IReadOnlyList<SetDifference> Sets, IReadOnlyList<ListDifference> Lists)
{
    public bool IsEmpty => Sets.Count == 0 && Lists.Count == 0;
}

/// <summary>One set that differs.</summary>
/// <param name="Kind">Added, removed or changed.</param>
/// <param name="Details">What differs outside of the rules, such as the hit policy or <c>otherwise</c>. The version is not a difference.</param>
/// <param name="Rules">In the order of the newer set, removed ones where they stood.</param>
public sealed record SetDifference(string Set, ChangeKind Kind, IReadOnlyList<Difference> Details, IReadOnlyList<RuleDifference> Rules)
{
    /// <summary>0 for a set that is new.</summary>
    public int VersionBefore { get; init; }

    /// <summary>0 for a set that is gone.</summary>
    public int VersionAfter { get; init; }
}

/// <summary>One rule that differs.</summary>
/// <param name="Before">Its place from 1; null for a rule that is new.</param>
/// <param name="After">Its place from 1; null for a rule that is gone.</param>
/// <param name="Details">What differs in it; for a rule that is new or gone all it says.</param>
public sealed record RuleDifference(string Rule, ChangeKind Kind, int? Before, int? After, IReadOnlyList<Difference> Details)
{
    /// <summary>It changed and also stands elsewhere in the order.</summary>
    public bool IsMoved { get; init; }
}

/// <summary>One named list that differs.</summary>
public sealed record ListDifference(string List, ChangeKind Kind, IReadOnlyList<string> Added, IReadOnlyList<string> Removed)
{
    /// <summary>What differs besides the values: the description.</summary>
    public IReadOnlyList<Difference> Details { get; init; } = [];
}

/// <summary>One thing before and after, in words.</summary>
/// <param name="What">Such as <c>when</c>, <c>then team</c>, <c>in use</c>.</param>
/// <param name="Before">Null when there was none.</param>
/// <param name="After">Null when there is none any more.</param>
public sealed record Difference(string What, string? Before, string? After)
{
    /// <summary>The two are what somebody wrote, a description or a reason, and not a name or words of ours: within a sentence they stand in quotation marks.</summary>
    public bool IsProse { get; init; }

    public override string ToString() => (Before, After) switch
    {
        (null, _) => $"{What}: + {After}",
        (_, null) => $"{What}: - {Before}",
        _ => $"{What}: {Before} -> {After}",
    };
}

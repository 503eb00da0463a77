namespace Automation.Rules.Model;

/// <summary>Which of the rules that hold may decide.</summary>
public enum HitPolicy
{
    /// <summary>The first rule that holds decides; those after it are not looked at.</summary>
    First,

    /// <summary>
    /// Every rule that holds decides. Lists are united; of a single value the first rule's stands.
    /// </summary>
    Collect,
}

/// <summary>An ordered set of rules, and optionally a matrix: one step of a chain.</summary>
/// <param name="Name">Lower case letters, digits and hyphens.</param>
/// <param name="Version">1 or more; raised at each publication.</param>
public sealed record RuleSet(string Name, int Version, HitPolicy HitPolicy, IReadOnlyList<Rule> Rules)
{
    /// <summary>The reference to the JSON schema as written in the file.</summary>
    public string? Schema { get; init; }

    public string? Description { get; init; }

    /// <summary>Values for the outcomes that are still open after the rules of this set.</summary>
    public IReadOnlyList<OutcomeValue> Otherwise { get; init; } = [];

    /// <summary>Makes this a set of kind <c>matrix</c>: looked up after the rules and <c>otherwise</c>.</summary>
    public OutcomeMatrix? Matrix { get; init; }
}

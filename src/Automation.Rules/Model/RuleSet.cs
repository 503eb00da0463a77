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

    /// <summary>There are no rules: one outcome is looked up from two that earlier sets decided.</summary>
    Matrix,
}

/// <summary>An ordered set of rules, or a matrix: one step of a chain.</summary>
/// <param name="Name">Lower case letters, digits and hyphens.</param>
/// <param name="Version">1 or more; raised at each publication.</param>
public sealed record RuleSet(string Name, int Version, HitPolicy HitPolicy, IReadOnlyList<Rule> Rules)
{
    /// <summary>The reference to the JSON schema as written in the file.</summary>
    public string? Schema { get; init; }

    public string? Description { get; init; }

    /// <summary>False: the chain goes on as if the set were not there.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Decides from this moment on (included); null for always.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Decides before this moment; null for ever.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Values for the outcomes that are still open after the rules of this set.</summary>
    public IReadOnlyList<OutcomeValue> Otherwise { get; init; } = [];

    /// <summary>
    /// Looked up after the rules and <c>otherwise</c>. Under <see cref="HitPolicy.Matrix"/> it is all the set has; beside rules it sees what they decide.
    /// </summary>
    public OutcomeMatrix? Matrix { get; init; }

    public bool IsInForce(DateTimeOffset at) => Enabled && (From is null || at >= From) && (Until is null || at < Until);
}

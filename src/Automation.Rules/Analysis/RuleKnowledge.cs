using Automation.Rules.Model;

namespace Automation.Rules.Analysis;

/// <summary>What the host knows that is not in the rules. Whatever is left out is not looked into.</summary>
public sealed record RuleKnowledge
{
    /// <summary>The moment to judge from; without it no rule is dead or expired.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>
    /// The names that exist for an outcome, such as the teams; case does not count. Of a tree the branches: everything
    /// above a branch exists too. An outcome that is not here is not checked.
    /// </summary>
    public IReadOnlyDictionary<Outcome, IReadOnlyCollection<string>> Names { get; init; } = new Dictionary<Outcome, IReadOnlyCollection<string>>();

    /// <summary>When each rule last held; a rule that is not here is not called dead.</summary>
    public IReadOnlyCollection<RuleUse> Uses { get; init; } = [];

    /// <summary>How long a rule must not have held to be called dead; more than zero.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromDays(90);
}

/// <summary>When a rule last held.</summary>
/// <param name="Since">From when on it was watched: its first publication, or the beginning of the record.</param>
/// <param name="LastHit">Null when it never held.</param>
public sealed record RuleUse(string Set, string Rule, DateTimeOffset Since, DateTimeOffset? LastHit);

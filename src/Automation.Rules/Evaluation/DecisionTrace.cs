using System.Text.Json.Serialization;

namespace Automation.Rules.Evaluation;

/// <summary>How a decision came about, set by set. Kept with the ticket as JSON (see <see cref="TraceJson"/>).</summary>
public sealed record DecisionTrace(IReadOnlyList<SetTrace> Sets)
{
    /// <summary>Characters of the longest text that no rule looked at, because they lie beyond <see cref="Model.RuleLimits.TextLength"/>; null when there were none.</summary>
    public int? Unsearched { get; init; }

    /// <summary>There were rules before those in it: only the ones that held were written down.</summary>
    [JsonIgnore]
    public bool IsWithoutMisses => Sets.Any(set => set.Rules.Where((rule, index) => rule.Position != index + 1).Any());
}

/// <summary>What one set did.</summary>
/// <param name="Rules">The rules in order, as far as the trace's detail goes.</param>
/// <param name="Decided">What the set decided, and by which rule, <c>otherwise</c> or matrix.</param>
/// <param name="NotReached">Rules after the first that held, under the hit policy <c>first</c>.</param>
public sealed record SetTrace(string Set, int Version, IReadOnlyList<RuleTrace> Rules, IReadOnlyList<OutcomeTrace> Decided, int NotReached)
{
    public MatrixTrace? Matrix { get; init; }
}

/// <summary>A value and what decided it.</summary>
public sealed record OutcomeTrace(string Outcome, IReadOnlyList<string> Values, string By);

/// <summary>The row and the column that led to a cell of the matrix.</summary>
public sealed record MatrixTrace(string Rows, string? Row, string Columns, string? Column, string Decides, string? Cell);

/// <summary>What became of one rule.</summary>
/// <param name="Position">From 1.</param>
/// <param name="Why">For a hit every condition; for a miss only those that made it miss; null for a rule that was not in force.</param>
public sealed record RuleTrace(string Rule, int Position, RuleResult Result, ConditionTrace? Why)
{
    /// <summary>What the rule would have decided, had another of its set not done so before it; null when there is nothing.</summary>
    public IReadOnlyList<OverruledTrace>? Overruled { get; init; }
}

/// <summary>A value of a rule that held and did not count.</summary>
/// <param name="By">The rule whose value stands.</param>
public sealed record OverruledTrace(string Outcome, string By);

public enum RuleResult
{
    Hit,
    Missed,
    Disabled,
    NotInForce,
}

using Automation.Rules.Model;

namespace Automation.Rules.Analysis;

/// <summary>
/// Finds rules that decide a row or a column of a matrix after it was looked up, such as an urgency raised once the priority is given: no matrix is looked
/// up a second time by itself.
/// </summary>
internal sealed class LookedUpAlready(IReadOnlyList<RuleSet> sets)
{
    public RuleFinding? Check(RuleSet set, Rule rule)
    {
        if (!set.Enabled || !rule.Enabled)
            return null;
        var at = sets.ToList().IndexOf(set);
        foreach (var outcome in rule.Then.Select(value => value.Outcome))
        {
            // Of several matrices the last stands.
            var before = sets.Take(at).LastOrDefault(other => IsBy(other, outcome));
            if (before?.Matrix is not { } matrix || rule.Then.Any(value => value.Outcome == matrix.Decides) || sets.Skip(at).Any(other => IsBy(other, outcome) && other.Matrix!.Decides == matrix.Decides))
                continue;
            return new RuleFinding(
                FindingKind.DecidedTooLate, set.Name, rule.Name,
                $"Decides the {outcome.Label}, by which the set \"{before.Name}\" has looked up the {matrix.Decides.Label} already: the {matrix.Decides.Label} stays as it was. Decide the {outcome.Label} before, or the {matrix.Decides.Label} here too.", []);
        }
        return null;
    }

    private static bool IsBy(RuleSet set, Outcome outcome) => set.Enabled && set.Matrix is { } matrix && (matrix.Rows == outcome || matrix.Columns == outcome);
}

using Automation.Rules.Evaluation;
using Automation.Rules.Model;

namespace Automation.Rules.Analysis;

/// <summary>Where the sets name a value of an outcome, such as a category: to decide it, to ask for it, or in a matrix.</summary>
public static class NameUse
{
    /// <returns>For each name, without regard to case, the rules that name it, each once and in order; of a set as a whole <c>otherwise</c> and <c>matrix</c>.</returns>
    public static ILookup<string, (string Set, string Rule)> Of(IEnumerable<RuleSet> sets, Outcome outcome) =>
        sets.SelectMany(set => Names(set, outcome).Select(use => (use.Name, By: (set.Name, use.Rule))))
            .DistinctBy(use => (use.Name.ToUpperInvariant(), use.By))
            .ToLookup(use => use.Name, use => use.By, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<(string Name, string Rule)> Names(RuleSet set, Outcome outcome)
    {
        foreach (var rule in set.Rules)
        {
            foreach (var condition in KnownNames.Conditions(rule.When).Where(condition => condition.Field.Decides == outcome))
            {
                foreach (var text in (condition.Value as TextValue)?.Items ?? [])
                    yield return (text, rule.Name);
            }
            foreach (var text in Decided(rule.Then))
                yield return (text, rule.Name);
        }
        foreach (var text in Decided(set.Otherwise))
            yield return (text, RuleHit.Otherwise);
        if (set.Matrix is not { } matrix)
            yield break;
        var inMatrix = (matrix.Rows == outcome ? matrix.RowValues : [])
            .Concat(matrix.Columns == outcome ? matrix.ColumnValues : [])
            .Concat(matrix.Decides == outcome ? matrix.Cells.SelectMany(row => row) : []);
        foreach (var text in inMatrix)
            yield return (text, RuleHit.Matrix);

        IEnumerable<string> Decided(IReadOnlyList<OutcomeValue> values) => values.Where(value => value.Outcome == outcome).SelectMany(value => value.Values);
    }
}

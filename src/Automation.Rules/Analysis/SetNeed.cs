using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Analysis;

/// <summary>What a chain needs a set for: what only this set decides, and others ask for or every ticket wants.</summary>
public static class SetNeed
{
    /// <summary>Without them nobody is told by when, and nobody is told at all.</summary>
    internal static readonly Outcome[] OfEveryTicket = [StandardOutcomes.Priority, StandardOutcomes.Team];

    /// <param name="sets">In the order in which they decide.</param>
    /// <param name="name">The set that is to go.</param>
    /// <returns>A sentence why it cannot be done without; null when it can. A set that is not in use decides nothing, and is not needed.</returns>
    public static string? Of(IReadOnlyList<RuleSet> sets, string name)
    {
        var at = sets.ToList().FindIndex(set => set.Name == name);
        if (at < 0 || !sets[at].Enabled)
            return null;
        var others = sets.Where(set => set.Enabled && set.Name != name).ToList();
        var only = DecidedBy(sets[at]).Where(outcome => !others.Exists(set => DecidedBy(set).Contains(outcome))).ToHashSet();
        foreach (var outcome in OfEveryTicket.Where(only.Contains))
            return $"The set \"{name}\" is the only one that decides the {outcome.Label}: without it every new ticket would be without one. Let another set decide it first.";
        foreach (var set in sets.Skip(at + 1).Where(set => set.Enabled))
        {
            if (Asked(set).FirstOrDefault(asked => only.Contains(asked.Outcome)) is { By: { } by } found)
                return $"{by} in the set \"{set.Name}\" asks for the {found.Outcome.Label}, which only \"{name}\" decides. Change that first.";
        }
        return null;
    }

    /// <summary>What rules in use and <c>otherwise</c> decide.</summary>
    internal static IEnumerable<Outcome> ByRules(RuleSet set) =>
        set.Rules.Where(rule => rule.Enabled).SelectMany(rule => rule.Then).Concat(set.Otherwise).Select(value => value.Outcome);

    internal static IEnumerable<Outcome> DecidedBy(RuleSet set) => set.Matrix is { } matrix ? ByRules(set).Append(matrix.Decides) : ByRules(set);

    /// <summary>What a set asks earlier ones for, and which part of it does.</summary>
    internal static IEnumerable<(Outcome Outcome, string By)> Asked(RuleSet set)
    {
        foreach (var rule in set.Rules.Where(rule => rule.Enabled))
        {
            foreach (var condition in KnownNames.Conditions(rule.When).Where(condition => condition.Operator != Operator.IsEmpty))
            {
                if (condition.Field.Decides is { } outcome)
                    yield return (outcome, $"The rule \"{rule.Name}\"");
            }
        }
        if (set.Matrix is not { } matrix)
            yield break;
        yield return (matrix.Rows, "The matrix");
        yield return (matrix.Columns, "The matrix");
    }
}

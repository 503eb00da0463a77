using System.Globalization;
using Automation.Rules.Model;

namespace Automation.Rules.Analysis;

/// <summary>
/// What a change of the rules would leave undecided that is decided now: every ticket needs a priority and a team, and rules ask for what earlier sets decide.
/// That a set is deleted is one way to it; it may as well be switched off, end, begin later, or lose its <c>otherwise</c> or its matrix.
/// </summary>
public static class ChainGaps
{
    /// <summary>How surely an outcome is decided.</summary>
    private enum Certainty
    {
        Never,

        /// <summary>By rules, which may not hold.</summary>
        Sometimes,

        /// <summary>By <c>otherwise</c>, or by a matrix with a cell for whatever comes.</summary>
        Always,
    }

    /// <param name="before">The sets in force, in the order in which they decide.</param>
    /// <param name="after">As they would be.</param>
    /// <param name="now">From when on it counts.</param>
    /// <returns>A sentence each; none when nothing is lost. What is missing already is no loss.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<RuleSet> before, IReadOnlyList<RuleSet> after, DateTimeOffset now)
    {
        var gaps = new List<string>();
        foreach (var outcome in SetNeed.OfEveryTicket)
        {
            foreach (var at in Moments(after, now))
            {
                if (Lost(before, after, outcome, at) is not { } gap)
                    continue;
                gaps.Add(at == now ? gap : $"From {at.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)} on: {gap}");
                break;
            }
        }
        gaps.AddRange(NotDecidedAnyMore([.. before.Where(set => set.IsInForce(now))], [.. after.Where(set => set.IsInForce(now))]));
        return gaps;
    }

    // What the sets in force decide changes at these moments only.
    private static IEnumerable<DateTimeOffset> Moments(IReadOnlyList<RuleSet> after, DateTimeOffset now) =>
        after.SelectMany(set => (DateTimeOffset?[])[set.From, set.Until]).OfType<DateTimeOffset>().Where(at => at > now).Append(now).Distinct().Order();

    private static string? Lost(IReadOnlyList<RuleSet> before, IReadOnlyList<RuleSet> after, Outcome outcome, DateTimeOffset at)
    {
        var (was, by) = Of(before, outcome, at);
        var (will, _) = Of(after, outcome, at);
        if (will >= was)
            return null;
        if (will == Certainty.Sometimes)
            return $"Of tickets for which no rule holds, the set \"{by[^1]}\" decides the {outcome.Label}, and nothing would any more: they would be without one. Keep its \"otherwise\" or its matrix.";
        return by.Count == 1
            ? $"Only the set \"{by[0]}\" decides the {outcome.Label}, and it would not any more: every new ticket would be without one."
            : $"Nothing would decide the {outcome.Label} any more: every new ticket would be without one.";
    }

    private static (Certainty Certainty, List<string> By) Of(IReadOnlyList<RuleSet> sets, Outcome outcome, DateTimeOffset at)
    {
        var (sure, may, by) = (new HashSet<Outcome>(), new HashSet<Outcome>(), new List<string>());
        foreach (var set in sets.Where(set => set.IsInForce(at)))
        {
            sure.UnionWith(set.Otherwise.Select(value => value.Outcome));
            var here = SetNeed.ByRules(set).ToHashSet();
            may.UnionWith(here);

            // A matrix whose row or column nothing decides has no say.
            if (set.Matrix is { } looked && may.Contains(looked.Rows) && may.Contains(looked.Columns))
                here.Add(looked.Decides);
            may.UnionWith(here);
            if (set.Matrix is { } matrix && sure.Contains(matrix.Rows) && sure.Contains(matrix.Columns) && Covers(matrix.RowValues, matrix.Rows) && Covers(matrix.ColumnValues, matrix.Columns))
                sure.Add(matrix.Decides);
            if (here.Contains(outcome))
                by.Add(set.Name);
        }
        return (by.Count == 0 ? Certainty.Never : sure.Contains(outcome) ? Certainty.Always : Certainty.Sometimes, by);
    }

    private static bool Covers(IReadOnlyList<string> values, Outcome outcome) =>
        outcome.Values.Count > 0 && outcome.Values.All(value => values.Contains(value, StringComparer.OrdinalIgnoreCase));

    private static IEnumerable<string> NotDecidedAnyMore(IReadOnlyList<RuleSet> before, IReadOnlyList<RuleSet> after)
    {
        var told = new HashSet<(string, Outcome)>();
        for (var i = 0; i < after.Count; i++)
        {
            var decided = after.Take(i).SelectMany(SetNeed.DecidedBy).Concat(after[i].Matrix is null ? [] : SetNeed.ByRules(after[i])).ToHashSet();
            foreach (var (outcome, by) in SetNeed.Asked(after[i]).Where(asked => !decided.Contains(asked.Outcome)))
            {
                var deciders = before.TakeWhile(set => set.Name != after[i].Name).Where(set => SetNeed.DecidedBy(set).Contains(outcome)).ToList();
                if (deciders.Count > 0 && told.Add((after[i].Name, outcome)))
                    yield return $"{by} in the set \"{after[i].Name}\" asks for the {outcome.Label}, which \"{deciders[^1].Name}\" decides now and nothing would any more.";
            }
        }
    }
}

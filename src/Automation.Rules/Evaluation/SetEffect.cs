using Automation.Rules.Model;

namespace Automation.Rules.Evaluation;

/// <summary>What follows from the rules of a set that held: their outcomes, then <c>otherwise</c>, then the matrix.</summary>
internal static class SetEffect
{
    public static void Apply(RuleSet set, ReadOnlySpan<int> hits, Decision decision)
    {
        decision.BeginSet();
        foreach (var hit in hits)
            decision.Hit(set, set.Rules[hit]);
        if (decision.IsIgnored)
            return;
        var byRule = set.Matrix is { } planned && decision.IsDecidedInSet(planned.Decides);
        for (var i = 0; i < set.Otherwise.Count; i++)
        {
            if (decision.Count(set.Otherwise[i].Outcome) == 0)
                decision.Put(set.Otherwise[i], new RuleHit(set.Name, set.Version, RuleHit.Otherwise));
        }
        if (set.Matrix is { } matrix && !byRule && matrix.Find(decision[matrix.Rows], decision[matrix.Columns]) is { } cell)
            decision.Put(matrix.Decides, cell, new RuleHit(set.Name, set.Version, RuleHit.Matrix));
    }
}

using System.Globalization;
using Automation.Rules.Model;

namespace Automation.Rules.Analysis;

/// <summary>Rules that time has gone past.</summary>
public static class RuleAge
{
    /// <summary>Rules that are dead or expired. Cheap, and another answer every day; what else is odd about rules only changes with them.</summary>
    /// <returns>In the order of the rules.</returns>
    public static IReadOnlyList<RuleFinding> Of(IReadOnlyList<RuleSet> sets, RuleKnowledge knowledge)
    {
        var uses = Uses(knowledge);
        return [.. from set in sets from rule in set.Rules from finding in Check(set, rule, knowledge, uses) select finding];
    }

    internal static Dictionary<(string Set, string Rule), RuleUse> Uses(RuleKnowledge knowledge) => knowledge.Uses.ToDictionary(use => (use.Set, use.Rule));

    internal static IEnumerable<RuleFinding> Check(RuleSet set, Rule rule, RuleKnowledge knowledge, Dictionary<(string Set, string Rule), RuleUse> uses)
    {
        if (knowledge.Now is not { } now || !rule.Enabled)
            yield break;
        if (rule.Until <= now)
        {
            yield return new RuleFinding(FindingKind.Expired, set.Name, rule.Name, $"Was in force until {Day(rule.Until.Value)} and is not any more.", []);
            yield break;
        }
        if (!uses.TryGetValue((set.Name, rule.Name), out var use))
            yield break;
        // A rule that is not yet in force, or only since yesterday, had no chance.
        var since = rule.From > use.Since ? rule.From.Value : use.Since;
        var quiet = now - (use.LastHit ?? since);
        if (quiet < knowledge.DeadAfter)
            yield break;
        var last = use.LastHit is { } hit ? $"; the last time was {Day(hit)}" : $"; never since {Day(since)}";
        yield return new RuleFinding(
            FindingKind.Dead, set.Name, rule.Name, string.Create(CultureInfo.InvariantCulture, $"Has not held for {(int)quiet.TotalDays} days{last}."), []);
    }

    private static string Day(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

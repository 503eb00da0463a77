using System.Globalization;
using Automation.Rules.Model;

namespace Automation.Rules.Analysis;

/// <summary>Rules that time has gone past.</summary>
internal static class RuleAge
{
    public static IEnumerable<RuleFinding> Check(RuleSet set, Rule rule, RuleKnowledge knowledge)
    {
        if (knowledge.Now is not { } now || !rule.Enabled)
            yield break;
        if (rule.Until <= now)
        {
            yield return new RuleFinding(FindingKind.Expired, set.Name, rule.Name, $"Was in force until {Day(rule.Until.Value)} and is not any more.", []);
            yield break;
        }
        var use = knowledge.Uses.FirstOrDefault(one => one.Set == set.Name && one.Rule == rule.Name);
        if (use is null)
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

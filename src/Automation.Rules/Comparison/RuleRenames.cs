using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Rules.Comparison;

/// <summary>Rules that say the same under another name: who tidies names up has made no new rules, and what is known of the old ones is known of these.</summary>
public static class RuleRenames
{
    /// <returns>New names with the old one of each. A rule of which there were two alike is none of them: nobody knows which.</returns>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<Rule> before, IReadOnlyList<Rule> after)
    {
        var (old, now) = (before.Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal), after.Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal));
        Rule[] gone = [.. before.Where(rule => !now.Contains(rule.Name))];
        Rule[] made = [.. after.Where(rule => !old.Contains(rule.Name))];
        if (gone.Length == 0 || made.Length == 0)
            return new Dictionary<string, string>();
        var goneBy = gone.ToLookup(Said);
        return made.GroupBy(Said)
            .Where(same => same.Count() == 1 && goneBy[same.Key].Count() == 1)
            .ToDictionary(same => same.Single().Name, same => goneBy[same.Key].Single().Name, StringComparer.Ordinal);
    }

    /// <summary>All of it but the name.</summary>
    private static string Said(Rule rule) => RuleSetWriter.Write(rule with { Name = "any" });
}

using Automation.Rules.Analysis;
using Automation.Rules.Model;
using Microsoft.Extensions.Localization;

namespace Automation.Desk.RuleBook;

/// <summary>Rules of a set that have something in common, to be shown alone.</summary>
/// <param name="Key">Stable name.</param>
/// <param name="Tone">Of the chip: <c>red</c>, <c>amber</c>, <c>grey</c> or <c>violet</c>.</param>
internal sealed record RuleFilter(string Key, string Label, string Tone, IReadOnlySet<string> Rules);

/// <summary>By what the rules of a set can be told apart at a glance: what is odd about them, what is switched off, what is not published.</summary>
internal static class RuleFilters
{
    public static IReadOnlyList<RuleFilter> Of(RuleSet set, IEnumerable<RuleFinding> findings, IReadOnlySet<string> changed, IStringLocalizer<DeskText> words)
    {
        var names = set.Rules.Select(rule => rule.Name).ToHashSet();
        var filters = new List<RuleFilter>();
        foreach (var kind in findings.Where(finding => names.Contains(finding.Rule)).GroupBy(finding => finding.Kind).OrderBy(group => group.Key))
        {
            var (label, tone) = RuleWords.Badge(kind.Key, words);
            filters.Add(new RuleFilter(kind.Key.ToString(), label, tone, kind.Select(finding => finding.Rule).ToHashSet()));
        }

        Add("Off", words["Switched off"], "grey", set.Rules.Where(rule => !rule.Enabled).Select(rule => rule.Name));
        Add("Draft", words["Draft"], "violet", changed.Where(names.Contains));
        return filters;

        void Add(string key, string label, string tone, IEnumerable<string> rules)
        {
            if (rules.ToHashSet() is { Count: > 0 } some)
                filters.Add(new RuleFilter(key, label, tone, some));
        }
    }
}

using System.Globalization;

namespace Automation.Rules.Comparison;

/// <summary>Differences as lines of text for a terminal or a log.</summary>
public static class DifferenceText
{
    public static IEnumerable<string> Lines(RuleDifferences differences)
    {
        foreach (var set in differences.Sets)
        {
            yield return set.Kind switch
            {
                ChangeKind.Added => $"+ set {set.Set}",
                ChangeKind.Removed => $"- set {set.Set}",
                _ => string.Create(CultureInfo.InvariantCulture, $"~ set {set.Set} (version {set.VersionBefore} -> {set.VersionAfter})"),
            };
            foreach (var detail in set.Details)
                yield return $"    {detail}";
            foreach (var rule in set.Rules)
            {
                yield return "  " + Headline(rule);
                foreach (var detail in rule.Details)
                    yield return $"      {detail}";
            }
        }
        foreach (var list in differences.Lists)
        {
            yield return $"{Sign(list.Kind)} list {list.List}";
            foreach (var detail in list.Details)
                yield return $"    {detail}";
            if (list.Removed.Count > 0)
                yield return $"    - {RuleText.Texts(list.Removed)}";
            if (list.Added.Count > 0)
                yield return $"    + {RuleText.Texts(list.Added)}";
        }
    }

    private static string Headline(RuleDifference rule)
    {
        var place = rule switch
        {
            { Kind: ChangeKind.Added } => $"at {rule.After}",
            { Kind: ChangeKind.Removed } => $"was at {rule.Before}",
            { Kind: ChangeKind.Moved } or { IsMoved: true } => $"moved from {rule.Before} to {rule.After}",
            _ => $"at {rule.After}",
        };
        return $"{Sign(rule.Kind)} rule {rule.Rule} ({place})";
    }

    private static char Sign(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => '+',
        ChangeKind.Removed => '-',
        ChangeKind.Moved => '>',
        _ => '~',
    };
}

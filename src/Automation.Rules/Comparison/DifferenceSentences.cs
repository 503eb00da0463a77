using System.Globalization;

namespace Automation.Rules.Comparison;

/// <summary>Differences as sentences, one a rule or a list, for who reads who did what: <c>Rule "network", at 3: then team network → facilities.</c></summary>
public static class DifferenceSentences
{
    public static IEnumerable<string> Of(RuleDifferences differences)
    {
        foreach (var set in differences.Sets)
        {
            foreach (var detail in set.Details)
                yield return Ended($"{Capital(detail.What)}: {Change(detail, set.Kind)}");
            foreach (var rule in set.Rules)
                yield return Sentence($"Rule \"{rule.Rule}\"{Place(rule)}", rule.Details.Select(detail => Of(detail, rule.Kind)));
        }

        foreach (var list in differences.Lists)
        {
            var what = list.Kind switch
            {
                ChangeKind.Added => $"List \"{list.List}\" is new",
                ChangeKind.Removed => $"List \"{list.List}\" is gone",
                _ => $"List \"{list.List}\"",
            };
            yield return Sentence(what, [.. list.Details.Select(detail => Of(detail, list.Kind)), .. Texts(list.Removed, "without"), .. Texts(list.Added, "with")]);
        }
    }

    private static string Place(RuleDifference rule) => rule switch
    {
        { Kind: ChangeKind.Added } => string.Create(CultureInfo.InvariantCulture, $" is new, at {rule.After}"),
        { Kind: ChangeKind.Removed } => string.Create(CultureInfo.InvariantCulture, $" is gone, was at {rule.Before}"),
        { Kind: ChangeKind.Moved } or { IsMoved: true } => string.Create(CultureInfo.InvariantCulture, $" moved from {rule.Before} to {rule.After}"),
        _ => string.Create(CultureInfo.InvariantCulture, $", at {rule.After}"),
    };

    private static string Of(Difference difference, ChangeKind whole) => $"{difference.What} {Change(difference, whole)}";

    // Of something new, or gone, that each part of it is so goes without saying.
    private static string Change(Difference difference, ChangeKind whole) => (Shown(difference.Before, difference), Shown(difference.After, difference)) switch
    {
        (null, var after) => whole == ChangeKind.Added ? after! : $"{after} is new",
        (var before, null) => whole == ChangeKind.Removed ? before : $"{before} is gone",
        var (before, after) => $"{before} → {after}",
    };

    private static string? Shown(string? text, Difference difference) => text is not null && difference.IsProse ? $"\"{text}\"" : text;

    private static IEnumerable<string> Texts(IReadOnlyList<string> texts, string how) => texts.Count == 0 ? [] : [$"{how} {RuleText.Texts(texts)}"];

    private static string Sentence(string what, IEnumerable<string> parts) => string.Join("; ", parts) is { Length: > 0 } said ? Ended($"{what}: {said}") : what + ".";

    // What people wrote may be a sentence of its own.
    private static string Ended(string text) => text is [.., '.' or '!' or '?'] or [.., '.' or '!' or '?', '"'] ? text : text + ".";

    private static string Capital(string text) => string.Concat(char.ToUpperInvariant(text[0]).ToString(), text.AsSpan(1));
}

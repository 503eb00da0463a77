using Automation.Rules.Model;

namespace Automation.Rules.Comparison;

/// <summary>What differs between two conditions, as small as it can be said: a word more in a list is a word, not a new condition.</summary>
internal static class ConditionComparison
{
    public static IEnumerable<Difference> Compare(Condition before, Condition after)
    {
        (before, after) = (Bare(before), Bare(after));
        if (IsSame(before, after))
            return [];
        return (before, after) switch
        {
            (FieldCondition old, FieldCondition now) when IsAlike(old, now) => Values(old, now),
            (AllOf old, AllOf now) => Parts(old.Parts, now.Parts, before, after),
            (AnyOf old, AnyOf now) => Parts(old.Parts, now.Parts, before, after),
            (Not old, Not now) => Within("not ", Compare(old.Part, now.Part)),
            _ => [Whole(before, after)],
        };
    }

    // A group of one is that one.
    private static Condition Bare(Condition condition) => condition switch
    {
        AllOf { Parts: [var only] } => Bare(only),
        AnyOf { Parts: [var only] } => Bare(only),
        _ => condition,
    };

    private static IEnumerable<Difference> Values(FieldCondition before, FieldCondition after)
    {
        var what = RuleText.Of(after.Field, after.Operator).TrimEnd(':');
        if (before.Value is not TextValue old || after.Value is not TextValue now)
        {
            yield return new Difference(what, RuleText.Of(before.Value), RuleText.Of(after.Value));
            yield break;
        }
        string[] removed = [.. old.Items.Except(now.Items, StringComparer.Ordinal)];
        string[] added = [.. now.Items.Except(old.Items, StringComparer.Ordinal)];
        if (removed.Length > 0)
            yield return new Difference(what, RuleText.Texts(removed), null);
        if (added.Length > 0)
            yield return new Difference(what, null, RuleText.Texts(added));
    }

    private static List<Difference> Parts(IReadOnlyList<Condition> before, IReadOnlyList<Condition> after, Condition wholeBefore, Condition wholeAfter)
    {
        var old = before.ToList();
        var now = new List<Condition>();
        foreach (var part in after)
        {
            var same = old.FindIndex(other => IsSame(other, part));
            if (same < 0)
                now.Add(part);
            else
                old.RemoveAt(same);
        }
        var differences = new List<Difference>();
        foreach (var part in now.ToArray())
        {
            var alike = old.FindIndex(other => other is FieldCondition left && part is FieldCondition right && IsAlike(left, right));
            if (alike < 0)
                continue;
            differences.AddRange(Compare(old[alike], part));
            old.RemoveAt(alike);
            now.Remove(part);
        }
        // What is left has no counterpart. Many such at once read better as two sentences.
        if (old.Count + now.Count > 4)
            return [Whole(wholeBefore, wholeAfter)];
        differences.AddRange(old.Select(part => new Difference("when", RuleText.Of(part), null)));
        differences.AddRange(now.Select(part => new Difference("when", null, RuleText.Of(part))));
        return differences;
    }

    private static IEnumerable<Difference> Within(string prefix, IEnumerable<Difference> differences) =>
        differences.Select(difference => difference with { What = prefix + difference.What });

    private static Difference Whole(Condition before, Condition after) => new("when", RuleText.Of(before), RuleText.Of(after));

    private static bool IsAlike(FieldCondition left, FieldCondition right) => left.Field == right.Field && left.Operator == right.Operator;

    /// <summary>The order of texts in a condition means nothing, nor whether a single one stands in a list.</summary>
    public static bool IsSame(Condition left, Condition right) => (left, right) switch
    {
        (AllOf a, AllOf b) => IsSame(a.Parts, b.Parts),
        (AnyOf a, AnyOf b) => IsSame(a.Parts, b.Parts),
        (Not a, Not b) => IsSame(a.Part, b.Part),
        (FieldCondition a, FieldCondition b) => IsAlike(a, b) && IsSame(a.Value, b.Value),
        _ => false,
    };

    private static bool IsSame(IReadOnlyList<Condition> left, IReadOnlyList<Condition> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => IsSame(pair.First, pair.Second));

    private static bool IsSame(ConditionValue left, ConditionValue right) => (left, right) switch
    {
        (TextValue a, TextValue b) => a.Items.ToHashSet(StringComparer.Ordinal).SetEquals(b.Items),
        (NumberValue a, NumberValue b) => a.Items.SequenceEqual(b.Items),
        (TimeValue a, TimeValue b) => a.Items.SequenceEqual(b.Items),
        _ => left.Equals(right),
    };
}

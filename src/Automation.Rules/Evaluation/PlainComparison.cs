using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Evaluation;

/// <summary>One condition compared the plain way, with the pieces of text that make it true.</summary>
internal static class PlainComparison
{
    private static readonly IReadOnlyList<TextMatch> None = [];

    public static (bool Holds, IReadOnlyList<TextMatch> Matches) Compare(FieldCondition condition, Operand operand, FactSheet facts, Decision decision)
    {
        var (field, op) = (condition.Field, condition.Operator);
        if (!field.IsString)
        {
            ref readonly var fact = ref facts[field];
            if (op == Operator.IsEmpty)
                return (!fact.HasNumber, None);
            // A flag that nobody set is false.
            var holds = (fact.HasNumber || field.Kind == FieldKind.Flag)
                && NumberComparison.Holds(op, field.Kind == FieldKind.TimeOfDay, fact.Number, operand.Numbers);
            return (holds, None);
        }
        var values = Values(field, facts, decision);
        var matches = op switch
        {
            Operator.IsEmpty => [],
            Operator.Is or Operator.IsOneOf or Operator.HasAllOf => Whole(values, operand, (value, i) => Equal(field, value, operand, i)),
            Operator.IsWithin => Whole(values, operand, (value, i) => Branches.IsWithin(value.Trim(), operand.Texts[i], field.Kind == FieldKind.Path)),
            Operator.StartsWith => Edges(values, operand, atEnd: false),
            Operator.EndsWith => Edges(values, operand, atEnd: true),
            Operator.Matches => Patterns(values, operand),
            _ => Keywords(values, operand, op.IsWords()),
        };
        if (op == Operator.IsEmpty)
            return (values.All(string.IsNullOrWhiteSpace), None);
        var all = matches.Select(match => match.Keyword).Distinct().Count() == operand.Texts.Count;
        return (op.NeedsAll() ? all : matches.Count > 0) ? (true, matches) : (false, None);
    }

    private static string[] Values(Field field, FactSheet facts, Decision decision)
    {
        if (field.Decides is { } outcome)
            return [.. decision.All(outcome)];
        var fact = facts[field];
        return [.. Enumerable.Range(0, fact.Count).Select(i => fact[i])];
    }

    private static bool Equal(Field field, string value, Operand operand, int index) => Operand.FoldsEquality(field)
        ? FoldedText.Fold(value) == operand.Folded[index]
        : string.Equals(value.Trim(), operand.Texts[index], StringComparison.OrdinalIgnoreCase);

    private static List<TextMatch> Whole(string[] values, Operand operand, Func<string, int, bool> equal)
    {
        var matches = new List<TextMatch>();
        for (var i = 0; i < operand.Texts.Count; i++)
        {
            var value = Array.FindIndex(values, one => equal(one, i));
            if (value >= 0)
                matches.Add(TextMatch.Of(values[value], 0, values[value].Length, value, operand.Texts[i]));
        }
        return matches;
    }

    private static List<TextMatch> Edges(string[] values, Operand operand, bool atEnd)
    {
        var matches = new List<TextMatch>();
        for (var i = 0; i < operand.Texts.Count; i++)
        {
            for (var value = 0; value < values.Length; value++)
            {
                var folded = FoldedText.Fold(values[value]);
                var text = operand.Folded[i];
                if (!(atEnd ? folded.EndsWith(text, StringComparison.Ordinal) : folded.StartsWith(text, StringComparison.Ordinal)))
                    continue;
                var start = atEnd ? folded.Length - text.Length : 0;
                matches.Add(At(values, value, start, start + text.Length, operand.Texts[i]));
                break;
            }
        }
        return matches;
    }

    private static List<TextMatch> Keywords(string[] values, Operand operand, bool words)
    {
        var matches = new List<TextMatch>();
        var folded = Array.ConvertAll(values, FoldedText.Fold);
        for (var i = 0; i < operand.Texts.Count; i++)
        {
            for (var value = 0; value < values.Length; value++)
            {
                var start = Find(folded[value], operand.Folded[i], words);
                if (start < 0)
                    continue;
                matches.Add(At(values, value, start, start + operand.Folded[i].Length, operand.Texts[i]));
                break;
            }
        }
        return matches;
    }

    private static int Find(string text, string keyword, bool word)
    {
        for (var at = text.IndexOf(keyword, StringComparison.Ordinal); at >= 0; at = text.IndexOf(keyword, at + 1, StringComparison.Ordinal))
        {
            if (!word || Words.IsWhole(text, at, at + keyword.Length))
                return at;
        }
        return -1;
    }

    private static List<TextMatch> Patterns(string[] values, Operand operand)
    {
        for (var value = 0; value < values.Length; value++)
        {
            if (operand.Pattern!.Find(values[value], out var start, out var length))
                return [TextMatch.Of(values[value], start, length, value, operand.Texts[0])];
        }
        return [];
    }

    private static TextMatch At(string[] values, int value, int start, int end, string keyword)
    {
        var fact = new Fact { One = values[value] };
        var folded = new FoldedText();
        folded.Fill(fact, withMap: true);
        var place = folded.Place(start, end, fact);
        return TextMatch.Of(values[value], place.Start, place.Length, value, keyword);
    }
}

using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Folding;
using Automation.Rules.Model;

namespace Automation.Rules.Operators;

/// <summary>The value of a condition made ready for comparison: lists looked up, texts folded.</summary>
internal sealed class Operand
{
    /// <summary>The texts as written.</summary>
    public IReadOnlyList<string> Texts { get; private init; } = [];

    /// <summary>The texts folded, in the same order.</summary>
    public string[] Folded { get; private init; } = [];

    public double[] Numbers { get; private init; } = [];

    public Pattern? Pattern { get; private init; }

    /// <exception cref="RuleFileException">A named list that does not exist.</exception>
    public static Operand Of(FieldCondition condition, NamedLists lists, RuleSet set, Rule rule)
    {
        switch (condition.Value)
        {
            case ListValue list:
                var found = lists.Find(list.Name)
                    ?? throw new RuleFileException([new RuleProblem(set.Name, 0, 0, rule.Name, $"There is no list \"{list.Name}\".")]);
                return OfTexts(found.Values);
            case TextValue texts:
                return OfTexts(texts.Items);
            case PatternValue pattern:
                return new Operand { Texts = [pattern.Text], Pattern = pattern.Parsed };
            case NumberValue numbers:
                return new Operand { Numbers = [.. numbers.Items] };
            case FlagValue flag:
                return new Operand { Numbers = [flag.Value ? 1 : 0] };
            case TimeValue times:
                return new Operand { Numbers = [.. times.Items.Select(time => time.ToTimeSpan().TotalMinutes)] };
            default:
                return new Operand();
        }
    }

    /// <summary>Whether equality on this field goes by the folded text, or by the text without regard to case.</summary>
    public static bool FoldsEquality(Field field) => field.Kind == FieldKind.Text;

    private static Operand OfTexts(IReadOnlyList<string> texts) =>
        new() { Texts = texts, Folded = [.. texts.Select(FoldedText.Fold)] };
}

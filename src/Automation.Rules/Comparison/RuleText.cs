using System.Globalization;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Comparison;

/// <summary>Conditions and outcomes in words, for people: <c>subject contains one of the words "printer", "toner"</c>.</summary>
public static class RuleText
{
    private const int MostTexts = 20;

    public static string Of(Condition condition) => Of(condition, within: false);

    /// <summary>The values alone: <c>network</c>, or several parted by a comma and a blank.</summary>
    public static string Of(OutcomeValue value) => string.Join(", ", value.Values);

    /// <summary>The operator as it reads between a field and its value.</summary>
    public static string Of(Operator op) => op switch
    {
        Operator.Is => "is",
        Operator.IsOneOf => "is one of",
        Operator.HasAllOf => "has all of",
        Operator.IsWithin => "is within",
        Operator.StartsWith => "starts with",
        Operator.EndsWith => "ends with",
        Operator.ContainsAnyWord => "contains one of the words",
        Operator.ContainsAllWords => "contains all the words",
        Operator.ContainsAnyFragment => "contains one of the fragments",
        Operator.ContainsAllFragments => "contains all the fragments",
        Operator.Matches => "matches",
        Operator.IsEmpty => "is empty",
        Operator.IsAtLeast => "is at least",
        Operator.IsAtMost => "is at most",
        Operator.IsMoreThan => "is more than",
        Operator.IsLessThan => "is less than",
        Operator.IsBetween => "is between",
        Operator.IsBefore => "is before",
        Operator.IsAtOrAfter => "is at or after",
        _ => op.Name(),
    };

    internal static string Of(ConditionValue value) => value switch
    {
        ListValue list => $"the list \"{list.Name}\"",
        TextValue texts => Texts(texts.Items),
        PatternValue pattern => $"/{pattern.Text}/",
        NumberValue numbers => string.Join(" and ", numbers.Items.Select(number => number.ToString("R", CultureInfo.InvariantCulture))),
        FlagValue flag => flag.Value ? "true" : "false",
        TimeValue times => string.Join(" and ", times.Items.Select(time => time.ToString("HH:mm", CultureInfo.InvariantCulture))),
        _ => "",
    };

    internal static string Texts(IReadOnlyCollection<string> texts)
    {
        var shown = string.Join(", ", texts.Take(MostTexts).Select(text => $"\"{text}\""));
        return texts.Count <= MostTexts ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown} and {texts.Count - MostTexts} more");
    }

    private static string Of(Condition condition, bool within)
    {
        switch (condition)
        {
            case AllOf { Parts: [var only] }:
                return Of(only, within);
            case AnyOf { Parts: [var only] }:
                return Of(only, within);
            case AllOf { Parts.Count: 0 }:
                return "always";
            case AnyOf { Parts.Count: 0 }:
                return "never";
            case AllOf all:
                return Group(all.Parts, " and ", within);
            case AnyOf any:
                return Group(any.Parts, " or ", within);
            case Not { Part: FieldCondition { Operator: Operator.IsEmpty } field }:
                return $"{field.Field.Name} is not empty";
            case Not not:
                return $"not ({Of(not.Part, within: false)})";
            case FieldCondition { Operator: Operator.IsEmpty } field:
                return $"{field.Field.Name} is empty";
            case FieldCondition field:
                return $"{field.Field.Name} {Of(field.Operator)} {Of(field.Value)}";
            default:
                throw new InvalidOperationException("There is no such condition.");
        }
    }

    private static string Group(IReadOnlyList<Condition> parts, string glue, bool within)
    {
        var text = string.Join(glue, parts.Select(part => Of(part, within: true)));
        return within ? $"({text})" : text;
    }
}

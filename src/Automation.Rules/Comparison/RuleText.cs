using System.Globalization;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Comparison;

/// <summary>
/// Conditions and outcomes in words, for people: <c>sender's domain is within "partner.example"</c>. Fields are called by their label; the names of rule
/// files are for files.
/// </summary>
public static class RuleText
{
    private const int MostTexts = 20;

    /// <param name="nameOf">What people call a value of a field; null shows values as they are written in rule files.</param>
    public static string Of(Condition condition, Func<Field, string, string>? nameOf = null) => Of(condition, nameOf, within: false);

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

    /// <summary>A field and how it is compared, as it reads before the value: a flag is its label and a colon.</summary>
    public static string Of(Field field, Operator op) => (field.Kind, op) switch
    {
        (FieldKind.Flag, Operator.Is) => field.Label + ":",
        (FieldKind.Flag, Operator.IsEmpty) => field.Label + ": not known",
        _ => $"{field.Label} {Of(op)}",
    };

    /// <summary>A field and how it is compared with a named list.</summary>
    public static string Of(Field field, Operator op, string list) => $"{field.Label} {Of(op, list)}";

    /// <summary>The operator with a named list: <c>contains one of the words of the list "printers"</c>.</summary>
    public static string Of(Operator op, string list) => $"{Of(op)} {(NamesThings(op) ? "of " : "")}the list \"{list}\"";

    internal static string Of(ConditionValue value) => value switch
    {
        ListValue list => $"the list \"{list.Name}\"",
        TextValue texts => Texts(texts.Items),
        PatternValue pattern => $"/{pattern.Text}/",
        NumberValue numbers => string.Join(" and ", numbers.Items.Select(number => number.ToString("R", CultureInfo.InvariantCulture))),
        FlagValue flag => Flag(flag.Value),
        TimeValue times => string.Join(" and ", times.Items.Select(time => time.ToString("HH:mm", CultureInfo.InvariantCulture))),
        _ => "",
    };

    /// <summary>The value of a flag.</summary>
    public static string Flag(bool value) => value ? "yes" : "no";

    internal static string Texts(IReadOnlyCollection<string> texts)
    {
        var shown = string.Join(", ", texts.Take(MostTexts).Select(text => $"\"{text}\""));
        return texts.Count <= MostTexts ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown} and {texts.Count - MostTexts} more");
    }

    private static string Of(Condition condition, Func<Field, string, string>? nameOf, bool within)
    {
        switch (condition)
        {
            case AllOf { Parts: [var only] }:
                return Of(only, nameOf, within);
            case AnyOf { Parts: [var only] }:
                return Of(only, nameOf, within);
            case AllOf { Parts.Count: 0 }:
                return "always";
            case AnyOf { Parts.Count: 0 }:
                return "never";
            case AllOf all:
                return Group(all.Parts, " and ", nameOf, within);
            case AnyOf any:
                return Group(any.Parts, " or ", nameOf, within);
            case Not { Part: FieldCondition { Operator: Operator.IsEmpty } field }:
                return field.Field.Kind == FieldKind.Flag ? field.Field.Label + ": known" : $"{field.Field.Label} is not empty";
            case Not not:
                return $"not ({Of(not.Part, nameOf, within: false)})";
            case FieldCondition { Operator: Operator.IsEmpty } field:
                return Of(field.Field, field.Operator);
            case FieldCondition field:
                return field.Value is ListValue list ? Of(field.Field, field.Operator, list.Name) : $"{Of(field.Field, field.Operator)} {Of(field.Value, field.Field, nameOf)}";
            default:
                throw new InvalidOperationException("There is no such condition.");
        }
    }

    /// <summary>The operator ends with a word for its values: those of a list are "the words of the list".</summary>
    private static bool NamesThings(Operator op) =>
        op is Operator.ContainsAnyWord or Operator.ContainsAllWords or Operator.ContainsAnyFragment or Operator.ContainsAllFragments;

    private static string Of(ConditionValue value, Field field, Func<Field, string, string>? nameOf) =>
        nameOf is not null && value is TextValue texts ? Texts([.. texts.Items.Select(text => nameOf(field, text))]) : Of(value);

    private static string Group(IReadOnlyList<Condition> parts, string glue, Func<Field, string, string>? nameOf, bool within)
    {
        var text = string.Join(glue, parts.Select(part => Of(part, nameOf, within: true)));
        return within ? $"({text})" : text;
    }
}

using System.Globalization;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Analysis;

/// <summary>
/// Finds values that a field can never have: a language written out, the hour 24, half an attachment, an address with a name. Such a comparison is not refused when it is read,
/// because rules that were published before would go out of force; it is told wherever people look.
/// </summary>
public static class ImpossibleValues
{
    private const int HoursOfDay = 24;

    /// <summary>Names of languages that people write, with the code that is meant.</summary>
    private static readonly Dictionary<string, string> Languages = new[]
    {
        "en english englisch eng", "de german deutsch ger deu", "fr french français", "es spanish español", "it italian italiano",
        "nl dutch", "pt portuguese", "pl polish", "cs czech", "sv swedish",
    }.Select(names => names.Split(' ')).SelectMany(names => names.Skip(1), (names, name) => (name, names[0])).ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <returns>A sentence with the allowed values; null when the value may come.</returns>
    public static string? Reason(Field field, Operator op, string text)
    {
        if (op == Operator.StartsWith && field.Values.Count > 0)
            return field.Values.Any(value => value.StartsWith(text, StringComparison.OrdinalIgnoreCase)) ? null : $"\"{field.Label}\" can only be {string.Join(", ", field.Values)}; none begins with \"{text}\".";
        if (field == StandardFields.Language)
            return LanguageReason(op, text);
        if (field == StandardFields.AttachmentTypes && op != Operator.StartsWith && !text.Contains('/', StringComparison.Ordinal))
            return $"\"{field.Label}\" are media types such as application/pdf or image/png, never \"{text}\". To ask for the end of a file's name use \"{StandardFields.AttachmentNames.Label}\".";
        return AddressForm.Reason(field, op, text);
    }

    /// <summary>A comparison with one number, or one of several.</summary>
    /// <returns>A sentence with the allowed values; null when the comparison may hold.</returns>
    public static string? Reason(Field field, Operator op, double number)
    {
        if (field.Kind != FieldKind.Number)
            return null;
        var isHour = field == StandardFields.ReceivedHour;
        var allowed = isHour ? "a whole number from 0 to 23" : "a whole number from 0 on";
        var most = isHour ? HoursOfDay - 1 : double.PositiveInfinity;
        var canHold = op switch
        {
            Operator.Is or Operator.IsOneOf => number >= 0 && number <= most && double.IsInteger(number),
            Operator.IsAtLeast => number <= most,
            Operator.IsMoreThan => number < most,
            Operator.IsAtMost => number >= 0,
            Operator.IsLessThan => number > 0,
            _ => number >= 0 && number <= most,
        };
        return canHold ? null : string.Create(CultureInfo.InvariantCulture, $"\"{field.Label}\" is {allowed}; it is never {Words(op)}{number}.");
    }

    /// <summary>Every value of a condition that can never come.</summary>
    public static IEnumerable<string> Of(FieldCondition condition, NamedLists lists) => condition.Value switch
    {
        TextValue texts => texts.Items.Select(text => Reason(condition.Field, condition.Operator, text)).OfType<string>(),
        ListValue list => (lists.Find(list.Name)?.Values ?? []).Select(text => Reason(condition.Field, condition.Operator, text)).OfType<string>(),
        NumberValue numbers => numbers.Items.Select(number => Reason(condition.Field, condition.Operator, number)).OfType<string>(),
        _ => [],
    };

    internal static IEnumerable<RuleFinding> Check(RuleSet set, Rule rule, NamedLists lists) =>
        from condition in KnownNames.Conditions(rule.When)
        from reason in Of(condition, lists)
        select new RuleFinding(FindingKind.ImpossibleValue, set.Name, rule.Name, reason, []);

    private static string? LanguageReason(Operator op, string text)
    {
        var isCode = text.Length == 2 && text.All(char.IsAsciiLetter);
        if (isCode || (op == Operator.StartsWith && text.Length == 1 && char.IsAsciiLetter(text[0])))
            return null;
        var meant = Languages.TryGetValue(text, out var code) ? code : text.Length > 2 && text[2] is '-' or '_' ? text[..2].ToLowerInvariant() : null;
        return $"\"{StandardFields.Language.Label}\" is a code of two letters such as en or de, never \"{text}\"{(meant is null ? "" : $": write \"{meant}\"")}.";
    }

    private static string Words(Operator op) => op switch
    {
        Operator.IsAtLeast => "at least ",
        Operator.IsMoreThan => "more than ",
        Operator.IsAtMost => "at most ",
        Operator.IsLessThan => "less than ",
        _ => "",
    };
}

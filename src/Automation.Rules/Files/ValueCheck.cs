using System.Globalization;
using System.Text.Json;
using Automation.Rules.Analysis;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Files;

/// <summary>Finds the places in the file of a set where it compares with a value that can never come.</summary>
internal static class ValueCheck
{
    /// <param name="json">A set that was read without problems.</param>
    public static IEnumerable<RuleProblem> Check(string json, string file, NamedLists lists) =>
        from member in PlacedJson.Parse(json, file).Members
        where member.Name == "rules"
        from rule in member.Value.Items
        from part in rule.Members
        where part.Name == "when"
        from problem in Conditions(part.Value, file, Text(rule, "name"), lists)
        select problem;

    private static IEnumerable<RuleProblem> Conditions(PlacedJson json, string file, string? rule, NamedLists lists)
    {
        if (Text(json, "field") is not { } name)
            return json.Members.SelectMany(member => member.Value.Items.Append(member.Value)).SelectMany(part => Conditions(part, file, rule, lists));
        if (StandardFields.Find(name) is not { } field || OperatorCatalogue.Find(Text(json, "operator") ?? "") is not { } op)
            return [];
        return
            from member in json.Members
            where member.Name is "value" or "list"
            from value in member.Value.Items.Count > 0 ? member.Value.Items : [member.Value]
            from reason in Reasons(field, op, value, member.Name == "list" ? lists : null)
            select new RuleProblem(file, value.Line, value.Column, rule, reason);
    }

    private static IEnumerable<string> Reasons(Field field, Operator op, PlacedJson value, NamedLists? lists) => value.Kind switch
    {
        JsonValueKind.String when lists is not null => ImpossibleValues.Of(new FieldCondition(field, op, new ListValue(value.Text)), lists).Take(1),
        JsonValueKind.String => Of(ImpossibleValues.Reason(field, op, value.Text)),
        JsonValueKind.Number when double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Of(ImpossibleValues.Reason(field, op, number)),
        _ => [],
    };

    private static IEnumerable<string> Of(string? reason) => reason is null ? [] : [reason];

    private static string? Text(PlacedJson json, string name) => json.Members.Find(member => member.Name == name)?.Value is { Kind: JsonValueKind.String } value ? value.Text : null;
}

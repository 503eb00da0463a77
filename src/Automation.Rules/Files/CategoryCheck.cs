using Automation.Rules.Model;

namespace Automation.Rules.Files;

/// <summary>Finds the places in the file of a set where it names a category that is not in the tree.</summary>
internal sealed class CategoryCheck
{
    private static readonly string Decided = "decided." + StandardOutcomes.Category.Name;

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public CategoryCheck(CategoryTree tree)
    {
        // Everything above a branch exists too.
        foreach (var category in tree.All)
        {
            for (var at = category.Path.IndexOf('/', StringComparison.Ordinal); at >= 0; at = category.Path.IndexOf('/', at + 1))
                _known.Add(category.Path[..at]);
            _known.Add(category.Path);
        }
    }

    /// <param name="json">A set that was read without problems.</param>
    public IEnumerable<RuleProblem> Check(string json, string file) => Look(PlacedJson.Parse(json, file), file, null);

    private IEnumerable<RuleProblem> Look(PlacedJson json, string file, string? rule)
    {
        foreach (var member in json.Members)
        {
            var unknown = member.Name switch
            {
                "then" or "otherwise" => Values(member.Value, StandardOutcomes.Category.Name, file, rule),
                "rules" => member.Value.Items.SelectMany(item => Look(item, file, Text(item, "name"))),
                "when" => Conditions(member.Value, file, rule),
                "matrix" => Matrix(member.Value, file),
                _ => [],
            };
            foreach (var problem in unknown)
                yield return problem;
        }
    }

    private IEnumerable<RuleProblem> Matrix(PlacedJson json, string file) => json.Members.SelectMany(member => member.Name switch
    {
        "rows" or "columns" when Text(member.Value, "outcome") == StandardOutcomes.Category.Name => Values(member.Value, "values", file, null),
        "cells" when Text(json, "decides") == StandardOutcomes.Category.Name => member.Value.Items.SelectMany(row => Unknown(row.Items, file, null)),
        _ => [],
    });

    private IEnumerable<RuleProblem> Conditions(PlacedJson json, string file, string? rule) =>
        Text(json, "field") == Decided
            ? Values(json, "value", file, rule)
            : json.Members.SelectMany(member => member.Value.Items.Append(member.Value)).SelectMany(part => Conditions(part, file, rule));

    private IEnumerable<RuleProblem> Values(PlacedJson json, string name, string file, string? rule) =>
        json.Members.Where(member => member.Name == name).SelectMany(member => Unknown(member.Value.Items.Count > 0 ? member.Value.Items : [member.Value], file, rule));

    private IEnumerable<RuleProblem> Unknown(IEnumerable<PlacedJson> values, string file, string? rule) =>
        from value in values
        where value.Kind == System.Text.Json.JsonValueKind.String && !_known.Contains(value.Text)
        select new RuleProblem(file, value.Line, value.Column, rule, $"There is no category \"{value.Text}\" in the tree of categories beside it.");

    private static string? Text(PlacedJson json, string name) => json.Members.Find(member => member.Name == name)?.Value.Text;
}

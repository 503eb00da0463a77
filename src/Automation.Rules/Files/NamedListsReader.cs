using System.Text.Json;
using Automation.Rules.Folding;
using Automation.Rules.Model;

namespace Automation.Rules.Files;

/// <summary>Reads the file of named lists.</summary>
public static class NamedListsReader
{
    /// <exception cref="RuleFileException">With every problem found.</exception>
    public static NamedLists Read(string json, string file)
    {
        var root = PlacedJson.Parse(json, file);
        var log = new ProblemLog(file);
        var members = log.Members(root, "the lists file", "$schema", "lists");
        var lists = new Dictionary<string, NamedList>(StringComparer.Ordinal);
        if (!members.TryGetValue("lists", out var listsJson) || listsJson.Kind != JsonValueKind.Object)
            log.Add(root, "\"lists\" is missing, or is not an object.");
        else
        {
            foreach (var member in listsJson.Members)
            {
                var name = new PlacedJson { Kind = JsonValueKind.String, Line = member.Line, Column = member.Column, Text = member.Name };
                if (log.Name(name, "The name of a list") is not null)
                    lists[member.Name] = Read(log, member);
            }
        }
        var schema = members.TryGetValue("$schema", out var schemaJson) ? log.Text(schemaJson, "\"$schema\"") : null;
        log.ThrowIfAny();
        return new NamedLists(lists) { Schema = schema };
    }

    private static NamedList Read(ProblemLog log, PlacedMember member)
    {
        var parts = log.Members(member.Value, $"the list \"{member.Name}\"", "description", "values");
        var description = parts.TryGetValue("description", out var json) ? log.Text(json, "\"description\"") : null;
        var values = new List<string>();
        if (!parts.TryGetValue("values", out var valuesJson))
            log.Add(member.Value, "\"values\" is missing.");
        else
        {
            var items = log.Items(valuesJson, "\"values\"");
            if (items.Count is 0 or > RuleLimits.ListValues)
                log.Add(valuesJson, $"The list \"{member.Name}\" has {items.Count}; a list has 1 to {RuleLimits.ListValues} values.");
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in items)
            {
                if (log.Text(item, "A value") is not { } text)
                    continue;
                if (text.Length > RuleLimits.ValueLength || text != text.Trim() || FoldedText.Fold(text).Length == 0)
                    log.Add(item, $"A value is blank, begins or ends with a blank, or has more than {RuleLimits.ValueLength} characters.");
                else if (!seen.Add(text))
                    log.Add(item, $"\"{text}\" is in the list twice.");
                values.Add(text);
            }
        }
        return new NamedList(member.Name, description, values);
    }
}

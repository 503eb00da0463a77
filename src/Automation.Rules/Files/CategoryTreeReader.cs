using System.Text.Json;
using Automation.Rules.Model;

namespace Automation.Rules.Files;

/// <summary>Reads the file of categories.</summary>
public static class CategoryTreeReader
{
    private const int MostCategories = 5_000;

    /// <exception cref="RuleFileException">With every problem found.</exception>
    public static CategoryTree Read(string json, string file)
    {
        var root = PlacedJson.Parse(json, file);
        var log = new ProblemLog(file);
        var members = log.Members(root, "the categories file", "$schema", "categories");
        var categories = new List<Category>();
        if (!members.TryGetValue("categories", out var listJson))
            log.Add(root, "\"categories\" is missing.");
        else
            Read(log, listJson, categories);
        var schema = members.TryGetValue("$schema", out var schemaJson) ? log.Text(schemaJson, "\"$schema\"") : null;
        log.ThrowIfAny();
        return new CategoryTree(categories) { Schema = schema };
    }

    private static void Read(ProblemLog log, PlacedJson listJson, List<Category> categories)
    {
        var items = log.Items(listJson, "\"categories\"");
        if (items.Count > MostCategories)
        {
            log.Add(listJson, $"There are {items.Count} categories; {MostCategories} are allowed.");
            return;
        }
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
        {
            var parts = log.Members(item, "a category", "path", "description");
            if (item.Kind != JsonValueKind.Object)
                continue;
            var description = parts.TryGetValue("description", out var descriptionJson) ? log.Text(descriptionJson, "\"description\"") : null;
            if (!parts.TryGetValue("path", out var pathJson))
                log.Add(item, "\"path\" is missing.");
            else if (log.Text(pathJson, "\"path\"") is { } path && OutcomeText.Check(log, pathJson, StandardOutcomes.Category, path))
            {
                if (!seen.Add(path))
                    log.Add(pathJson, $"\"{path}\" is in the tree twice.");
                categories.Add(new Category(path, description));
            }
        }
    }
}

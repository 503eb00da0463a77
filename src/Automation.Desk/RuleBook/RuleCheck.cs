using System.Text.Json.Nodes;
using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Desk.RuleBook;

/// <summary>Asks the reader of rule files whether a rule, or one condition of it, can be used: the pages have no rules of their own about that.</summary>
internal static class RuleCheck
{
    /// <summary>A set with nothing but this rule, or what is wrong.</summary>
    public static (RuleSet? Set, IReadOnlyList<RuleProblem> Problems) Read(JsonObject rule, NamedLists lists)
    {
        var json = new JsonObject { ["name"] = "draft", ["version"] = 1, ["hitPolicy"] = "first", ["rules"] = new JsonArray(rule) };
        try
        {
            return (RuleSetReader.Read(json.ToJsonString(), "rule", lists), []);
        }
        catch (RuleFileException e)
        {
            return (null, e.Problems);
        }
    }

    /// <summary>What is wrong with one condition; null when nothing is.</summary>
    public static string? Of(ConditionEdit condition, NamedLists lists)
    {
        var (_, problems) = Read(Rule(condition.ToJson(), new JsonObject { ["team"] = "anybody" }), lists);
        return problems.Count == 0 ? null : string.Join(" ", problems.Select(p => p.Reason).Distinct(StringComparer.Ordinal));
    }

    /// <summary>What is wrong with one outcome; null when nothing is.</summary>
    public static string? Of(OutcomeEdit outcome)
    {
        var value = outcome.Outcome.Many ? new JsonArray([.. outcome.Values.Select(v => (JsonNode)v)]) : (JsonNode)(outcome.Values.FirstOrDefault() ?? "");
        var (_, problems) = Read(
            Rule(new JsonObject { ["field"] = "subject", ["operator"] = "isEmpty" }, new JsonObject { [outcome.Outcome.Name] = value }), NamedLists.Empty);
        return problems.Count == 0 ? null : string.Join(" ", problems.Select(p => p.Reason).Distinct(StringComparer.Ordinal));
    }

    private static JsonObject Rule(JsonObject when, JsonObject then) => new() { ["name"] = "draft", ["when"] = when, ["then"] = then };
}

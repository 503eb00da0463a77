using System.Text.Json.Nodes;
using Automation.Rules.Analysis;
using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Desk.RuleBook;

/// <summary>
/// Asks the readers of rule files whether something a person writes can be used: the pages have no rules of their own about that.
/// Each answer is null when nothing is wrong.
/// </summary>
internal static class RuleCheck
{
    /// <summary>A list of thousands may have as many faults: a few tell what to do.</summary>
    private const int MostReasons = 3;

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

    public static string? Of(ConditionEdit condition, NamedLists lists) =>
        Reasons(Read(Good(("when", condition.ToJson())), lists).Problems);

    /// <summary>Values that can be stored and can never come.</summary>
    public static string? Doubt(ConditionEdit condition, NamedLists lists) =>
        Read(Good(("when", condition.ToJson())), lists).Set?.Rules[0].When is FieldCondition field && ImpossibleValues.Of(field, lists).Take(MostReasons).ToList() is { Count: > 0 } reasons
            ? string.Join(" ", reasons)
            : null;

    public static string? Of(OutcomeEdit outcome)
    {
        var value = outcome.Outcome.Many ? new JsonArray([.. outcome.Values.Select(v => (JsonNode)v)]) : (JsonNode)(outcome.Values.FirstOrDefault() ?? "");
        return Reasons(Read(Good(("then", new JsonObject { [outcome.Outcome.Name] = value })), NamedLists.Empty).Problems);
    }

    public static string? OfRuleName(string name) => Reasons(Read(Good(("name", name)), NamedLists.Empty).Problems);

    /// <summary>The name of a rule set.</summary>
    public static string? OfSetName(string name)
    {
        var json = new JsonObject { ["name"] = name, ["version"] = 1, ["hitPolicy"] = "collect", ["rules"] = new JsonArray() };
        return Reasons(() => RuleSetReader.Read(json.ToJsonString(), "set"));
    }

    /// <summary>One moment, or the two together: from and until.</summary>
    public static string? OfMoments(params ReadOnlySpan<(string Member, string Value)> moments)
    {
        var rule = Good();
        foreach (var (member, value) in moments)
        {
            if (value.Trim() is { Length: > 0 } text)
                rule[member] = text;
        }

        return Reasons(Read(rule, NamedLists.Empty).Problems);
    }

    /// <summary>A named list: its name and its values are told apart by asking for each with the other known to be good.</summary>
    public static string? OfListName(string name) => OfList(name, ["x"]);

    /// <param name="name">Of the list, to be told with the reason; its own faults are not told here.</param>
    public static string? OfListValues(string name, IReadOnlyCollection<string> values) => OfList(OfListName(name) is null ? name : "x", values);

    /// <summary>The path of a category.</summary>
    public static string? OfPath(string path)
    {
        var json = new JsonObject { ["categories"] = new JsonArray(new JsonObject { ["path"] = path }) };
        return Reasons(() => CategoryTreeReader.Read(json.ToJsonString(), "categories"));
    }

    private static string? OfList(string name, IReadOnlyCollection<string> values)
    {
        var json = new JsonObject { ["lists"] = new JsonObject { [name] = new JsonObject { ["values"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) } } };
        return Reasons(() => NamedListsReader.Read(json.ToJsonString(), "lists"));
    }

    /// <summary>A rule in which nothing is wrong but, perhaps, the parts given.</summary>
    private static JsonObject Good(params ReadOnlySpan<(string Member, JsonNode Value)> parts)
    {
        var rule = new JsonObject
        {
            ["name"] = "draft",
            ["when"] = new JsonObject { ["field"] = "subject", ["operator"] = "isEmpty" },
            ["then"] = new JsonObject { ["team"] = "anybody" },
        };
        foreach (var (member, value) in parts)
            rule[member] = value;
        return rule;
    }

    private static string? Reasons(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (RuleFileException e)
        {
            return Reasons(e.Problems);
        }
    }

    private static string? Reasons(IReadOnlyList<RuleProblem> problems) =>
        problems.Count == 0 ? null : string.Join(" ", problems.Select(p => p.Reason).Distinct(StringComparer.Ordinal).Take(MostReasons));
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Files;

/// <summary>
/// The JSON schema (draft 2020-12) of the rule files, made from the registries of fields, operators and outcomes, so that an
/// editor completes and checks what the reader accepts. The reader says more: duplicate names, patterns, list names.
/// </summary>
public static class RuleSetSchema
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of <c>rules/rule-set.schema.json</c>.</summary>
    public static string ForRuleSets()
    {
        var root = Closed(new()
        {
            ["$schema"] = Of("string"),
            ["name"] = Ref("name"),
            ["version"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
            ["description"] = Of("string"),
            ["enabled"] = Of("boolean"),
            ["from"] = Ref("moment", "Decides from this moment on."),
            ["until"] = Ref("moment", "Decides before this moment."),
            ["hitPolicy"] = OneOf(["first", "collect", "matrix"], "first: the first rule that holds decides. collect: all that hold decide; of a single value the first stands, lists are united. matrix: no rules; one outcome is looked up from two that earlier sets decided."),
            ["rules"] = ListOf(Ref("rule"), RuleLimits.Rules, least: 0),
            ["otherwise"] = Ref("outcomes", "Values for what is still undecided after the rules."),
            ["matrix"] = Ref("matrix"),
        }, "name", "version", "hitPolicy");
        root["oneOf"] = new JsonArray(
            new JsonObject
            {
                ["properties"] = new JsonObject { ["hitPolicy"] = OneOf(["first", "collect"]) },
                ["anyOf"] = new JsonArray(Requires("rules"), Requires("matrix")),
            },
            new JsonObject
            {
                ["properties"] = new JsonObject { ["hitPolicy"] = OneOf(["matrix"]), ["rules"] = false, ["otherwise"] = false },
                ["required"] = new JsonArray("matrix"),
            });
        return ToText("A rule set", root, new()
        {
            ["name"] = Name(),
            ["text"] = Text(),
            ["texts"] = new JsonObject { ["anyOf"] = new JsonArray(Ref("text"), ListOf(Ref("text"), RuleLimits.Values)) },
            ["time"] = new JsonObject { ["type"] = "string", ["pattern"] = "^([01][0-9]|2[0-3]):[0-5][0-9]$" },
            ["moment"] = new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            ["rule"] = Closed(new()
            {
                ["name"] = Ref("name"),
                ["description"] = Of("string"),
                ["enabled"] = Of("boolean"),
                ["from"] = Ref("moment", "In force from this moment on."),
                ["until"] = Ref("moment", "In force before this moment."),
                ["when"] = Ref("condition"),
                ["then"] = Ref("outcomes"),
            }, "name", "when", "then"),
            ["condition"] = new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    Closed(new() { ["all"] = ListOf(Ref("condition")) }, "all"),
                    Closed(new() { ["any"] = ListOf(Ref("condition")) }, "any"),
                    Closed(new() { ["not"] = Ref("condition") }, "not"),
                    Ref("comparison")),
            },
            ["comparison"] = new JsonObject { ["oneOf"] = new JsonArray([.. Comparisons()]) },
            ["outcomes"] = Outcomes(),
            ["matrix"] = Matrix(),
        });
    }

    /// <summary>The text of <c>rules/named-lists.schema.json</c>.</summary>
    public static string ForNamedLists()
    {
        var list = Closed(new()
        {
            ["description"] = Of("string"),
            ["values"] = ListOf(Text(), RuleLimits.ListValues),
        }, "values");
        return ToText("Named lists for rules", Closed(new()
        {
            ["$schema"] = Of("string"),
            ["lists"] = new JsonObject { ["type"] = "object", ["propertyNames"] = Name(), ["additionalProperties"] = list },
        }, "lists"), []);
    }

    /// <summary>The text of <c>rules/categories.schema.json</c>.</summary>
    public static string ForCategories()
    {
        var category = Closed(new() { ["path"] = Text(), ["description"] = Of("string") }, "path");
        return ToText("Categories for rules", Closed(new()
        {
            ["$schema"] = Of("string"),
            ["categories"] = new JsonObject { ["type"] = "array", ["items"] = category },
        }, "categories"), []);
    }

    // One alternative for each group of fields that take the same operators and values.
    private static IEnumerable<JsonNode> Comparisons()
    {
        var cases = StandardFields.All.SelectMany(field => OperatorCatalogue.For(field).Select(op => (Field: field, Operator: op, Shape: op.Shape(field)!.Value)));
        var byField = cases
            .GroupBy(one => (one.Field, one.Shape, Values: string.Join('|', AllowedValues(one.Field, one.Operator))))
            .Select(group => (group.Key.Field, group.Key.Shape, group.Key.Values, Operators: string.Join('|', group.Select(one => one.Operator.Name()))));
        foreach (var group in byField.GroupBy(one => (one.Shape, one.Values, one.Operators)))
        {
            var members = new Dictionary<string, JsonNode>
            {
                ["field"] = OneOf(group.Select(one => one.Field.Name)),
                ["operator"] = OneOf(group.Key.Operators.Split('|')),
            };
            var values = group.Key.Values.Length == 0 ? null : group.Key.Values.Split('|');
            if (group.Key.Shape == ValueShape.Nothing)
            {
                yield return Closed(members, "field", "operator");
                continue;
            }
            members["value"] = Value(group.Key.Shape, values);
            if (group.Key.Shape != ValueShape.Texts)
            {
                yield return Closed(members, "field", "operator", "value");
                continue;
            }
            members["list"] = Ref("name", "The name of a named list, instead of a value.");
            var either = Closed(members, "field", "operator");
            either["oneOf"] = new JsonArray(Requires("value"), Requires("list"));
            yield return either;
        }
    }

    private static IReadOnlyList<string> AllowedValues(Field field, Operator op) =>
        op is Operator.Is or Operator.IsOneOf or Operator.HasAllOf or Operator.IsWithin ? field.Values : [];

    private static JsonObject Value(ValueShape shape, string[]? allowed)
    {
        JsonObject text = allowed is null ? Ref("text") : OneOf(allowed);
        return shape switch
        {
            ValueShape.OneText => text,
            ValueShape.Texts when allowed is null => Ref("texts"),
            ValueShape.Texts => new JsonObject { ["anyOf"] = new JsonArray(text, ListOf(text.DeepClone(), RuleLimits.Values)) },
            ValueShape.Pattern => new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = RuleLimits.PatternLength },
            ValueShape.OneNumber => Of("number"),
            ValueShape.Numbers => ListOf(Of("number"), RuleLimits.Values),
            ValueShape.TwoNumbers => ListOf(Of("number"), 2, least: 2),
            ValueShape.Flag => Of("boolean"),
            ValueShape.OneTime => Ref("time"),
            ValueShape.TwoTimes => ListOf(Ref("time"), 2, least: 2),
            _ => throw new InvalidOperationException($"The shape {shape} has no schema."),
        };
    }

    private static JsonObject Outcomes()
    {
        var members = new Dictionary<string, JsonNode>();
        foreach (var outcome in StandardOutcomes.All)
        {
            JsonObject value = outcome.Values.Count > 0 ? OneOf(outcome.Values) : Text();
            var node = outcome.Many ? ListOf(value, RuleLimits.Values) : value;
            node["description"] = outcome.Description;
            members[outcome.Name] = node;
        }
        var outcomes = Closed(members);
        outcomes["minProperties"] = 1;
        return outcomes;
    }

    private static JsonObject Matrix()
    {
        var single = StandardOutcomes.All.Where(outcome => !outcome.Many && outcome != StandardOutcomes.Ignore).Select(outcome => outcome.Name).ToArray();
        JsonObject Axis() => Closed(new() { ["outcome"] = OneOf(single), ["values"] = ListOf(Text()) }, "outcome", "values");
        return Closed(new()
        {
            ["rows"] = Axis(),
            ["columns"] = Axis(),
            ["decides"] = OneOf(single),
            ["cells"] = ListOf(ListOf(Text())),
        }, "rows", "columns", "decides", "cells");
    }

    private static JsonObject Of(string type) => new() { ["type"] = type };

    private static JsonObject Text() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = RuleLimits.ValueLength };

    private static JsonObject Name() => new() { ["type"] = "string", ["pattern"] = "^[a-z0-9][a-z0-9-]{0,99}$" };

    private static JsonObject Requires(string name) => new() { ["required"] = new JsonArray(name) };

    private static JsonObject Ref(string name, string? description = null)
    {
        var node = new JsonObject { ["$ref"] = "#/$defs/" + name };
        if (description is not null)
            node["description"] = description;
        return node;
    }

    private static JsonObject OneOf(IEnumerable<string> values, string? description = null)
    {
        var node = new JsonObject { ["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]) };
        if (description is not null)
            node["description"] = description;
        return node;
    }

    private static JsonObject ListOf(JsonNode item, int? most = null, int least = 1)
    {
        var node = new JsonObject { ["type"] = "array", ["items"] = item, ["minItems"] = least };
        if (most is not null)
            node["maxItems"] = most;
        return node;
    }

    private static JsonObject Closed(Dictionary<string, JsonNode> members, params string[] required)
    {
        var node = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value))), ["additionalProperties"] = false };
        if (required.Length > 0)
            node["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        return node;
    }

    private static string ToText(string title, JsonObject root, Dictionary<string, JsonNode> definitions)
    {
        var schema = new JsonObject { ["$schema"] = Draft, ["title"] = title };
        foreach (var (name, node) in root.ToArray())
        {
            root.Remove(name);
            schema[name] = node;
        }
        if (definitions.Count > 0)
            schema["$defs"] = new JsonObject(definitions.Select(definition => KeyValuePair.Create(definition.Key, (JsonNode?)definition.Value)));
        return schema.ToJsonString(Options) + "\n";
    }
}

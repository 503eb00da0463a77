using System.Text.Json.Nodes;
using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Desk.RuleBook;

/// <summary>A rule while somebody writes it.</summary>
public sealed class RuleEdit
{
    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public bool Enabled { get; set; } = true;

    /// <summary>With its offset, as in rule files; empty for always.</summary>
    public string From { get; set; } = "";

    public string Until { get; set; } = "";

    public ConditionEdit When { get; set; } = ConditionEdit.Group(ConditionEditKind.All);

    /// <summary>What is decided, in the order it is shown.</summary>
    public List<OutcomeEdit> Then { get; } = [];

    public static RuleEdit Of(Rule rule)
    {
        var when = ConditionEdit.Of(rule.When);
        var edit = new RuleEdit
        {
            Name = rule.Name,
            Description = rule.Description ?? "",
            Enabled = rule.Enabled,
            From = Moment(rule.From),
            Until = Moment(rule.Until),
            // One comparison alone is shown as a group of one, so that a second can be put beside it.
            When = when.Kind is ConditionEditKind.Field or ConditionEditKind.Not ? ConditionEdit.Group(ConditionEditKind.All, when) : when,
        };
        edit.Then.AddRange(rule.Then.Select(value => new OutcomeEdit(value.Outcome, [.. value.Values])));
        return edit;
    }

    /// <summary>The rule, when it can be used; else what is wrong with it.</summary>
    public (Rule? Rule, IReadOnlyList<RuleProblem> Problems) Read(NamedLists lists)
    {
        var (set, problems) = RuleCheck.Read(ToJson(), lists);
        return (set?.Rules[0], problems);
    }

    /// <summary>It is to be stored: what is wrong is told from now on, also where nobody has written yet.</summary>
    public void Touch()
    {
        IsTouched = true;
        When.Touch();
        foreach (var outcome in Then)
            outcome.IsTouched = true;
    }

    public bool IsTouched { get; private set; }

    /// <summary>What is written so far, to be compared with what it was.</summary>
    public string Written() => ToJson().ToJsonString();

    private JsonObject ToJson()
    {
        var when = When is { Kind: ConditionEditKind.All, Parts: [var only] } ? only : When;
        var then = new JsonObject();
        foreach (var outcome in Then)
            then[outcome.Outcome.Name] = outcome.Outcome.Many ? new JsonArray([.. outcome.Values.Select(v => (JsonNode)v)]) : outcome.Values.FirstOrDefault() ?? "";
        var json = new JsonObject { ["name"] = Name.Trim() };
        if (Description.Trim() is { Length: > 0 } description)
            json["description"] = description;
        if (!Enabled)
            json["enabled"] = false;
        if (From.Trim() is { Length: > 0 } from)
            json["from"] = from;
        if (Until.Trim() is { Length: > 0 } until)
            json["until"] = until;
        json["when"] = when.ToJson();
        json["then"] = then;
        return json;
    }

    internal static string Moment(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    /// <summary>The moment written with its offset; null for none.</summary>
    /// <exception cref="FormatException">It is no moment.</exception>
    internal static DateTimeOffset? Moment(string text) =>
        text.Trim().Length == 0 ? null : DateTimeOffset.Parse(text.Trim(), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
}

/// <summary>A value given to an outcome, while somebody writes it.</summary>
public sealed class OutcomeEdit(Outcome outcome, List<string> values)
{
    public Outcome Outcome { get; set; } = outcome;

    public List<string> Values { get; } = values;

    /// <summary>Somebody has written in it, or wants it stored.</summary>
    public bool IsTouched { get; set; } = values.Count > 0;
}

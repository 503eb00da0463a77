using System.Globalization;
using System.Text.Json.Nodes;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Desk.RuleBook;

/// <summary>
/// A condition while somebody writes it: it may be half finished or wrong. Values are the texts as typed;
/// whether they fit is said by the reader of rule files, as for every other way in.
/// </summary>
public sealed class ConditionEdit
{
    private bool _isList;
    private bool _isTouched;

    public ConditionEditKind Kind { get; set; }

    /// <summary>Parts of <c>all</c> and <c>any</c>; the one part of <c>not</c>.</summary>
    public List<ConditionEdit> Parts { get; } = [];

    public Field Field { get; private set; } = StandardFields.Subject;

    public Operator Operator { get; private set; } = Operator.ContainsAnyWord;

    public ValueShape Shape => Operator.Shape(Field) ?? ValueShape.Nothing;

    /// <summary>The values as typed.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>The named list it is compared with instead of <see cref="Texts"/>.</summary>
    public string? List { get; set; }

    /// <summary>Somebody has written in it, or wants it stored: what is wrong with it is told from then on.</summary>
    public bool IsTouched => _isTouched || Texts.Count > 0 || List is not null;

    public bool IsGroup => Kind != ConditionEditKind.Field;

    public static ConditionEdit Group(ConditionEditKind kind, params IEnumerable<ConditionEdit> parts)
    {
        var group = new ConditionEdit { Kind = kind };
        group.Parts.AddRange(parts);
        return group;
    }

    public static ConditionEdit Compare(Field field, Operator op, params IEnumerable<string> texts)
    {
        var edit = new ConditionEdit { Kind = ConditionEditKind.Field, Field = field, Operator = op };
        edit.Texts.AddRange(texts);
        return edit;
    }

    public static ConditionEdit Of(Condition condition) => condition switch
    {
        AllOf all => Group(ConditionEditKind.All, all.Parts.Select(Of)),
        AnyOf any => Group(ConditionEditKind.Any, any.Parts.Select(Of)),
        Not not => Group(ConditionEditKind.Not, Of(not.Part)),
        FieldCondition field => OfField(field),
        _ => throw new InvalidOperationException("There is no such condition."),
    };

    /// <summary>Marks it, and what is in it, as written in.</summary>
    public void Touch()
    {
        _isTouched = true;
        foreach (var part in Parts)
            part.Touch();
    }

    /// <summary>Changes the field; operator and values stay where they fit.</summary>
    public void Choose(Field field) => Choose(field, Operator.Shape(field) is null ? OperatorCatalogue.For(field).First() : Operator);

    public void Choose(Operator op) => Choose(Field, op);

    private void Choose(Field field, Operator op)
    {
        var before = Shape;
        (Field, Operator) = (field, op);
        if (before != Shape && (IsTyped(before) || IsTyped(Shape)))
            Texts.Clear();
        Fit();
    }

    /// <summary>As it stands in a rule file; wrong where what was typed is wrong.</summary>
    public JsonObject ToJson() => Kind switch
    {
        ConditionEditKind.All => new JsonObject { ["all"] = Json(Parts) },
        ConditionEditKind.Any => new JsonObject { ["any"] = Json(Parts) },
        ConditionEditKind.Not => new JsonObject { ["not"] = Parts is [var part] ? part.ToJson() : new JsonObject() },
        _ => FieldJson(),
    };

    private static ConditionEdit OfField(FieldCondition condition)
    {
        var texts = condition.Value switch
        {
            TextValue value => value.Items,
            PatternValue value => [value.Text],
            NumberValue value => value.Items.Select(n => n.ToString("R", CultureInfo.InvariantCulture)),
            FlagValue value => [value.Value ? "true" : "false"],
            TimeValue value => value.Items.Select(t => t.ToString("HH:mm", CultureInfo.InvariantCulture)),
            _ => [],
        };
        var edit = Compare(condition.Field, condition.Operator, texts);
        edit.List = (condition.Value as ListValue)?.Name;
        edit._isList = condition.Value is TextValue { Bare: false };
        return edit;
    }

    private static JsonArray Json(IEnumerable<ConditionEdit> parts) => new([.. parts.Select(p => p.ToJson())]);

    private JsonObject FieldJson()
    {
        var json = new JsonObject { ["field"] = Field.Name, ["operator"] = Operator.Name() };
        if (List is { Length: > 0 } list && Shape == ValueShape.Texts)
            json["list"] = list;
        else if (Shape != ValueShape.Nothing)
            json["value"] = Value();
        return json;
    }

    private JsonNode? Value() => Shape switch
    {
        // A list of one stays a list where it was written as one: storing without a change changes nothing.
        ValueShape.Texts when Texts.Count == 1 && !_isList => Texts[0],
        ValueShape.Texts => new JsonArray([.. Texts.Select(t => (JsonNode)t)]),
        ValueShape.Numbers or ValueShape.TwoNumbers => new JsonArray([.. Texts.Select(Number)]),
        ValueShape.TwoTimes => new JsonArray([.. Texts.Select(t => (JsonNode)t)]),
        ValueShape.OneNumber => Number(Texts.FirstOrDefault() ?? ""),
        ValueShape.Flag => Texts.FirstOrDefault() != "false",
        _ => Texts.FirstOrDefault() ?? "",
    };

    /// <summary>What is no number is written as the text it is, so that the reader names it.</summary>
    private static JsonNode Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : text;

    private void Fit()
    {
        if (Shape != ValueShape.Texts)
            List = null;
        if (Shape == ValueShape.Flag && Texts.Count == 0)
            Texts.Add("true");
        if (Field.Values.Count > 0)
            Texts.RemoveAll(t => !Field.Values.Contains(t, StringComparer.OrdinalIgnoreCase));
    }

    private static bool IsTyped(ValueShape shape) => shape is not (ValueShape.OneText or ValueShape.Texts or ValueShape.Nothing);
}

public enum ConditionEditKind
{
    Field,
    All,
    Any,
    Not,
}

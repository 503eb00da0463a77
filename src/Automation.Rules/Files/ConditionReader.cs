using System.Globalization;
using System.Text.Json;
using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Files;

/// <summary>Reads conditions, each value by the type of its field and operator.</summary>
internal sealed class ConditionReader(ProblemLog log, NamedLists? lists)
{
    public Condition? Read(PlacedJson json, int depth = 1)
    {
        if (depth > RuleLimits.Depth)
        {
            log.Add(json, $"Conditions are nested more than {RuleLimits.Depth} deep.");
            return null;
        }
        var members = log.Members(json, "a condition", "all", "any", "not", "field", "operator", "value", "list");
        if (json.Kind != JsonValueKind.Object)
            return null;
        if (members.ContainsKey("field") || members.ContainsKey("operator"))
            return Alone(json, members, ["field", "operator", "value", "list"]) ? Field(json, members) : null;
        if (members.TryGetValue("all", out var all))
            return Alone(json, members, ["all"]) && Parts(all, "all", depth) is { } parts ? new AllOf(parts) : null;
        if (members.TryGetValue("any", out var any))
            return Alone(json, members, ["any"]) && Parts(any, "any", depth) is { } parts ? new AnyOf(parts) : null;
        if (members.TryGetValue("not", out var not))
            return Alone(json, members, ["not"]) && Read(not, depth + 1) is { } part ? new Not(part) : null;
        log.Add(json, json.Members.Count == 0 ? "Nothing is asked: the condition is empty." : "A condition is either all, any, not, or field with operator and value.");
        return null;
    }

    private bool Alone(PlacedJson json, Dictionary<string, PlacedJson> members, string[] together)
    {
        if (members.Keys.FirstOrDefault(name => !together.Contains(name)) is not { } other)
            return true;
        log.Add(json, $"\"{other}\" cannot stand beside \"{members.Keys.First(together.Contains)}\" in one condition.");
        return false;
    }

    private List<Condition>? Parts(PlacedJson json, string what, int depth)
    {
        var items = log.Items(json, $"\"{what}\"");
        if (json.Kind == JsonValueKind.Array && items.Count == 0)
            log.Add(json, $"Nothing is asked: \"{what}\" is empty and would {(what == "all" ? "always" : "never")} hold.");
        var parts = items.Select(item => Read(item, depth + 1)).OfType<Condition>().ToList();
        return parts.Count == items.Count && parts.Count > 0 ? parts : null;
    }

    private FieldCondition? Field(PlacedJson json, Dictionary<string, PlacedJson> members)
    {
        if (!members.TryGetValue("field", out var fieldJson) || !members.TryGetValue("operator", out var operatorJson))
        {
            log.Add(json, "A condition on a field needs \"field\" and \"operator\".");
            return null;
        }
        var fieldName = log.Text(fieldJson, "\"field\"");
        var operatorName = log.Text(operatorJson, "\"operator\"");
        if (fieldName is null || operatorName is null)
            return null;
        var field = StandardFields.Find(fieldName);
        if (field is null)
            log.Add(fieldJson, $"There is no field \"{fieldName}\"{Meant.Instead(fieldName, StandardFields.All.Select(known => known.Name))}");
        var op = OperatorCatalogue.Find(operatorName);
        if (op is null)
            log.Add(operatorJson, $"There is no operator \"{operatorName}\"{Meant.Instead(operatorName, Enum.GetValues<Operator>().Select(known => known.Name()))}");
        if (field is null || op is null)
            return null;
        if (op.Value.Shape(field) is not { } shape)
        {
            log.Add(operatorJson, $"The field {field.Name} does not take {operatorName}; it takes {string.Join(", ", OperatorCatalogue.For(field).Select(known => known.Name()))}.");
            return null;
        }
        return Value(json, members, field, op.Value, shape) is { } value ? new FieldCondition(field, op.Value, value) : null;
    }

    private ConditionValue? Value(PlacedJson json, Dictionary<string, PlacedJson> members, Field field, Operator op, ValueShape shape)
    {
        var what = $"The value that \"{field.Label}\" is compared with";
        members.TryGetValue("value", out var value);
        if (members.TryGetValue("list", out var list))
        {
            if (value is not null || shape != ValueShape.Texts)
            {
                log.Add(list, value is not null ? "A condition has a value or a list, not both." : $"{op.Name()} on {field.Name} does not take a list.");
                return null;
            }
            return List(list, field, op);
        }
        if (shape == ValueShape.Nothing)
        {
            if (value is null)
                return ConditionValue.None;
            log.Add(value, $"{op.Name()} takes no value; write it under \"not\" for the opposite.");
            return null;
        }
        if (value is null)
        {
            log.Add(json, what + " is missing.");
            return null;
        }
        return shape switch
        {
            ValueShape.OneText => log.Text(value, what) is { } text && Check(value, text, field, op) ? new TextValue([text]) { Bare = true } : null,
            ValueShape.Pattern => log.Text(value, what) is { } text ? ParsePattern(value, text) : null,
            ValueShape.Texts => Texts(value, what, field, op),
            ValueShape.OneNumber => log.Number(value, what) is { } number ? new NumberValue([number]) : null,
            ValueShape.Numbers => Several(value, what, log.Number) is { } numbers ? new NumberValue(numbers) : null,
            ValueShape.TwoNumbers => Two(value, what, log.Number) is { } ends && Ordered(value, ends) ? new NumberValue(ends) : null,
            ValueShape.Flag => log.Flag(value, what) is { } flag ? new FlagValue(flag) : null,
            ValueShape.OneTime => Time(value, what) is { } time ? new TimeValue([time]) : null,
            ValueShape.TwoTimes => Two(value, what, Time) is { } times ? new TimeValue(times) : null,
            _ => throw new InvalidOperationException($"The shape {shape} is not read."),
        };
    }

    private ListValue? List(PlacedJson json, Field field, Operator op)
    {
        var name = log.Name(json, "The name of a list");
        if (name is null || lists is null)
            return name is null ? null : new ListValue(name);
        if (lists.Find(name) is not { } list)
        {
            log.Add(json, $"There is no list \"{name}\"{Meant.Instead(name, lists.All.Keys)}");
            return null;
        }
        var before = log.Count;
        foreach (var text in list.Values)
        {
            if (!Check(json, text, field, op, isListed: true))
                break;
        }
        return log.Count == before ? new ListValue(name) : null;
    }

    private TextValue? Texts(PlacedJson json, string what, Field field, Operator op)
    {
        if (json.Kind == JsonValueKind.String)
            return Check(json, json.Text, field, op) ? new TextValue([json.Text]) { Bare = true } : null;
        if (json.Kind != JsonValueKind.Array)
        {
            log.Add(json, what + " must be a text or a list of texts, such as [\"printer\", \"scanner\"].");
            return null;
        }
        var texts = Several(json, what, log.Text);
        if (texts is null)
            return null;
        var before = log.Count;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < texts.Count; i++)
        {
            if (Check(json.Items[i], texts[i], field, op) && !seen.Add(texts[i]))
                log.Add(json.Items[i], $"\"{texts[i]}\" is in the list twice.");
        }
        return log.Count == before ? new TextValue(texts) : null;
    }

    /// <param name="isListed">It comes from a named list, whose entries are told one by one as impossible values.</param>
    private bool Check(PlacedJson json, string text, Field field, Operator op, bool isListed = false)
    {
        string? reason = null;
        if (text.Length > RuleLimits.ValueLength)
            reason = $"A text has {text.Length} characters; {RuleLimits.ValueLength} are allowed.";
        else if (string.IsNullOrWhiteSpace(text))
            reason = "A text is blank; to ask for an empty field use \"is empty\" (isEmpty).";
        else if (FoldedText.Fold(text).Length == 0)
            reason = $"Nothing of \"{text}\" is left when accents and invisible characters are set aside.";
        else if (text != text.Trim())
            reason = $"\"{text}\" begins or ends with a blank.";
        else if (field.Values.Count > 0 && op != Operator.StartsWith && !field.Values.Contains(text, StringComparer.OrdinalIgnoreCase))
            reason = $"\"{field.Label}\" can only be {string.Join(", ", field.Values)}, never \"{text}\".";
        else
            reason = AddressForm.Reason(field, op, text, mayBeRough: isListed || log.IsStored);
        if (reason is not null)
            log.Add(json, reason);
        return reason is null;
    }

    private PatternValue? ParsePattern(PlacedJson json, string pattern)
    {
        try
        {
            var value = new PatternValue(pattern);
            _ = value.Parsed;
            return value;
        }
        catch (FormatException e)
        {
            log.Add(json, e.Message);
            return null;
        }
    }

    private List<string>? Several(PlacedJson json, string what, Func<PlacedJson, string, string?> read) =>
        Counted(json, what) is { } items && items.Select(item => read(item, Each(what))).OfType<string>().ToList() is var texts && texts.Count == items.Count ? texts : null;

    private List<T>? Several<T>(PlacedJson json, string what, Func<PlacedJson, string, T?> read) where T : struct =>
        Counted(json, what) is { } items && items.Select(item => read(item, Each(what))).ToList() is var all && all.TrueForAll(one => one.HasValue)
            ? all.ConvertAll(one => one!.Value) : null;

    private static string Each(string what) => what.Replace("The value ", "Each value ", StringComparison.Ordinal);

    private List<T>? Two<T>(PlacedJson json, string what, Func<PlacedJson, string, T?> read) where T : struct
    {
        if (Several(json, what, read) is not { } ends)
            return null;
        if (ends.Count == 2)
            return ends;
        log.Add(json, what + " must be a list of two, the beginning and the end.");
        return null;
    }

    private IReadOnlyList<PlacedJson>? Counted(PlacedJson json, string what)
    {
        var items = log.Items(json, what);
        if (json.Kind != JsonValueKind.Array)
            return null;
        if (items.Count is > 0 and <= RuleLimits.Values)
            return items;
        log.Add(json, items.Count == 0 ? what + " is an empty list." : $"{what} has {items.Count} entries; {RuleLimits.Values} are allowed, more in a named list.");
        return null;
    }

    private bool Ordered(PlacedJson json, List<double> ends)
    {
        if (ends[0] <= ends[1])
            return true;
        log.Add(json, "The range ends before it begins.");
        return false;
    }

    private TimeOnly? Time(PlacedJson json, string what)
    {
        if (json.Kind == JsonValueKind.String && TimeOnly.TryParseExact(json.Text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        log.Add(json, what + " must be a time such as \"17:30\".");
        return null;
    }
}

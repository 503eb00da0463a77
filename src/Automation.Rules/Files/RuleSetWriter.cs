using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Files;

/// <summary>
/// Writes rule sets, lists and categories as JSON: two blanks a level, line feeds, members always in the same order, so that a change
/// of one rule is a change of its lines only.
/// </summary>
public static class RuleSetWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        // The files are read by people and never embedded in HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(RuleSet set) => ToText(json =>
    {
        json.WriteStartObject();
        Text(json, "$schema", set.Schema);
        json.WriteString("name", set.Name);
        json.WriteNumber("version", set.Version);
        Text(json, "description", set.Description);
        if (!set.Enabled)
            json.WriteBoolean("enabled", false);
        Text(json, "from", Moment(set.From));
        Text(json, "until", Moment(set.Until));
        json.WriteString("hitPolicy", Policy(set.HitPolicy));
        if (set.HitPolicy != HitPolicy.Matrix)
        {
            json.WriteStartArray("rules");
            foreach (var rule in set.Rules)
                Rule(json, rule);
            json.WriteEndArray();
        }
        if (set.Otherwise.Count > 0)
            Outcomes(json, "otherwise", set.Otherwise);
        if (set.Matrix is not null)
            Matrix(json, set.Matrix);
        json.WriteEndObject();
    });

    public static string Write(NamedLists lists) => ToText(json =>
    {
        json.WriteStartObject();
        Text(json, "$schema", lists.Schema);
        json.WriteStartObject("lists");
        foreach (var list in lists.All.Values)
        {
            json.WriteStartObject(list.Name);
            Text(json, "description", list.Description);
            Texts(json, "values", list.Values);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static string Write(CategoryTree tree) => ToText(json =>
    {
        json.WriteStartObject();
        Text(json, "$schema", tree.Schema);
        json.WriteStartArray("categories");
        foreach (var category in tree.All)
        {
            json.WriteStartObject();
            json.WriteString("path", category.Path);
            Text(json, "description", category.Description);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>One rule as it stands in its set's file; two rules are the same when their texts are.</summary>
    public static string Write(Rule rule) => ToText(json => Rule(json, rule));

    private static string ToText(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
            write(json);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void Rule(Utf8JsonWriter json, Rule rule)
    {
        json.WriteStartObject();
        json.WriteString("name", rule.Name);
        Text(json, "description", rule.Description);
        if (!rule.Enabled)
            json.WriteBoolean("enabled", false);
        Text(json, "from", Moment(rule.From));
        Text(json, "until", Moment(rule.Until));
        json.WritePropertyName("when");
        Condition(json, rule.When);
        Outcomes(json, "then", rule.Then);
        json.WriteEndObject();
    }

    private static void Condition(Utf8JsonWriter json, Condition condition)
    {
        json.WriteStartObject();
        switch (condition)
        {
            case AllOf all:
                Parts(json, "all", all.Parts);
                break;
            case AnyOf any:
                Parts(json, "any", any.Parts);
                break;
            case Not not:
                json.WritePropertyName("not");
                Condition(json, not.Part);
                break;
            case FieldCondition field:
                json.WriteString("field", field.Field.Name);
                json.WriteString("operator", field.Operator.Name());
                Value(json, field);
                break;
        }
        json.WriteEndObject();
    }

    private static void Parts(Utf8JsonWriter json, string name, IReadOnlyList<Condition> parts)
    {
        json.WriteStartArray(name);
        foreach (var part in parts)
            Condition(json, part);
        json.WriteEndArray();
    }

    private static void Value(Utf8JsonWriter json, FieldCondition condition)
    {
        // A range and a choice of numbers are lists even when they hold one.
        var asList = condition.Operator.Shape(condition.Field) is ValueShape.Numbers or ValueShape.TwoNumbers or ValueShape.TwoTimes;
        switch (condition.Value)
        {
            case ListValue list:
                json.WriteString("list", list.Name);
                break;
            case PatternValue pattern:
                json.WriteString("value", pattern.Text);
                break;
            case TextValue { Bare: true } text:
                json.WriteString("value", text.Items[0]);
                break;
            case TextValue texts:
                Texts(json, "value", texts.Items);
                break;
            case FlagValue flag:
                json.WriteBoolean("value", flag.Value);
                break;
            case TimeValue times when !asList:
                json.WriteString("value", Time(times.Items[0]));
                break;
            case TimeValue times:
                Texts(json, "value", [.. times.Items.Select(Time)]);
                break;
            case NumberValue numbers when !asList:
                json.WriteNumber("value", numbers.Items[0]);
                break;
            case NumberValue numbers:
                json.WriteStartArray("value");
                foreach (var number in numbers.Items)
                    json.WriteNumberValue(number);
                json.WriteEndArray();
                break;
        }
    }

    private static void Outcomes(Utf8JsonWriter json, string name, IReadOnlyList<OutcomeValue> values)
    {
        json.WriteStartObject(name);
        foreach (var value in values)
        {
            if (value.Outcome.Many)
                Texts(json, value.Outcome.Name, value.Values);
            else
                json.WriteString(value.Outcome.Name, value.Values[0]);
        }
        json.WriteEndObject();
    }

    private static void Matrix(Utf8JsonWriter json, OutcomeMatrix matrix)
    {
        json.WriteStartObject("matrix");
        Axis(json, "rows", matrix.Rows, matrix.RowValues);
        Axis(json, "columns", matrix.Columns, matrix.ColumnValues);
        json.WriteString("decides", matrix.Decides.Name);
        json.WriteStartArray("cells");
        foreach (var row in matrix.Cells)
        {
            json.WriteStartArray();
            foreach (var cell in row)
                json.WriteStringValue(cell);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Axis(Utf8JsonWriter json, string name, Outcome outcome, IReadOnlyList<string> values)
    {
        json.WriteStartObject(name);
        json.WriteString("outcome", outcome.Name);
        Texts(json, "values", values);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static string Policy(HitPolicy policy) => policy switch
    {
        HitPolicy.First => "first",
        HitPolicy.Collect => "collect",
        _ => "matrix",
    };

    private static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string? Moment(DateTimeOffset? moment) => moment?.Offset == TimeSpan.Zero
        ? moment.Value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : moment?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Automation.Workflows.Values;

/// <summary>Reads a normal workflow value as the type an activity asks for.</summary>
public static class ValueConversion
{
    /// <exception cref="WorkflowValueException">The value cannot be read as <typeparamref name="T"/>.</exception>
    public static T? To<T>(object? value)
    {
        if (value is T already)
            return already;
        return (T?)To(value, typeof(T));
    }

    /// <inheritdoc cref="To{T}"/>
    public static object? To(object? value, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null || (value is string { Length: 0 } && target != typeof(string) && target != typeof(object)))
            return target.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(target) : null;
        if (target.IsInstanceOfType(value))
            return value;

        try
        {
            return Convert(value, target);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or InvalidCastException or JsonException or ArgumentException or NotSupportedException)
        {
            throw new WorkflowValueException($"{Show(value)} cannot be read as {target.Name}.", exception);
        }
    }

    /// <summary>The value as people read it: text as it is, numbers without a culture, lists and objects as JSON, null as an empty text.</summary>
    public static string ToText(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => WorkflowValue.ToJson(value)
    };

    private static object? Convert(object value, Type target)
    {
        if (target == typeof(string))
            return ToText(value);
        if (target == typeof(bool))
            return ToBoolean(value);
        if (target.IsEnum)
            return Enum.Parse(target, ToText(value).Replace(" ", "", StringComparison.Ordinal), ignoreCase: true);
        if (target == typeof(TimeSpan))
            return ToTimeSpan(ToText(value));
        if (target == typeof(DateTimeOffset))
            return DateTimeOffset.Parse(ToText(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (target == typeof(Uri))
            return new Uri(ToText(value), UriKind.RelativeOrAbsolute);
        if (target == typeof(Guid))
            return Guid.Parse(ToText(value));
        if (target.IsPrimitive || target == typeof(decimal))
            return System.Convert.ChangeType(value is double or long or bool ? value : Number(ToText(value)), target, CultureInfo.InvariantCulture);
        if (target == typeof(ValueMap) && value is string json)
            return WorkflowValue.FromJson(JsonElement.Parse(json)) as ValueMap ?? throw new FormatException("A JSON object was expected.");
        if (typeof(IEnumerable<string>).IsAssignableFrom(target) && target.IsAssignableFrom(typeof(List<string>)))
            return Items(value).ConvertAll(ToText);
        if (target.IsAssignableFrom(typeof(List<object?>)))
            return Items(value);
        return JsonSerializer.Deserialize(WorkflowValue.ToUtf8Json(value), target, WorkflowValue.Foreign);
    }

    private static object Number(string text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>A list as it is; text that is a JSON array as that array; anything else as a list of one.</summary>
    private static List<object?> Items(object value)
    {
        if (value is List<object?> list)
            return list;
        if (value is string text && text.TrimStart().StartsWith('['))
            return (List<object?>)WorkflowValue.FromJson(JsonElement.Parse(text))!;
        return [value];
    }

    private static bool ToBoolean(object value) => value switch
    {
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        string text => bool.Parse(text),
        _ => throw new FormatException("A list or an object is neither true nor false.")
    };

    // Both ways of writing a duration are met in definitions: .NET's 00:05:00 and ISO 8601's PT5M.
    private static TimeSpan ToTimeSpan(string text) =>
        text.StartsWith('P') || text.StartsWith("-P", StringComparison.Ordinal)
            ? XmlConvert.ToTimeSpan(text)
            : TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>In quotation marks, shortened.</summary>
    internal static string Show(object value)
    {
        var text = ToText(value);
        return text.Length <= 60 ? $"'{text}'" : $"'{text[..60]}…'";
    }
}

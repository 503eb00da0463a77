using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Automation.Workflows.Values;

/// <summary>
/// The values a workflow can hold: null, bool, long, double, string, <c>List&lt;object?&gt;</c> and <see cref="ValueMap"/>.
/// Everything else is brought into this form when it enters, so that what a burst sees does not depend on
/// whether the instance was just loaded from storage or never left memory.
/// </summary>
public static class WorkflowValue
{
    /// <summary>Values nested deeper than this are refused: a cyclic object must not take the process down.</summary>
    public const int MaxDepth = 64;

    private const double LargestExactInteger = 9_007_199_254_740_992;

    /// <summary>Options with which values of foreign types become JSON before they become workflow values.</summary>
    internal static readonly JsonSerializerOptions Foreign = new(JsonSerializerDefaults.Web) { MaxDepth = MaxDepth };

    /// <exception cref="WorkflowValueException">The value nests deeper than <see cref="MaxDepth"/> or cannot be expressed as JSON.</exception>
    public static object? Normalise(object? value) => NormaliseAt(value, 0);

    /// <summary>True for a value that <see cref="Normalise"/> would return as it is.</summary>
    internal static bool IsScalar(object? value) => value is null or string or bool or long or double;

    private static object? NormaliseAt(object? value, int depth)
    {
        if (depth > MaxDepth)
            throw new WorkflowValueException($"A value nests deeper than {MaxDepth} levels.");

        return value switch
        {
            null or string or bool or long => value,
            double number => Number(number),
            int or short or sbyte or byte or uint or ushort => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ulong number => number <= long.MaxValue ? (long)number : Number(number),
            float number => Number(number),
            decimal number => number == decimal.Truncate(number) && Math.Abs(number) < (decimal)LargestExactInteger ? (object)(long)number : (double)number,
            char letter => letter.ToString(),
            Enum member => member.ToString(),
            DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
            DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
            TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
            Guid id => id.ToString("D"),
            Uri address => address.OriginalString,
            byte[] bytes => Convert.ToBase64String(bytes),
            JsonElement element => FromJsonAt(element, depth),
            JsonNode node => FromJsonAt(JsonSerializer.SerializeToElement(node), depth),
            JsonDocument document => FromJsonAt(document.RootElement, depth),
            IEnumerable<KeyValuePair<string, object?>> pairs => Map(pairs, depth),
            IDictionary dictionary => Map(Pairs(dictionary), depth),
            IEnumerable items => List(items, depth),
            _ => FromForeign(value, depth)
        };
    }

    /// <summary>The value of a piece of JSON.</summary>
    public static object? FromJson(JsonElement element) => FromJsonAt(element, 0);

    /// <summary>The value as compact JSON text.</summary>
    public static string ToJson(object? value) => Encoding.UTF8.GetString(ToUtf8Json(value));

    internal static byte[] ToUtf8Json(object? value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = MaxDepth * 2 }))
            ValueJson.Write(writer, value);
        return buffer.WrittenSpan.ToArray();
    }

    internal static object? Number(double number)
    {
        // JSON has no NaN and no infinity; JavaScript's own JSON.stringify makes them null as well.
        if (!double.IsFinite(number))
            return null;
        // As an object in both cases: without that, C# makes the whole number a double again.
        return number == Math.Floor(number) && Math.Abs(number) < LargestExactInteger ? (object)(long)number : number;
    }

    private static object? FromJsonAt(JsonElement element, int depth)
    {
        if (depth > MaxDepth)
            throw new WorkflowValueException($"A value nests deeper than {MaxDepth} levels.");

        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            case JsonValueKind.Number:
                return element.TryGetInt64(out var whole) ? whole : Number(element.GetDouble());
            case JsonValueKind.Array:
                var list = new List<object?>(element.GetArrayLength());
                foreach (var item in element.EnumerateArray())
                    list.Add(FromJsonAt(item, depth + 1));
                return list;
            case JsonValueKind.Object:
                var map = new ValueMap();
                foreach (var property in element.EnumerateObject())
                    map[property.Name] = FromJsonAt(property.Value, depth + 1);
                return map;
            default:
                return null;
        }
    }

    private static object? FromForeign(object value, int depth)
    {
        try
        {
            return FromJsonAt(JsonSerializer.SerializeToElement(value, value.GetType(), Foreign), depth);
        }
        catch (Exception exception) when (exception is NotSupportedException or JsonException or InvalidOperationException)
        {
            throw new WorkflowValueException($"A value of type {value.GetType().Name} cannot be kept in a workflow.", exception);
        }
    }

    private static ValueMap Map(IEnumerable<KeyValuePair<string, object?>> pairs, int depth)
    {
        var map = new ValueMap();
        foreach (var (key, item) in pairs)
            map[key] = NormaliseAt(item, depth + 1);
        return map;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
            yield return new(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "", entry.Value);
    }

    private static List<object?> List(IEnumerable items, int depth)
    {
        var list = new List<object?>();
        foreach (var item in items)
            list.Add(NormaliseAt(item, depth + 1));
        return list;
    }
}

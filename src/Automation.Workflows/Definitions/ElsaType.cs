using System.Collections.Frozen;
using System.Text.Json;
using Automation.Workflows.Values;

namespace Automation.Workflows.Definitions;

/// <summary>Elsa's short names of types, as they stand in variables, inputs and outputs.</summary>
public static class ElsaType
{
    /// <summary>The short name of a .NET type, for descriptors.</summary>
    public static string NameOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(ValueMap))
            return "ObjectDictionary";
        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(List<>))
            return $"List<{NameOf(plain.GetGenericArguments()[0])}>";
        return plain.Name;
    }

    /// <summary>Names of types, without what stands before the last dot and behind the first comma, that variables can have. What has no type of its own here is kept as any value is.</summary>
    private static readonly FrozenSet<string> Types = FrozenSet.ToFrozenSet(
    [
        "Object", "String", "Char", "Boolean", "Byte", "SByte", "Int16", "Int32", "Int64", "Long", "UInt16", "UInt32", "UInt64", "Single", "Double", "Decimal", "Guid", "Uri",
        "DateTime", "DateTimeOffset", "DateOnly", "TimeOnly", "TimeSpan", "ByteArray", "Stream", "StringDictionary", "ObjectDictionary", "ExpandoObject",
        "JSON", "Json", "JsonElement", "JsonDocument", "JsonNode", "JsonObject", "JsonArray",
        "HttpRouteData", "HttpRequest", "HttpResponse", "HttpResponseMessage", "HttpHeaders", "HttpStatusCode", "HttpFile", "IFormFile", "Downloadable", "LogPersistenceMode", "ExecuteWorkflowResult"
    ]);

    /// <summary>Lists and dictionaries, of whatever.</summary>
    private static readonly string[] Collections = ["List<", "IList<", "ICollection<", "IEnumerable<", "Dictionary<", "IDictionary<"];

    /// <summary>True when a variable can be of the type: Elsa's short name, or a .NET name as Elsa writes those it has no short one for.</summary>
    public static bool IsKnown(string typeName) => typeName.IndexOf('<') is > 0 and var open
        ? typeName.EndsWith('>') && Collections.Contains(typeName[(typeName.LastIndexOf('.', open) + 1)..(open + 1)])
        : Types.Contains(typeName.Split(',')[0].Split('.')[^1].Replace("[]", "", StringComparison.Ordinal).Trim());

    /// <summary>What a value would have to be for the type; null when it fits, or when the type takes anything.</summary>
    /// <param name="isArray">The type is that of the items.</param>
    public static string? Wanted(object? value, string typeName, bool isArray)
    {
        if (!isArray)
            return Known(typeName) is { } type ? ValueFit.Wanted(value, type) : null;
        if (value is string { Length: > 0 } text && text.TrimStart().StartsWith('['))
            value = ValueFit.Wanted(text, typeof(List<object?>)) is null ? ValueConversion.To<List<object?>>(text) : value;
        return value switch
        {
            null or "" => null,
            List<object?> items => items.Select(item => Wanted(item, typeName, false)).FirstOrDefault(wanted => wanted is not null) is { } wanted ? $"a list whose items are each {wanted}" : null,
            _ => "a list such as [1, 2]"
        };
    }

    private static Type? Known(string typeName) => typeName switch
    {
        "Boolean" => typeof(bool),
        "Byte" => typeof(byte),
        "Int16" => typeof(short),
        "Int32" => typeof(int),
        "Int64" or "Long" => typeof(long),
        "UInt16" => typeof(ushort),
        "UInt32" => typeof(uint),
        "Single" or "Double" or "Decimal" => typeof(double),
        "TimeSpan" => typeof(TimeSpan),
        "DateTime" or "DateTimeOffset" => typeof(DateTimeOffset),
        "Guid" => typeof(Guid),
        "ObjectDictionary" or "StringDictionary" or "JsonObject" => typeof(ValueMap),
        "ByteArray" or "Byte[]" => typeof(byte[]),
        _ => null
    };

    /// <summary>
    /// Brings a value that the designer wrote as text into the type the variable declares: <c>"0"</c> of type Int32 is 0.
    /// A value that does not fit stays as it is, as Elsa leaves it.
    /// </summary>
    public static object? Coerce(object? value, string typeName)
    {
        if (value is null)
            return null;

        try
        {
            return typeName switch
            {
                "String" => ValueConversion.ToText(value),
                "Boolean" => ValueConversion.To<bool>(value),
                "Byte" or "Int16" or "Int32" or "Int64" or "Long" or "UInt16" or "UInt32" => ValueConversion.To<long>(value),
                "Single" or "Double" or "Decimal" => WorkflowValue.Normalise(ValueConversion.To<double>(value)),
                "ByteArray" or "Byte[]" when value is List<object?> list && list.TrueForAll(item => item is long and >= 0 and <= 255) => Convert.ToBase64String([.. list.Select(item => (byte)(long)item!)]),
                "ObjectDictionary" or "Object[]" or "JsonNode" or "JsonObject" when value is string { Length: > 0 } text => WorkflowValue.FromJson(JsonElement.Parse(text)),
                _ => value
            };
        }
        catch (Exception exception) when (exception is WorkflowValueException or JsonException)
        {
            return value;
        }
    }
}

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
                "Byte" or "Int16" or "Int32" or "Int64" or "UInt16" or "UInt32" => ValueConversion.To<long>(value),
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

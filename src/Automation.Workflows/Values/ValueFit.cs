using System.Globalization;
using System.Net;

namespace Automation.Workflows.Values;

/// <summary>Says whether a value that stands fixed in a definition, or that a person gives, can be held by a type. What is computed is read more leniently (<see cref="ValueConversion"/>).</summary>
public static class ValueFit
{
    /// <summary>What the value would have to be, such as <c>a whole number from 0 to 255</c>; null when it fits. Null and an empty text fit everywhere: they are no value.</summary>
    public static string? Wanted(object? value, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null or "" || target == typeof(object) || target == typeof(string))
            return null;
        // Servers have codes that .NET has no name for.
        if (target == typeof(HttpStatusCode))
            return IsWhole(value, 200, 599) || IsNamed(value, target) ? null : "a status code from 200 to 599, such as 201, or its name, such as Created";
        if (target.IsEnum)
            return IsNamed(value, target) ? null : $"one of: {string.Join(", ", Enum.GetNames(target))}";
        if (Range(target) is var (least, most))
            return IsWhole(value, least, most) ? null : $"a whole number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}";
        if (target == typeof(double) || target == typeof(float) || target == typeof(decimal))
            return value is long or double || (value is string text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) ? null : "a number";
        if (target == typeof(byte[]))
            return IsBytes(value) ? null : "Base64 text or a list of numbers from 0 to 255";
        return CanBeRead(value, target) ? null : Words(target);
    }

    private static bool IsNamed(object value, Type type) =>
        Enum.TryParse(type, ValueConversion.ToText(value).Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out var member) && Enum.IsDefined(type, member);

    private static (decimal Least, decimal Most)? Range(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => (byte.MinValue, byte.MaxValue),
        TypeCode.SByte => (sbyte.MinValue, sbyte.MaxValue),
        TypeCode.Int16 => (short.MinValue, short.MaxValue),
        TypeCode.UInt16 => (ushort.MinValue, ushort.MaxValue),
        TypeCode.Int32 => (int.MinValue, int.MaxValue),
        TypeCode.UInt32 => (uint.MinValue, uint.MaxValue),
        TypeCode.Int64 => (long.MinValue, long.MaxValue),
        // Workflows have no whole number beyond the signed ones.
        TypeCode.UInt64 => (ulong.MinValue, long.MaxValue),
        _ => null
    };

    private static bool IsWhole(object value, decimal least, decimal most) => value switch
    {
        long number => number >= least && number <= most,
        string text => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most,
        _ => false
    };

    private static bool IsBytes(object value) => value switch
    {
        string text => Convert.TryFromBase64String(text, new byte[text.Length], out _),
        List<object?> list => list.TrueForAll(item => item is long and >= 0 and <= 255),
        _ => false
    };

    private static bool CanBeRead(object value, Type target)
    {
        try
        {
            _ = ValueConversion.To(value, target);
            return true;
        }
        catch (WorkflowValueException)
        {
            return false;
        }
    }

    private static string Words(Type type)
    {
        if (type == typeof(bool))
            return "true or false";
        if (type == typeof(TimeSpan))
            return "a time span such as 00:05:00 or PT5M";
        if (type == typeof(DateTimeOffset) || type == typeof(DateTime))
            return "a moment such as 2026-05-01T09:00:00Z";
        if (type == typeof(Guid))
            return "a Guid such as 0f8fad5b-d9cb-469f-a165-70867728950e";
        return type == typeof(ValueMap) ? """a JSON object such as {"name": "value"}""" : $"of type {type.Name}";
    }
}

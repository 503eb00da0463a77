using Jint;
using Jint.Native;
using Jint.Runtime;

namespace Automation.Workflows.Expressions.JavaScript;

/// <summary>Bytes as scripts see them: a list of numbers from 0 to 255. Where a workflow keeps them, in a variable or an output, they are Base64 text, as in Elsa's JSON; both are read.</summary>
internal static class ScriptBytes
{
    private static readonly uint Longest = new ExpressionLimits().ArrayLength;

    /// <exception cref="FormatException">There are more than a list may have.</exception>
    public static JsValue To(Engine engine, byte[] bytes)
    {
        if (bytes.Length > Longest)
            throw new FormatException($"more than {Longest} bytes are too many.");
        return new JsArray(engine, Array.ConvertAll(bytes, one => (JsValue)(int)one));
    }

    /// <exception cref="FormatException">The value is neither a list of bytes nor Base64.</exception>
    public static byte[] From(JsValue value)
    {
        if (value.IsNull() || value.IsUndefined())
            return [];
        if (value.IsString())
            return Convert.FromBase64String(value.AsString());
        if (value is not JsArray list)
            throw new FormatException("bytes are a list of numbers from 0 to 255, or Base64 text.");
        if (list.Length > Longest)
            throw new FormatException($"more than {Longest} bytes are too many.");
        var bytes = new byte[list.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (list[(uint)i] is not JsNumber number || number.AsNumber() is not (>= 0 and <= 255) || number.AsNumber() % 1 != 0)
                throw new FormatException($"{TypeConverter.ToString(list[(uint)i])} is not a byte: bytes are numbers from 0 to 255.");
            bytes[i] = (byte)number.AsNumber();
        }

        return bytes;
    }
}

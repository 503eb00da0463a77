using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Automation.Graph.Reading;

/// <summary>Reads JSON values of mail without ever failing on their content: half a surrogate pair, broken UTF-8, NULs and impossible dates all occur.</summary>
internal static class JsonText
{
    /// <summary>The text of a string token, without NULs (databases refuse them); null for any other token, which is skipped.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        string text;
        try
        {
            text = reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            text = Mend(reader.ValueSpan);
        }

        return text.Contains('\0') ? text.Replace("\0", "", StringComparison.Ordinal) : text;
    }

    public static bool ReadTrue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.True)
            return true;
        reader.Skip();
        return false;
    }

    /// <summary>Null for what is no date, and for the dates before 1970 that Exchange writes for "none".</summary>
    public static DateTimeOffset? ReadDate(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        DateTimeOffset date;
        try
        {
            if (!reader.TryGetDateTimeOffset(out date)
                && !DateTimeOffset.TryParse(Read(ref reader), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date))
            {
                return null;
            }
        }
        catch (InvalidOperationException)
        {
            return null;
        }

        return date.Year < 1970 ? null : date.ToUniversalTime();
    }

    /// <summary>Undoes the escapes of a JSON string by hand, with U+FFFD for what is no character.</summary>
    private static string Mend(ReadOnlySpan<byte> escaped)
    {
        var text = Encoding.UTF8.GetString(escaped);
        var mended = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                mended.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'u' && i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var unit))
            {
                mended.Append((char)unit);
                i += 4;
            }
            else
            {
                mended.Append(text[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var other => other });
            }
        }

        for (var i = 0; i < mended.Length; i++)
        {
            if (char.IsHighSurrogate(mended[i]) && i + 1 < mended.Length && char.IsLowSurrogate(mended[i + 1]))
                i++;
            else if (char.IsSurrogate(mended[i]))
                mended[i] = '\uFFFD';
        }

        return mended.ToString();
    }
}

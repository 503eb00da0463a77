using System.Security.Cryptography;
using System.Text;

namespace Automation.Mail.Identity;

/// <summary>
/// Message-IDs in one comparable form. RFC 5322 3.6.4 gives the shape, real mailers do not keep to it: blanks inside, missing brackets, folded lines, ids of thousands of characters.
/// </summary>
public static class MessageIds
{
    /// <summary>Longest normalised id, in characters, so that it fits an indexed column. A longer one becomes a hash of itself.</summary>
    public const int MaxLength = 255;

    /// <summary>Most ids read from one References field; the newest are kept (they stand last).</summary>
    public const int MaxReferences = 100;

    /// <summary>
    /// One id as <c>&lt;left@domain&gt;</c>: blanks and control characters gone, one pair of brackets, the domain in lower case.
    /// The left part keeps its case: RFC 5322 makes it case-sensitive, and Exchange and Gmail ids do differ by case alone.
    /// </summary>
    /// <returns>Null when nothing is left.</returns>
    public static string? Normalise(string? raw)
    {
        if (string.IsNullOrEmpty(raw))
            return null;

        ReadOnlySpan<char> text = raw;
        var open = text.IndexOf('<');
        if (open >= 0)
        {
            text = text[(open + 1)..];
            var close = text.IndexOf('>');
            if (close >= 0)
                text = text[..close];
        }

        return NormaliseInner(text);
    }

    /// <summary>All ids of an In-Reply-To or References field, normalised, in the order of the field, without repeats.</summary>
    /// <param name="max">How many of the last ones to keep.</param>
    public static IReadOnlyList<string> ReadList(string? field, int max = MaxReferences)
    {
        if (string.IsNullOrWhiteSpace(field))
            return [];

        var ids = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // Read from the end: a hostile field of a million ids costs no more than the ids we keep.
        var end = field.Length;
        while (end > 0 && ids.Count < max)
        {
            var close = field.LastIndexOf('>', end - 1);
            if (close < 0)
                break;

            var open = close == 0 ? -1 : field.LastIndexOf('<', close - 1);
            if (open < 0)
                break;

            if (NormaliseInner(field.AsSpan(open + 1, close - open - 1)) is { } id && seen.Add(id))
                ids.Add(id);
            end = open;
        }

        if (ids.Count == 0)
            ReadBare(field, max, ids, seen);

        ids.Reverse();
        return ids;
    }

    /// <summary>A field without any brackets: every word that has an @ inside.</summary>
    private static void ReadBare(string field, int max, List<string> ids, HashSet<string> seen)
    {
        const int Longest = 100_000;
        var words = (field.Length > Longest ? field[^Longest..] : field)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var i = words.Length - 1; i >= 0 && ids.Count < max; i--)
        {
            if (words[i].Contains('@', StringComparison.Ordinal) && NormaliseInner(words[i].AsSpan().Trim("<>,;\"")) is { } id && seen.Add(id))
                ids.Add(id);
        }
    }

    private static string? NormaliseInner(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty)
            return null;
        if (text.Length > 16 * MaxLength)
            return Hashed(text);

        Span<char> buffer = stackalloc char[text.Length + 2];
        var length = 0;
        buffer[length++] = '<';
        foreach (var c in text)
        {
            if (c is not ('<' or '>') && !char.IsWhiteSpace(c) && !char.IsControl(c))
                buffer[length++] = char.IsSurrogate(c) ? '\uFFFD' : c;
        }

        if (length == 1)
            return null;

        var at = buffer[..length].LastIndexOf('@');
        for (var i = at + 1; at > 0 && i < length; i++)
            buffer[i] = char.ToLowerInvariant(buffer[i]);

        buffer[length++] = '>';
        return length > MaxLength ? Hashed(buffer[..length]) : new string(buffer[..length]);
    }

    private static string Hashed(ReadOnlySpan<char> text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return $"<long.{Convert.ToHexStringLower(SHA256.HashData(bytes))}@automation.invalid>";
    }
}

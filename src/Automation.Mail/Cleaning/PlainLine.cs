using System.Buffers;
using System.Text;

namespace Automation.Mail.Cleaning;

/// <summary>Makes a subject or a name fit to stand in a list and in a header: one line, nothing that moves or hides what stands beside it.</summary>
public static class PlainLine
{
    /// <summary>Control characters, line ends, and what turns the writing direction beyond its own text (UAX #9: embeddings, overrides, isolates): "fdp.exe" read backwards looks harmless.</summary>
    private static readonly SearchValues<char> Unwanted = SearchValues.Create(
        [.. Enumerable.Range(0, 0x10000).Select(i => (char)i).Where(c => IsBreak(c) || TurnsDirection(c) || char.IsControl(c) || char.IsSurrogate(c) || c == '\uFEFF')]);

    /// <summary>Line ends and tabs become a blank; the rest of the unwanted goes. Half a surrogate pair becomes U+FFFD. Other blanks stay as they are. Returns the same instance when nothing is wrong.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.AsSpan().IndexOfAny(Unwanted);
        if (at < 0)
            return text;

        var line = new StringBuilder(text.Length).Append(text, 0, at);
        var isAfterBreak = false;
        for (var i = at; i < text.Length; i++)
        {
            var c = text[i];
            if (IsBreak(c))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
                isAfterBreak = true;
                continue;
            }

            // A folded header has a line end and a blank: one blank is meant.
            if (c == ' ' && isAfterBreak)
                continue;
            isAfterBreak = false;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                line.Append(c).Append(text[++i]);
            }
            else if (char.IsSurrogate(c))
            {
                line.Append('\uFFFD');
            }
            else if (!Unwanted.Contains(c))
            {
                line.Append(c);
            }
        }

        return line.ToString().TrimEnd();
    }

    private static bool IsBreak(char c) => c is '\t' or '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029';

    private static bool TurnsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}

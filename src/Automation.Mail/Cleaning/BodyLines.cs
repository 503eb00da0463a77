namespace Automation.Mail.Cleaning;

/// <summary>A body as lines, however it was written: the reply splitter sees only this.</summary>
internal sealed class BodyLines(string text, IReadOnlyList<BodyLine> lines)
{
    public int Count => lines.Count;

    public BodyLine this[int index] => lines[index];

    public ReadOnlySpan<char> TextOf(int index) => text.AsSpan(lines[index].Start, lines[index].Length);

    public bool IsBlank(int index) => !lines[index].IsRule && !lines[index].HasImage && TextOf(index).IsWhiteSpace();

    /// <summary>Lines of plain text; leading <c>&gt;</c> become depth.</summary>
    public static BodyLines OfText(string text)
    {
        var lines = new List<BodyLine>(Math.Min(text.Length / 32 + 1, 4096));
        var start = 0;
        while (start <= text.Length)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            lines.Add(Quoted(text, start, end));
            start = end + 1;
        }

        return new BodyLines(text, lines);
    }

    /// <summary>Takes <c>&gt;</c>, <c>&gt; &gt;</c> and <c>|</c>-less blanks from the front of a line.</summary>
    public static BodyLine Quoted(string text, int start, int end)
    {
        var depth = 0;
        var at = start;
        while (at < end)
        {
            if (text[at] == '>')
            {
                depth++;
                start = at + 1;
            }
            else if (text[at] is not (' ' or '\t' or '\u00A0'))
            {
                break;
            }

            at++;
        }

        if (depth > 0 && start < end && text[start] == ' ')
            start++;
        return new BodyLine(start, end - start, depth);
    }
}

/// <param name="Depth">How deep it is quoted by marks that mean nothing else; 0 for what is not.</param>
/// <param name="IsIndented">Within a blockquote that may be a quote or only an indent.</param>
/// <param name="IsRule">A horizontal rule.</param>
/// <param name="HasImage">Something is seen on it, whether or not there is text.</param>
/// <param name="Mark">What the HTML says about the line.</param>
/// <param name="Sign">Which element said so.</param>
internal readonly record struct BodyLine(int Start, int Length, int Depth, bool IsIndented = false, bool IsRule = false, LineMark Mark = LineMark.None, string? Sign = null, bool HasImage = false);

internal enum LineMark
{
    None,

    /// <summary>From here to the end is quoted.</summary>
    QuoteToEnd,

    /// <summary>Part of a signature element.</summary>
    Signature,

    /// <summary>Part of a forwarded mail's element.</summary>
    Forward,
}

internal enum LinePart : byte
{
    New,
    Quoted,
    Signature,

    /// <summary>Quoted, but with new lines before and after: shown with them, not part of the new text.</summary>
    QuotedBetween,
}

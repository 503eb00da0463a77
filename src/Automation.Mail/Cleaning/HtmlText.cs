using System.Net;
using System.Text;

namespace Automation.Mail.Cleaning;

/// <summary>Text of HTML without building a document: one pass, whatever the HTML is. For HTML too big or too deep to be trusted to a parser.</summary>
internal static class HtmlText
{
    private static readonly string[] Silent = ["script", "style", "head", "title", "template", "xml"];

    public static string Strip(string html)
    {
        var text = new StringBuilder(Math.Min(html.Length, 1 << 20));
        // Which element is preformatted is a matter of a tree and styles; a mail that has any is taken for text with lines.
        var keepsLines = html.Contains("<pre", StringComparison.OrdinalIgnoreCase) || html.Contains("white-space:pre", StringComparison.OrdinalIgnoreCase);
        var lastClose = html.LastIndexOf('>');
        var from = 0;
        while (from < html.Length)
        {
            var open = html.IndexOf('<', from);
            if (open < 0)
                open = html.Length;
            AppendText(text, html.AsSpan(from, open - from), keepsLines);
            if (open == html.Length)
                break;

            from = SkipTag(html, open, lastClose, text);
        }

        return WebUtility.HtmlDecode(text.ToString()).Replace('\u00A0', ' ');
    }

    /// <returns>Where the text goes on after the tag that begins at <paramref name="open"/>.</returns>
    private static int SkipTag(string html, int open, int lastClose, StringBuilder text)
    {
        if (html.AsSpan(open).StartsWith("<!--", StringComparison.Ordinal))
            return After(html, "-->", open + 4);

        var close = open < lastClose && (char.IsAsciiLetter(html[open + 1]) || html[open + 1] is '/' or '!' or '?')
            ? html.IndexOf('>', open)
            : -1;
        if (close < 0)
        {
            // A bare < is text.
            text.Append('<');
            return open + 1;
        }

        var name = TagNameAt(html, open);
        if (HtmlElements.BreaksLine(name) || name.Equals("br", StringComparison.OrdinalIgnoreCase))
            text.Append('\n');
        else if (name.Equals("td", StringComparison.OrdinalIgnoreCase) || name.Equals("th", StringComparison.OrdinalIgnoreCase))
            text.Append(' ');

        if (html[open + 1] != '/')
        {
            foreach (var silent in Silent)
            {
                if (name.Equals(silent, StringComparison.OrdinalIgnoreCase))
                    return After(html, $"</{silent}", close);
            }
        }

        return close + 1;
    }

    private static int After(string html, string end, int from)
    {
        var at = html.IndexOf(end, Math.Min(from, html.Length), StringComparison.OrdinalIgnoreCase);
        return at < 0 ? html.Length : at + (end[0] == '-' ? end.Length : 0);
    }

    internal static ReadOnlySpan<char> TagNameAt(string html, int open)
    {
        var start = open + 1;
        if (start < html.Length && html[start] == '/')
            start++;
        var end = start;
        while (end < html.Length && (char.IsAsciiLetterOrDigit(html[end]) || html[end] is ':' or '-') && end - start < 32)
            end++;
        return html.AsSpan(start, end - start);
    }

    /// <summary>Source line breaks are blanks in HTML, unless it is preformatted.</summary>
    private static void AppendText(StringBuilder text, ReadOnlySpan<char> run, bool keepsLines)
    {
        foreach (var c in run)
        {
            if (keepsLines && c is ('\n' or '\r'))
            {
                if (c == '\n')
                    text.Append('\n');
            }
            else if (c is ' ' or '\t' or '\r' or '\n')
            {
                if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                    text.Append(' ');
            }
            else
            {
                text.Append(c);
            }
        }
    }
}

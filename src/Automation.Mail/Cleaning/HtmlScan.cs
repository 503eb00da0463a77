using System.Buffers;
using System.Text;

namespace Automation.Mail.Cleaning;

/// <summary>
/// Looks over HTML before a parser sees it: one linear pass that counts tags. A parser's tree can be deeper and far bigger than the text (unclosed formatting is
/// reopened in every later paragraph), and code that walks a deep tree overflows the stack, which no handler catches.
/// </summary>
internal static class HtmlScan
{
    private const int MaxComparisons = 20_000_000;

    /// <summary>Characters looked at within tags. Tags that have no end are looked through to the end of the text, each.</summary>
    private const long MaxLooks = 50_000_000;

    /// <summary>Tags of both kinds, comments and declarations, for each element that is allowed.</summary>
    private const int TagsForAnElement = 4;

    private static readonly SearchValues<char> EndsData = SearchValues.Create("\"'<> \t\r\n)");

    /// <returns>Null when a parser may have it; else the reason why not.</returns>
    public static string? Objection(string html, CleaningLimits limits)
    {
        if (html.Length > limits.HtmlLength)
            return $"HTML of {html.Length} characters";

        var open = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var lookup = open.GetAlternateLookup<ReadOnlySpan<char>>();
        int elements = 0, depth = 0, formatting = 0, comparisons = 0, tags = 0;
        var looks = 0L;
        for (var at = html.IndexOf('<'); at >= 0; at = at + 1 < html.Length ? html.IndexOf('<', at + 1) : -1)
        {
            if (++tags > TagsForAnElement * limits.HtmlElements)
                return $"HTML of more than {TagsForAnElement * limits.HtmlElements} tags";
            var name = HtmlText.TagNameAt(html, at);
            if (name.IsEmpty)
                continue;

            if (html[at + 1] != '/')
            {
                elements++;
                var attributes = CountAttributes(html, at, limits.Attributes, ref looks);
                if (looks > MaxLooks)
                    return "HTML with tags that do not end";
                if (attributes > limits.Attributes)
                    return $"HTML with more than {limits.Attributes} attributes on an element";
                comparisons += attributes * attributes;
                if (HtmlElements.Nests(name) && !ClosesItself(html, at, ref looks))
                {
                    lookup.TryGetValue(name, out var count);
                    lookup[name] = count + 1;
                    depth++;
                    if (HtmlElements.IsFormatting(name))
                        formatting++;
                }
            }
            else if (name.Equals("p", StringComparison.OrdinalIgnoreCase) || name.Equals("br", StringComparison.OrdinalIgnoreCase))
            {
                // A lone </p> or </br> makes an element.
                elements++;
            }
            else if (lookup.TryGetValue(name, out var count) && count > 0)
            {
                lookup[name] = count - 1;
                depth--;
                if (HtmlElements.IsFormatting(name))
                    formatting--;
            }

            if (comparisons > MaxComparisons)
                return "HTML with too many attributes";
            if (elements > limits.HtmlElements)
                return $"HTML of more than {limits.HtmlElements} elements";
            if (depth > limits.HtmlDepth)
                return $"HTML nested more than {limits.HtmlDepth} deep";
            if (formatting > limits.OpenFormatting)
                return $"HTML with more than {limits.OpenFormatting} formatting elements open";
            if (open.Count > 500)
                return "HTML with more than 500 names of elements";
        }

        return null;
    }

    /// <summary>Writes a &lt; that begins no tag as <c>&amp;lt;</c>, which means the same: the parser copies all text before each such sign, so a mail of them costs the square of its length.</summary>
    public static string WithoutBareSigns(string html)
    {
        StringBuilder? result = null;
        var kept = 0;
        for (var at = html.IndexOf('<'); at >= 0; at = at + 1 < html.Length ? html.IndexOf('<', at + 1) : -1)
        {
            if (at + 1 < html.Length && (char.IsAsciiLetter(html[at + 1]) || html[at + 1] is '/' or '!' or '?'))
                continue;
            (result ??= new StringBuilder(html.Length + 64)).Append(html, kept, at - kept).Append("&lt;");
            kept = at + 1;
        }

        return result?.Append(html, kept, html.Length - kept).ToString() ?? html;
    }

    /// <summary>Puts a blank in place of embedded data: that is longer than a picture in a mail may be.</summary>
    public static string WithoutLargeData(string html, int max)
    {
        if (html.Length <= max || !html.Contains("data:", StringComparison.OrdinalIgnoreCase))
            return html;

        StringBuilder? result = null;
        var kept = 0;
        for (var at = html.IndexOf("data:", StringComparison.OrdinalIgnoreCase); at >= 0; at = html.IndexOf("data:", at, StringComparison.OrdinalIgnoreCase))
        {
            var end = html.AsSpan(at).IndexOfAny(EndsData);
            end = end < 0 ? html.Length : at + end;
            if (end - at > max)
            {
                (result ??= new StringBuilder(html.Length - (end - at))).Append(html, kept, at - kept).Append("about:blank");
                kept = end;
            }

            at = Math.Max(end, at + 5);
            if (at >= html.Length)
                break;
        }

        return result?.Append(html, kept, html.Length - kept).ToString() ?? html;
    }

    /// <summary>Words outside of quotes in a tag; stops counting just over <paramref name="max"/>.</summary>
    private static int CountAttributes(string html, int at, int max, ref long looks)
    {
        var count = 0;
        var quote = '\0';
        var last = '\0';
        var inWord = true;
        var end = at;
        for (var i = at + 1; i < html.Length && count <= max; i++)
        {
            end = i;
            var c = html[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                inWord = quote != '\0';
                continue;
            }

            if (c == '>')
                break;
            // A quote that no = stands before is part of a name.
            if (c is '"' or '\'' && last == '=')
            {
                quote = c;
            }
            else if (c is ' ' or '\t' or '\n' or '\r' or '\f' or '/')
            {
                inWord = false;
            }
            else if (!inWord)
            {
                inWord = true;
                count++;
            }

            last = c is ' ' or '\t' or '\n' or '\r' ? last : c;
        }

        looks += end - at;
        return count;
    }

    private static bool ClosesItself(string html, int at, ref long looks)
    {
        // Only Office's own elements (<o:p/>) close themselves in practice; for HTML's the slash means nothing.
        var close = html.IndexOf('>', at);
        looks += (close < 0 ? html.Length : close) - at;
        return close > at && html[close - 1] == '/' && html.AsSpan(at, close - at).Contains(':');
    }
}

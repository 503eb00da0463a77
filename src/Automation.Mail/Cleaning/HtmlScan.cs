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

    private static readonly SearchValues<char> EndsData = SearchValues.Create("\"'<> \t\r\n)");

    /// <returns>Null when a parser may have it; else the reason why not.</returns>
    public static string? Objection(string html, CleaningLimits limits)
    {
        if (html.Length > limits.HtmlLength)
            return $"HTML of {html.Length} characters";

        var open = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var lookup = open.GetAlternateLookup<ReadOnlySpan<char>>();
        int elements = 0, depth = 0, formatting = 0, comparisons = 0;
        for (var at = html.IndexOf('<'); at >= 0; at = at + 1 < html.Length ? html.IndexOf('<', at + 1) : -1)
        {
            var name = HtmlText.TagNameAt(html, at);
            if (name.IsEmpty)
                continue;

            if (html[at + 1] != '/')
            {
                elements++;
                var attributes = CountAttributes(html, at, limits.Attributes);
                if (attributes > limits.Attributes)
                    return $"HTML with more than {limits.Attributes} attributes on an element";
                comparisons += attributes * attributes;
                if (HtmlElements.Nests(name) && !ClosesItself(html, at))
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
    private static int CountAttributes(string html, int at, int max)
    {
        var count = 0;
        var quote = '\0';
        var last = '\0';
        var inWord = true;
        for (var i = at + 1; i < html.Length && count <= max; i++)
        {
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

        return count;
    }

    private static bool ClosesItself(string html, int at)
    {
        // Only Office's own elements (<o:p/>) close themselves in practice; for HTML's the slash means nothing.
        var close = html.IndexOf('>', at);
        return close > at && html[close - 1] == '/' && html.AsSpan(at, close - at).Contains(':');
    }
}

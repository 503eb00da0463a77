using System.Buffers;
using System.Net;
using System.Text;

namespace Automation.MailboxEmulator.Mime;

/// <summary>Text between mail and JSON.</summary>
internal static class Text
{
    private const int PreviewLength = 255;
    private static readonly SearchValues<char> Surrogates = SearchValues.Create(SurrogateChars());

    /// <summary>Replaces half surrogate pairs, which some charsets decode to and JSON cannot carry.</summary>
    public static string Clean(string text)
    {
        var first = text.AsSpan().IndexOfAny(Surrogates);
        if (first < 0)
            return text;
        var chars = text.ToCharArray();
        for (var i = first; i < chars.Length; i++)
        {
            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1]))
                i++;
            else if (char.IsSurrogate(chars[i]))
                chars[i] = '\uFFFD';
        }

        return new string(chars);
    }

    /// <summary>The first 255 characters of the text with white space drawn together.</summary>
    public static string Preview(string body, bool isHtml)
    {
        var text = isHtml ? HtmlText.ToText(body, 4 * PreviewLength) : body;
        var preview = new StringBuilder(PreviewLength);
        var space = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || c is '\0')
            {
                space = preview.Length > 0;
                continue;
            }

            if (space)
                preview.Append(' ');
            space = false;
            preview.Append(c);
            if (preview.Length >= PreviewLength)
                break;
        }

        if (preview.Length > PreviewLength)
            preview.Length = PreviewLength;
        return Clean(preview.ToString());
    }

    public static string ToHtml(string text) =>
        "<html><head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body><div style=\"white-space:pre-wrap\">"
        + WebUtility.HtmlEncode(text) + "</div></body></html>";

    private static char[] SurrogateChars()
    {
        var chars = new char[0xE000 - 0xD800];
        for (var i = 0; i < chars.Length; i++)
            chars[i] = (char)(0xD800 + i);
        return chars;
    }
}

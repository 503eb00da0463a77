using System.Text;
using MimeKit.Text;

namespace Automation.MailboxEmulator.Mime;

/// <summary>The readable text of HTML, as <c>outlook.body-content-type="text"</c> asks for.</summary>
internal static class HtmlText
{
    /// <param name="limit">Stops after about this many characters.</param>
    public static string ToText(string html, int limit = int.MaxValue)
    {
        var text = new StringBuilder(Math.Min(html.Length, 1024));
        using var reader = new StringReader(html);
        var tokens = new HtmlTokenizer(reader) { DecodeCharacterReferences = true };
        var hidden = 0;
        while (text.Length < limit && tokens.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken tag when IsHidden(tag.Id):
                    if (!tag.IsEmptyElement)
                        hidden = Math.Max(0, hidden + (tag.IsEndTag ? -1 : 1));
                    break;
                case HtmlTagToken tag when hidden == 0 && BreaksLine(tag):
                    if (tag.Id == HtmlTagId.Br || (text.Length > 0 && text[^1] != '\n'))
                        text.Append("\r\n");
                    break;
                case HtmlTagToken { Id: HtmlTagId.TD, IsEndTag: true } when hidden == 0:
                    text.Append('\t');
                    break;
                case HtmlDataToken data when hidden == 0 && token.Kind == HtmlTokenKind.Data:
                    AppendCollapsed(text, data.Data);
                    break;
                default:
                    break;
            }
        }

        return text.ToString().Trim();
    }

    private static bool IsHidden(HtmlTagId id) => id is HtmlTagId.Head or HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title;

    private static bool BreaksLine(HtmlTagToken tag) => tag.Id is HtmlTagId.Br or HtmlTagId.P or HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.LI
        or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.H4 or HtmlTagId.Table or HtmlTagId.BlockQuote or HtmlTagId.HR;

    private static void AppendCollapsed(StringBuilder text, string data)
    {
        foreach (var c in data)
        {
            // U+00A0 is meant to stay a space; white space of the source is one.
            if (c is ' ' or '\t' or '\r' or '\n')
            {
                if (text.Length > 0 && text[^1] is not (' ' or '\n' or '\t'))
                    text.Append(' ');
            }
            else
            {
                text.Append(c == '\u00A0' ? ' ' : c);
            }
        }
    }
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Automation.Mail.Cleaning;

/// <summary>A plain-text body: never becomes a document, its HTML is its encoded lines.</summary>
internal static class TextMail
{
    private const string Open = "<div style=\"white-space:pre-wrap\">";
    private const string Close = "</div>";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static BodyParts Clean(string text, bool isAnswer, bool isForward)
    {
        var lines = BodyLines.OfText(text);
        var split = ReplySplitter.Split(lines, isAnswer, isForward);
        return new BodyParts(
            Html(lines, split.Parts, LinePart.New),
            Html(lines, split.Parts, LinePart.Quoted),
            Html(lines, split.Parts, LinePart.Signature),
            TextAssembler.Join(lines, split.Parts, LinePart.New),
            TextAssembler.Join(lines, split.Parts, LinePart.Quoted),
            TextAssembler.Join(lines, split.Parts, LinePart.Signature),
            split.Sign);
    }

    private static string Html(BodyLines lines, LinePart[] parts, LinePart wanted)
    {
        StringBuilder? html = null;
        var depth = 0;
        var blanks = 0;
        var first = true;
        for (var i = 0; i < lines.Count; i++)
        {
            if (parts[i] != wanted && !(wanted == LinePart.New && parts[i] == LinePart.QuotedBetween))
                continue;

            var text = lines.TextOf(i).TrimEnd();
            if (text.IsEmpty && lines[i].Depth == depth)
            {
                blanks += html is null ? 0 : 1;
                continue;
            }

            html ??= new StringBuilder(Open);
            var before = html.Length;
            depth = MoveTo(html, depth, Math.Min(lines[i].Depth, 20));
            if (html.Length == before && !first)
                html.Append("<br>");
            for (; blanks > 0; blanks--)
                html.Append("<br>");
            first = false;
            Encode(html, text);
        }

        if (html is null)
            return "";
        MoveTo(html, depth, 0);
        return html.Append(Close).ToString();
    }

    private static int MoveTo(StringBuilder html, int depth, int wanted)
    {
        for (; depth < wanted; depth++)
            html.Append("<blockquote>");
        for (; depth > wanted; depth--)
            html.Append("</blockquote>");
        return depth;
    }

    private static void Encode(StringBuilder html, ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny("<>&\"'") < 0)
            html.Append(text);
        else
            html.Append(Encoder.Encode(text.ToString()));
    }
}

/// <summary>A body taken apart.</summary>
internal sealed record BodyParts(
    string NewHtml,
    string QuotedHtml,
    string SignatureHtml,
    string NewText,
    string QuotedText,
    string SignatureText,
    string? Sign)
{
    public IReadOnlyList<string> ContentIds { get; init; } = [];
    public int BlockedImages { get; init; }
}

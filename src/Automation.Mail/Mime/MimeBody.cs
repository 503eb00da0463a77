using System.Text;
using MimeKit;
using MailBody = Automation.Mail.Messages.MailBody;

namespace Automation.Mail.Mime;

/// <summary>Finds the body among the parts of a mail: HTML where there is some, as Graph does, else text.</summary>
internal static class MimeBody
{
    /// <param name="used">The parts the body was taken from, so that they do not appear as attachments as well.</param>
    public static MailBody Find(MimeEntity? root, MimeLimits limits, HashSet<MimeEntity> used)
    {
        var html = new StringBuilder();
        var text = new StringBuilder();
        Collect(root, html, text, limits, used);
        if (html.Length > 0)
            return new MailBody(html.ToString(), IsHtml: true);
        return new MailBody(text.ToString(), IsHtml: false);
    }

    private static void Collect(MimeEntity? root, StringBuilder html, StringBuilder text, MimeLimits limits, HashSet<MimeEntity> used)
    {
        // In an alternative HTML wins and its text sibling is not wanted again; in a mixed mail all inline texts follow each other.
        var stack = new Stack<(MimeEntity Entity, bool SkipText)>();
        if (root is not null)
            stack.Push((root, false));
        while (stack.TryPop(out var item))
        {
            switch (item.Entity)
            {
                case MultipartAlternative alternative:
                    var hasHtml = RawMail.Walk(alternative).Any(e => e is TextPart { IsHtml: true } p && !IsAttachment(p));
                    PushAll(stack, alternative, hasHtml || item.SkipText);
                    break;
                case Multipart multipart:
                    PushAll(stack, multipart, item.SkipText);
                    break;
                case TextPart part when !IsAttachment(part) && (part.IsHtml || part.IsPlain || part.ContentType.MimeType is "text/enriched" or "text/richtext" or "text/"):
                    used.Add(part);
                    Append(part, item.SkipText, html, text, limits);
                    break;
            }
        }
    }

    private static void Append(TextPart part, bool skipText, StringBuilder html, StringBuilder text, MimeLimits limits)
    {
        if (part.IsHtml)
        {
            // Text that came before the first HTML part belongs before it.
            if (html.Length == 0 && text.Length > 0)
                html.Append("<div style=\"white-space:pre-wrap\">").Append(System.Net.WebUtility.HtmlEncode(text.ToString())).Append("</div>");
            html.Append(Bounded(Read(part), limits.Body - html.Length));
        }
        else if (!skipText)
        {
            var content = Bounded(Read(part), limits.Body - text.Length);
            if (html.Length > 0)
                html.Append("<div style=\"white-space:pre-wrap\">").Append(System.Net.WebUtility.HtmlEncode(content)).Append("</div>");
            else
                text.Append(text.Length > 0 && content.Length > 0 ? "\n" : "").Append(content);
        }
    }

    public static string Read(TextPart part)
    {
        if (part.Content is null)
            return "";

        using var stream = new MemoryStream();
        part.Content.DecodeTo(stream);
        var bytes = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        var charset = part.ContentType.Charset;
        if (charset is null && part.IsHtml)
            charset = MetaCharset(bytes);

        var text = TextDecoder.Decode(bytes, charset);
        return part.IsFlowed ? Unflow(text, DeletesSpace(part)) : text;
    }

    private static void PushAll(Stack<(MimeEntity, bool)> stack, Multipart multipart, bool skipText)
    {
        for (var i = multipart.Count - 1; i >= 0; i--)
            stack.Push((multipart[i], skipText));
    }

    private static bool IsAttachment(MimeEntity part) => part.ContentDisposition is { IsAttachment: true } || (part is MimePart { FileName: { Length: > 0 } } && part.ContentDisposition is not null);

    private static bool DeletesSpace(TextPart part) => "yes".Equals(part.ContentType.Parameters["delsp"], StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 3676: a line that ends in a blank goes on in the next one of the same quote depth.</summary>
    private static string Unflow(string text, bool deleteSpace)
    {
        var result = new StringBuilder(text.Length);
        var flowing = false;
        var depth = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range].TrimEnd('\r');
            var quotes = line.IndexOfAnyExcept('>') is var other && other < 0 ? line.Length : other;
            var content = line[quotes..];
            if (content.StartsWith(" "))
                content = content[1..];
            if (!(flowing && quotes == depth && !content.SequenceEqual("-- ")))
            {
                if (range.Start.Value > 0)
                    result.Append('\n');
                result.Append('>', quotes);
                if (quotes > 0)
                    result.Append(' ');
            }

            flowing = content.EndsWith(" ") && !content.SequenceEqual("-- ");
            result.Append(flowing && deleteSpace ? content[..^1] : content);
            depth = quotes;
        }

        return result.ToString();
    }

    /// <summary><c>&lt;meta charset=…&gt;</c> in the first two kilobytes.</summary>
    private static string? MetaCharset(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 2048)]);
        var at = head.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;

        var name = head.AsSpan(at + 8).TrimStart("\"' ");
        var length = 0;
        while (length < name.Length && (char.IsAsciiLetterOrDigit(name[length]) || name[length] is '-' or '_' or ':' or '.'))
            length++;
        return name[..length].ToString();
    }

    private static string Bounded(string text, int max) => text.Length <= max ? text : text[..Math.Max(0, max)];
}

using System.Text;
using Automation.MailboxEmulator.Mailboxes;
using MimeKit;
using MimeKit.Utils;

namespace Automation.MailboxEmulator.Mime;

/// <summary>Understands raw mail the way Exchange shows it. Any bytes give a message; what cannot be understood is shown as text.</summary>
internal static class MimeReader
{
    private static readonly ParserOptions Lenient = CreateOptions();

    public static MessageContent Read(byte[] raw)
    {
        var content = new MessageContent { Headers = HeaderBlock.Read(raw) };
        try
        {
            if (content.Headers.Count == 0)
            {
                content.Body = DecodeText(raw);
                return content;
            }

            using var stream = new MemoryStream(raw, writable: false);
            using var mime = new MimeParser(Lenient, stream, MimeFormat.Entity).ParseMessage();
            ReadHeaders(content, mime);
            BodyReader.Read(content, mime.Body);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // The parser gives up on some inputs; a mailbox never does. Keep the fields and show the rest as it is.
            content.Subject = content.Header("Subject") is { } subject ? Text.Clean(subject) : content.Subject;
            if (content.Body.Length == 0)
                content.Body = DecodeText(raw);
        }

        return content;
    }

    /// <summary>The fields that say where a mail belongs, without reading the rest.</summary>
    public static (string? MessageId, string? InReplyTo, List<string> References, string? ThreadIndex) ReadThreading(ReadOnlySpan<byte> raw)
    {
        string? messageId = null, inReplyTo = null, threadIndex = null;
        List<string> references = [];
        foreach (var (name, value) in HeaderBlock.Read(raw))
        {
            if (name.Equals("Message-ID", StringComparison.OrdinalIgnoreCase))
                messageId ??= MessageIdOf(value);
            else if (name.Equals("In-Reply-To", StringComparison.OrdinalIgnoreCase))
                inReplyTo ??= HeaderBlock.MessageIds(value) is [var first, ..] ? first : null;
            else if (name.Equals("References", StringComparison.OrdinalIgnoreCase))
                references.AddRange(HeaderBlock.MessageIds(value));
            else if (name.Equals("Thread-Index", StringComparison.OrdinalIgnoreCase))
                threadIndex ??= value;
        }

        return (messageId, inReplyTo, references, threadIndex);
    }

    /// <summary>Line ends, folded or hidden in encoded words, become a blank; the parser's own property drops them and would join what they divide.</summary>
    private static string SubjectOf(HeaderList headers) => headers.FirstOrDefault(h => h.Id == HeaderId.Subject) is { } subject
        ? string.Join(' ', Text.Clean(Rfc2047.DecodeText(Lenient, subject.RawValue)).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        : "";

    private static void ReadHeaders(MessageContent content, MimeMessage mime)
    {
        var headers = mime.Headers;
        content.InternetMessageId = MessageIdOf(content.Header("Message-ID"));
        content.Subject = SubjectOf(headers);
        content.InReplyTo = HeaderBlock.MessageIds(content.Header("In-Reply-To")) is [var first, ..] ? first : null;
        content.References = HeaderBlock.MessageIds(content.Header("References"));
        content.From = Parties(mime.From) is [var from, ..] ? from : null;
        content.Sender = mime.Sender is { } sender ? Party(sender) : content.From;
        content.From ??= content.Sender;
        content.To = Parties(mime.To);
        content.Cc = Parties(mime.Cc);
        content.Bcc = Parties(mime.Bcc);
        content.ReplyTo = Parties(mime.ReplyTo);
        content.IsReadReceiptRequested = headers.Contains(HeaderId.DispositionNotificationTo);
        content.IsDeliveryReceiptRequested = headers.Contains(HeaderId.ReturnReceiptTo);
        if (content.Header("Date") is { } date && DateUtils.TryParse(date, out var sent) && sent.Year is > 1900 and < 9000)
            content.Date = sent.ToUniversalTime();
        content.Importance = ImportanceOf(content);
        if (content.Header("Content-Type") is { } type
            && type.Contains("multipart/report", StringComparison.OrdinalIgnoreCase)
            && type.Contains("delivery-status", StringComparison.OrdinalIgnoreCase))
        {
            content.Class = "REPORT.IPM.Note.NDR";
        }
    }

    private static Importance ImportanceOf(MessageContent content)
    {
        var value = (content.Header("Importance") ?? content.Header("X-MSMail-Priority") ?? content.Header("Priority") ?? "").Trim();
        if (value.Equals("high", StringComparison.OrdinalIgnoreCase) || value.Equals("urgent", StringComparison.OrdinalIgnoreCase))
            return Importance.High;
        if (value.Equals("low", StringComparison.OrdinalIgnoreCase) || value.Equals("non-urgent", StringComparison.OrdinalIgnoreCase))
            return Importance.Low;
        return content.Header("X-Priority")?.TrimStart() switch
        {
            ['1' or '2', ..] => Importance.High,
            ['4' or '5', ..] => Importance.Low,
            _ => Importance.Normal,
        };
    }

    private static string? MessageIdOf(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        return HeaderBlock.MessageIds(value) is [var first, ..] ? first : Text.Clean(value.Trim());
    }

    private static List<Party> Parties(InternetAddressList list)
    {
        var parties = new List<Party>(list.Count);
        Collect(list, parties);
        return parties;
    }

    private static void Collect(InternetAddressList list, List<Party> parties)
    {
        foreach (var address in list)
        {
            if (address is MailboxAddress mailbox)
                parties.Add(Party(mailbox));
            else if (address is GroupAddress group)
                Collect(group.Members, parties);
        }
    }

    private static Party Party(MailboxAddress mailbox)
    {
        var address = Text.Clean(mailbox.Address ?? "");
        return new(string.IsNullOrEmpty(mailbox.Name) ? address : Text.Clean(mailbox.Name), address);
    }

    private static string DecodeText(byte[] raw) =>
        Text.Clean(System.Text.Unicode.Utf8.IsValid(raw) ? Encoding.UTF8.GetString(raw) : Encoding.Latin1.GetString(raw));

    private static ParserOptions CreateOptions()
    {
        // Old code pages (windows-125x, koi8-r, iso-2022-jp ...) are not in .NET's default set.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var options = ParserOptions.Default.Clone();
        options.CharsetEncoding = Encoding.Latin1;
        options.MaxMimeDepth = 64;
        return options;
    }
}

using Automation.Mail.Cleaning;
using Automation.Mail.Messages;
using MimeKit;
using MimeKit.Utils;

namespace Automation.Mail.Mime;

/// <summary>Raw RFC 5322 mail to an <see cref="IncomingMail"/>. Never throws, whatever the bytes are: what MIME cannot explain becomes readable text.</summary>
public static class MimeMail
{
    private static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="receivedAt">When it reached us; raw mail does not say so reliably.</param>
    public static IncomingMail Read(ReadOnlyMemory<byte> raw, string mailbox, string folder, string id, DateTimeOffset receivedAt, MimeLimits? limits = null)
    {
        limits ??= MimeLimits.Default;
        var bare = new IncomingMail { Mailbox = mailbox, Folder = folder, Id = id, ReceivedAt = receivedAt, Mime = raw };
        if (raw.IsEmpty)
            return bare;

        try
        {
            using var stream = RawMail.Open(raw);
            using var message = new MimeParser(RawMail.ParserOptions, stream, MimeFormat.Entity).ParseMessage();
            var mail = Understand(bare, message, limits);
            return mail.Headers.Count == 0 && mail.Body.Content.Length == 0 ? AsText(bare, limits) : mail;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The boundary to bytes from strangers: a parser's surprise must not lose the mail.
            return AsText(bare, limits);
        }
    }

    /// <summary>Whether the raw text would tell more than the mailbox did: no body, a garbled one, a report to be taken apart, nobody in From.</summary>
    public static bool NeedsMime(IncomingMail mail) =>
        mail.Mime is null && (IsUnreadable(mail.Body) || mail.From is null || mail.Headers.Count == 0 || Automatic.DeliveryReport.IsReport(mail));

    /// <summary>
    /// Fills in from <see cref="IncomingMail.Mime"/> what the mailbox did not give. What it gave stays; the Message-ID stays above all, since the mail's identity was made of it.
    /// </summary>
    /// <returns>The same instance when there is no MIME or nothing was missing.</returns>
    public static IncomingMail Complete(IncomingMail mail, MimeLimits? limits = null)
    {
        var unreadable = IsUnreadable(mail.Body);
        if (mail.Mime is not { Length: > 0 } raw || (!unreadable && mail.From is not null && mail.Headers.Count > 0 && mail.Attachments.Count > 0))
            return mail;

        var read = Read(raw, mail.Mailbox, mail.Folder, mail.Id, mail.ReceivedAt, limits);
        return mail with
        {
            Body = unreadable && !string.IsNullOrWhiteSpace(read.Body.Content) ? read.Body : mail.Body,
            From = mail.From ?? read.From,
            Sender = mail.Sender ?? read.Sender,
            To = mail.To.Count > 0 ? mail.To : read.To,
            Cc = mail.Cc.Count > 0 ? mail.Cc : read.Cc,
            ReplyTo = mail.ReplyTo.Count > 0 ? mail.ReplyTo : read.ReplyTo,
            Subject = mail.Subject.Length > 0 ? mail.Subject : read.Subject,
            SentAt = mail.SentAt ?? read.SentAt,
            Headers = mail.Headers.Count > 0 ? mail.Headers : read.Headers,
            Attachments = mail.Attachments.Count > 0 ? mail.Attachments : read.Attachments,
        };
    }

    /// <summary>With its line ends, which the parser's own property drops; in encoded words they divide what would else be joined.</summary>
    private static string SubjectOf(HeaderList headers) => headers.FirstOrDefault(h => h.Id == HeaderId.Subject) is { } subject ? Rfc2047.DecodeText(RawMail.ParserOptions, subject.RawValue).Trim() : "";

    private static IncomingMail Understand(IncomingMail bare, MimeMessage message, MimeLimits limits)
    {
        var used = new HashSet<MimeEntity>(ReferenceEqualityComparer.Instance);
        var body = MimeBody.Find(message.Body, limits, used);
        var headers = HeadersOf(message, limits);
        var attachments = MimeAttachments.Read(message.Body, used, limits);
        return bare with
        {
            InternetMessageId = message.Headers[HeaderId.MessageId] is { Length: > 0 } id ? PlainText.Normalise(id.Trim(), limits.HeaderLength) : null,
            From = First(message.From) ?? Unreadable(message.Headers[HeaderId.From]),
            Sender = message.Sender is { } sender ? Address(sender) : null,
            To = All(message.To, limits),
            Cc = All(message.Cc, limits),
            ReplyTo = All(message.ReplyTo, limits),
            Subject = PlainLine.Of(PlainText.Cut(SubjectOf(message.Headers), limits.Subject)).Trim(),
            SentAt = DateOf(message, bare.ReceivedAt),
            Importance = ImportanceOf(message),
            Body = body with { Content = Bounded(body.Content) },
            Headers = headers,
            HasAttachments = attachments.Count > 0,
            Attachments = attachments,
            ConversationId = null,
        };

        static string Bounded(string content) => content.Contains('\0', StringComparison.Ordinal) ? content.Replace("\0", "", StringComparison.Ordinal) : content;
    }

    private static List<MailHeader> HeadersOf(MimeMessage message, MimeLimits limits)
    {
        var headers = new List<MailHeader>(Math.Min(message.Headers.Count, limits.Headers));
        foreach (var header in message.Headers)
        {
            if (headers.Count >= limits.Headers)
                break;
            var value = header.Value ?? "";
            // The newest references stand last.
            if (value.Length > limits.HeaderLength)
                value = value[^limits.HeaderLength..];
            headers.Add(new MailHeader(header.Field, PlainText.Normalise(value).Trim()));
        }

        // Content-Type belongs to the body part in MimeKit, to the mail in RFC 5322 and in Graph.
        if (message.Body?.Headers[HeaderId.ContentType] is { } type && headers.Count < limits.Headers && !headers.Exists(h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
            headers.Add(new MailHeader("Content-Type", PlainText.Normalise(type, limits.HeaderLength)));
        return headers;
    }

    private static DateTimeOffset? DateOf(MimeMessage message, DateTimeOffset receivedAt) =>
        message.Headers[HeaderId.Date] is not null && message.Date >= Earliest && message.Date <= receivedAt.AddDays(366) ? message.Date : null;

    private static MailImportance ImportanceOf(MimeMessage message) => message.Importance switch
    {
        MessageImportance.High => MailImportance.High,
        MessageImportance.Low => MailImportance.Low,
        _ => message.XPriority switch
        {
            XMessagePriority.Highest or XMessagePriority.High => MailImportance.High,
            XMessagePriority.Lowest or XMessagePriority.Low => MailImportance.Low,
            _ => MailImportance.Normal,
        },
    };

    private static MailAddress? First(InternetAddressList list) => list.Mailboxes.FirstOrDefault() is { } first ? Address(first) : null;

    private static List<MailAddress> All(InternetAddressList list, MimeLimits limits) => [.. list.Mailboxes.Take(limits.Recipients).Select(Address)];

    private static MailAddress Address(MailboxAddress mailbox)
    {
        var name = PlainLine.Of(PlainText.Cut(mailbox.Name ?? "", 500)).Trim();
        return new MailAddress(PlainText.Normalise(mailbox.Address ?? "", 500).Trim(), name.Length == 0 ? null : name);
    }

    /// <summary>A From that no parser reads, but with an address in it somewhere.</summary>
    private static MailAddress? Unreadable(string? field)
    {
        foreach (var word in (field ?? "").Split([' ', '<', '>', ',', ';', '"', '\t', '\r', '\n', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Acknowledging.AcknowledgementRecipient.IsUsable(word))
                return new MailAddress(PlainText.Normalise(word, 500));
        }

        return null;
    }

    /// <summary>No body, or one with more replacement characters than a slip explains.</summary>
    private static bool IsUnreadable(MailBody body) =>
        string.IsNullOrWhiteSpace(body.Content) || body.Content.AsSpan().Count('\uFFFD') * 50 > body.Content.Length;

    private static IncomingMail AsText(IncomingMail bare, MimeLimits limits)
    {
        var raw = bare.Mime!.Value.Span;
        var text = TextDecoder.Decode(raw[..Math.Min(raw.Length, limits.Body)], null);
        return bare with { Body = new MailBody(PlainText.Normalise(text), IsHtml: false) };
    }
}

namespace Automation.MailboxEmulator.Mailboxes;

internal enum Importance
{
    Low,
    Normal,
    High,
}

internal readonly record struct HeaderField(string Name, string Value);

/// <summary>What a message says. Read from MIME once and then left alone, or written by the caller while it is a draft.</summary>
internal sealed class MessageContent
{
    public string? InternetMessageId { get; set; }
    public string Subject { get; set; } = "";
    public Party? From { get; set; }
    public Party? Sender { get; set; }
    public List<Party> To { get; set; } = [];
    public List<Party> Cc { get; set; } = [];
    public List<Party> Bcc { get; set; } = [];
    public List<Party> ReplyTo { get; set; } = [];
    public string Body { get; set; } = "";
    public bool BodyIsHtml { get; set; }
    public Importance Importance { get; set; } = Importance.Normal;
    public bool IsReadReceiptRequested { get; set; }
    public bool IsDeliveryReceiptRequested { get; set; }

    /// <summary>What the Date field says; null when missing or unreadable.</summary>
    public DateTimeOffset? Date { get; set; }

    /// <summary>All fields of a received message in their order; the caller's own x- fields of a draft.</summary>
    public List<HeaderField> Headers { get; set; } = [];

    public string? InReplyTo { get; set; }

    /// <summary>Message-IDs with angle brackets, oldest first.</summary>
    public List<string> References { get; set; } = [];

    public List<Attachment> Attachments { get; set; } = [];

    /// <summary>MAPI message class: IPM.Note, or REPORT.IPM.Note.NDR for a delivery report.</summary>
    public string Class { get; set; } = "IPM.Note";

    /// <summary>Exchange's flag does not count inline images.</summary>
    public bool HasAttachments
    {
        get
        {
            foreach (var attachment in Attachments)
            {
                if (!attachment.IsInline)
                    return true;
            }

            return false;
        }
    }

    /// <summary>First field of this name, case ignored; null when absent.</summary>
    public string? Header(string name)
    {
        foreach (var field in Headers)
        {
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
                return field.Value;
        }

        return null;
    }
}

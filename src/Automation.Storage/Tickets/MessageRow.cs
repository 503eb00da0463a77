namespace Automation.Storage.Tickets;

/// <summary>A communication on a ticket, cleaned for reading. The mail as it came stays in the inbox.</summary>
public sealed class MessageRow
{
    public Guid Id { get; set; }
    public long TicketNumber { get; set; }
    public MessageDirection Direction { get; set; }

    /// <summary>The inbox item it was made from.</summary>
    public long? InboxId { get; set; }

    /// <summary>For what we sent.</summary>
    public string? SendKey { get; set; }
    public string? InternetMessageId { get; set; }
    public string? MailboxItemId { get; set; }
    public required string Sender { get; set; }
    public string? SenderName { get; set; }

    /// <summary>Addresses, one a line.</summary>
    public required string Recipients { get; set; }
    public required string Subject { get; set; }

    /// <summary>Sanitised HTML of what is new in this mail.</summary>
    public required string Html { get; set; }
    public string? QuotedHtml { get; set; }
    public string? SignatureHtml { get; set; }

    /// <summary>Plain text of what is new.</summary>
    public required string Text { get; set; }
    public required string MailClass { get; set; }
    public string? Language { get; set; }
    public DateTimeOffset At { get; set; }
}

public enum MessageDirection
{
    Incoming = 0,
    Outgoing = 1,
}

public sealed class AttachmentRow
{
    public Guid Id { get; set; }
    public Guid MessageId { get; set; }
    public required string Name { get; set; }
    public required string ContentType { get; set; }

    /// <summary>Bytes of the content, or what the mailbox reported when the content was not kept.</summary>
    public long Size { get; set; }
    public string? ContentId { get; set; }
    public bool IsInline { get; set; }
    public byte[]? Content { get; set; }

    /// <summary>Why there is no content: too large, a link, gone from the mailbox.</summary>
    public string? NotKeptReason { get; set; }
}

/// <summary>A decision of the rules with its full trace. Invariant 6.</summary>
public sealed class DecisionRow
{
    public Guid Id { get; set; }
    public long? TicketNumber { get; set; }
    public long InboxId { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Names and versions of the sets, in the order of the chain.</summary>
    public required string RuleSets { get; set; }

    /// <summary>JSON.</summary>
    public required string Trace { get; set; }
}

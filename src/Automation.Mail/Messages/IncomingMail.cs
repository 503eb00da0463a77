namespace Automation.Mail.Messages;

/// <summary>A mail as the mailbox shows it, before we decide anything about it. Immutable; nothing here is cleaned or trusted.</summary>
public sealed record IncomingMail
{
    /// <summary>The desk's mailbox that received it, lower case.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Well-known folder name (<c>inbox</c>, <c>junkemail</c>) it was read from.</summary>
    public required string Folder { get; init; }

    /// <summary>The mailbox's own id of the message (Graph immutable id, case-sensitive).</summary>
    public required string Id { get; init; }

    /// <summary>RFC 5322 Message-ID with its angle brackets, as Graph reports it; null when the mail has none.</summary>
    public string? InternetMessageId { get; init; }

    /// <summary>Exchange's conversation id; null when the mailbox gave none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>RFC 5322 From (first address); null when missing or unreadable.</summary>
    public MailAddress? From { get; init; }

    /// <summary>RFC 5322 Sender; null when missing.</summary>
    public MailAddress? Sender { get; init; }

    public IReadOnlyList<MailAddress> To { get; init; } = [];
    public IReadOnlyList<MailAddress> Cc { get; init; } = [];
    public IReadOnlyList<MailAddress> ReplyTo { get; init; } = [];

    /// <summary>Never null; empty when the mail has none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>When the mailbox received it (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What the sender claims (Date header); null when missing or invalid.</summary>
    public DateTimeOffset? SentAt { get; init; }

    public MailImportance Importance { get; init; } = MailImportance.Normal;

    /// <summary>Hostile until cleaned.</summary>
    public MailBody Body { get; init; } = MailBody.Empty;

    /// <summary>All header fields the mailbox gave, in their order; may be empty (own sent mail has none in Graph).</summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    /// <summary>Graph's flag; false when there are only inline attachments, so never rely on it alone.</summary>
    public bool HasAttachments { get; init; }

    public IReadOnlyList<IncomingAttachment> Attachments { get; init; } = [];

    public bool IsDraft { get; init; }

    /// <summary>Our own send key, when this is a copy of something we sent.</summary>
    public string? SendKey { get; init; }

    /// <summary>The raw RFC 5322 text when the second look fetched it.</summary>
    public ReadOnlyMemory<byte>? Mime { get; init; }

    /// <summary>First value of a header field, name compared case-insensitively; null when absent.</summary>
    public string? Header(string name)
    {
        foreach (var header in Headers)
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }

        return null;
    }

    /// <summary>Whether a header field is there at all, an empty one included (Exchange marks NDRs with an empty field).</summary>
    public bool HasHeader(string name) => Header(name) is not null;
}

public enum MailImportance
{
    Low,
    Normal,
    High,
}

public readonly record struct MailHeader(string Name, string Value);

/// <param name="Content">Text or HTML exactly as received.</param>
public sealed record MailBody(string Content, bool IsHtml)
{
    public static MailBody Empty { get; } = new("", IsHtml: false);
}

namespace Automation.Storage.Inbox;

/// <summary>
/// A mail that the mailbox has shown us, kept exactly as it came, and what became of it.
/// Invariant 1: it ends as exactly one outcome.
/// </summary>
public sealed class InboxItem
{
    public long Id { get; set; }

    /// <summary>Desk address, lower case.</summary>
    public required string Mailbox { get; set; }
    public required string Folder { get; set; }

    /// <summary>The mailbox's id of the message; unique within the mailbox, so replays of a sync page change nothing.</summary>
    public required string MailboxItemId { get; set; }
    public string? InternetMessageId { get; set; }
    public DateTimeOffset? ReceivedAt { get; set; }
    public DateTimeOffset StoredAt { get; set; }

    /// <summary>The row of the sync page, byte for byte.</summary>
    public required byte[] Row { get; set; }

    /// <summary>What the second look fetched, in the mailbox adapter's stored form.</summary>
    public byte[]? Detail { get; set; }

    public InboxState State { get; set; }

    /// <summary>Parts still to be fetched (flags of <see cref="Automation.Mail.Mailboxes.MailParts"/>).</summary>
    public int MissingParts { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }

    public InboxOutcome? Outcome { get; set; }

    /// <summary>Stable short name of why: <c>duplicate</c>, <c>own-mail</c>, <c>template-broken</c>, …</summary>
    public string? Reason { get; set; }

    /// <summary>The reason in a sentence, or the error that a person can act on.</summary>
    public string? Explanation { get; set; }
    public long? TicketNumber { get; set; }
    public Guid? MessageId { get; set; }

    /// <summary>The mail's identity within the mailbox, set on the one copy that counts; duplicates leave it empty. Unique per mailbox.</summary>
    public string? IdentityKey { get; set; }
    public string? Sender { get; set; }
    public string? Subject { get; set; }
    public DateTimeOffset? ProcessedAt { get; set; }

    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
}

public enum InboxState
{
    /// <summary>Stored, but the second look has to fetch something first.</summary>
    AwaitingDetail = 0,

    /// <summary>Complete; to be processed when its next attempt is due.</summary>
    Ready = 1,

    /// <summary>Has its outcome.</summary>
    Done = 2,

    /// <summary>Failed too often; waits for an administrator. <see cref="InboxItem.Explanation"/> says why.</summary>
    Quarantined = 3,
}

public enum InboxOutcome
{
    Ticket = 0,
    Appended = 1,
    Ignored = 2,
    Quarantined = 3,
}

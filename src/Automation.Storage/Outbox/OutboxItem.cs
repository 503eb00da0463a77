namespace Automation.Storage.Outbox;

/// <summary>A reply that was decided, waiting to be sent or already sent. Invariant 2: it leaves once.</summary>
public sealed class OutboxItem
{
    public long Id { get; set; }

    /// <summary><c>ticket:purpose:n</c>, unique: the same decision cannot be stored twice.</summary>
    public required string SendKey { get; set; }
    public required string Purpose { get; set; }
    public required string Mailbox { get; set; }
    public long TicketNumber { get; set; }

    /// <summary>First recipient, lower case; the loop guards count by it.</summary>
    public required string Recipient { get; set; }
    public required string RecipientDomain { get; set; }

    /// <summary>The rendered reply (an outgoing mail as JSON).</summary>
    public required string Payload { get; set; }

    /// <summary>Where the send procedure stands .</summary>
    public required string State { get; set; }

    /// <summary>True once nothing more will be tried.</summary>
    public bool IsFinished { get; set; }

    /// <summary>The procedure's own notes between attempts, as JSON.</summary>
    public string? Progress { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }
    public string? InternetMessageId { get; set; }
    public string? ConversationId { get; set; }
    public string? Problem { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
}

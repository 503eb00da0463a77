using Automation.Mail.Sending;

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

    /// <summary>Keys under which the loop guards count (<see cref="Automation.Mail.Acknowledging.AcknowledgementRecipient"/>).</summary>
    public required string RecipientKey { get; set; }
    public required string RecipientPattern { get; set; }
    public required string RecipientDomain { get; set; }

    /// <summary>The rendered reply (<see cref="OutgoingMail"/> as JSON).</summary>
    public required string Payload { get; set; }

    /// <summary>Where the send procedure stands; a copy of what <see cref="Progress"/> says, for lists.</summary>
    public SendState State { get; set; }

    /// <summary>True once nothing more will be tried.</summary>
    public bool IsFinished { get; set; }

    /// <summary>The procedure's memory (<see cref="SendProgress"/> as JSON).</summary>
    public required string Progress { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }
    public string? InternetMessageId { get; set; }
    public string? ConversationId { get; set; }
    public string? Problem { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
}

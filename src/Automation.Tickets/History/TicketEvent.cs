using System.Text.Json.Serialization;

namespace Automation.Tickets.History;

/// <summary>
/// Something that happened to a ticket. Events are only ever added; everything else about a ticket is computed from them by <see cref="TicketState.Apply"/>.
/// An event carries no ticket id and no sequence number: the history it stands in gives both.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TicketOpened), "opened")]
[JsonDerivedType(typeof(MessageReceived), "message-received")]
[JsonDerivedType(typeof(MessageSent), "message-sent")]
[JsonDerivedType(typeof(MessageNotSent), "message-not-sent")]
[JsonDerivedType(typeof(AutomaticMailReceived), "automatic-mail-received")]
[JsonDerivedType(typeof(DeliveryFailed), "delivery-failed")]
[JsonDerivedType(typeof(RulesApplied), "rules-applied")]
[JsonDerivedType(typeof(ClassificationCorrected), ClassificationCorrected.KindName)]
[JsonDerivedType(typeof(TeamChosen), "team-chosen")]
[JsonDerivedType(typeof(Assigned), "assigned")]
[JsonDerivedType(typeof(ServiceLevelSet), "service-level-set")]
[JsonDerivedType(typeof(ReplyQueued), "reply-queued")]
[JsonDerivedType(typeof(ReplySkipped), "reply-skipped")]
[JsonDerivedType(typeof(TemplateFailed), "template-failed")]
[JsonDerivedType(typeof(StatusChanged), "status-changed")]
[JsonDerivedType(typeof(StrangerMentionedTicket), "stranger-mentioned-ticket")]
[JsonDerivedType(typeof(OtherCopyReceived), "other-copy-received")]
[JsonDerivedType(typeof(NoteAdded), "note-added")]
public abstract record TicketEvent
{
    /// <summary>When it happened (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it: a person's address, or <c>system</c>, or <c>workflow:name</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>The stable name of the kind of event, as stored.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }
}

/// <summary>The ticket came to be.</summary>
/// <param name="Desk">Address of the desk's mailbox.</param>
/// <param name="Source">Where it came from: <c>mail</c>.</param>
public sealed record TicketOpened(long Number, string Desk, string Requester, string? RequesterName, string Subject, string Source) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "opened";
}

/// <summary>A person wrote.</summary>
/// <param name="ThreadedBy">Which sign joined it to this ticket; null for the mail that opened it.</param>
/// <param name="NewParticipant">The writer was not on the ticket before.</param>
public sealed record MessageReceived(Guid MessageId, string From, string? ThreadedBy, string? Evidence, bool NewParticipant) : TicketEvent
{
    /// <summary>Why the mail could not be kept as it was written, such as <c>text of 3000000 characters</c>; null in the usual case. It is in the inbox as it came.</summary>
    public string? Reduced { get; init; }

    [JsonIgnore]
    public override string Kind => "message-received";
}

/// <summary>A reply of ours is in the mailbox's Sent Items.</summary>
public sealed record MessageSent(string SendKey, string? InternetMessageId) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "message-sent";
}

/// <summary>A reply of ours never left the mailbox, and is not tried again by itself.</summary>
/// <param name="Problem">What the mailbox said, for people.</param>
public sealed record MessageNotSent(string SendKey, string? Problem) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "message-not-sent";
}

/// <summary>A machine answered: attached, but it neither reopens nor gets an answer.</summary>
/// <param name="Sign">The header or sign that told.</param>
public sealed record AutomaticMailReceived(Guid MessageId, string From, string Class, string Sign) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "automatic-mail-received";
}

/// <summary>A mail of ours did not arrive.</summary>
/// <param name="Status">RFC 3463 status code such as 5.1.1; null when the report gave none.</param>
public sealed record DeliveryFailed(Guid MessageId, string? Recipient, string? Status, string? Diagnostic, bool Permanent) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "delivery-failed";
}

/// <summary>A chain of rule sets decided. Null means not decided.</summary>
/// <param name="TraceId">The stored decision with its trace.</param>
public sealed record RulesApplied(Classification.TicketClassification Decided, Guid TraceId, IReadOnlyList<string> RuleSets) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "rules-applied";
}

/// <summary>A person put right what the rules, or somebody before, had decided.</summary>
/// <param name="Before">The old values of what was changed; everything else is null.</param>
/// <param name="After">The new values of what was changed; everything else is null.</param>
public sealed record ClassificationCorrected(Classification.TicketClassification Before, Classification.TicketClassification After) : TicketEvent
{
    public const string KindName = "classification-corrected";

    [JsonIgnore]
    public override string Kind => KindName;
}

/// <summary>The workflow gave the ticket a team, because the rules had decided none.</summary>
/// <param name="Team">The team's key.</param>
public sealed record TeamChosen(string Team) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "team-chosen";
}

/// <summary>The ticket is somebody's now, or nobody's.</summary>
/// <param name="Assignee">Address of the agent; null: nobody has it any more.</param>
/// <param name="Strategy">How the agent was chosen, such as <c>least-busy</c>; null when a person said who.</param>
public sealed record Assigned(string? Assignee, string? Strategy) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "assigned";
}

/// <summary>The promise that holds from now on. The due times are the ones computed at that moment; they can be recomputed from the history at any time.</summary>
public sealed record ServiceLevelSet(string Policy, string Calendar, DateTimeOffset? FirstResponseDue, DateTimeOffset? ResolutionDue) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "service-level-set";
}

/// <summary>A reply was decided and stands in the outbox.</summary>
/// <param name="Purpose">What it is: <c>acknowledgement</c>.</param>
/// <param name="Template">Template and language used, or <c>built-in</c> when the template failed.</param>
public sealed record ReplyQueued(string SendKey, string Purpose, string Template, IReadOnlyList<string> To) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "reply-queued";
}

/// <summary>A reply was deliberately not sent.</summary>
public sealed record ReplySkipped(string Purpose, string Reason, string Explanation) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "reply-skipped";
}

/// <summary>A template could not be rendered; the plain fallback was used instead.</summary>
public sealed record TemplateFailed(string Template, string Error) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "template-failed";
}

public sealed record StatusChanged(TicketStatus From, TicketStatus To, string Reason) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "status-changed";
}

/// <summary>The mail that opened this ticket named another ticket, but its writer is not on that one.</summary>
public sealed record StrangerMentionedTicket(long MentionedNumber) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "stranger-mentioned-ticket";
}

/// <summary>A second mail came with the Message-ID and the sender of one that is on this ticket, and says something else. It is not added, since lists and gateways change mails on their way; somebody should look.</summary>
/// <param name="InboxId">The copy, as it is kept in the inbox.</param>
public sealed record OtherCopyReceived(long InboxId, string From, string? Subject) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "other-copy-received";
}

/// <summary>Something to remember, for those who work on the ticket; the requester does not get it.</summary>
/// <param name="Text">Plain text.</param>
public sealed record NoteAdded(string Text) : TicketEvent
{
    [JsonIgnore]
    public override string Kind => "note-added";
}

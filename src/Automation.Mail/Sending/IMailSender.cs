using Automation.Mail.Messages;

namespace Automation.Mail.Sending;

/// <summary>
/// Sending side of the port to a mailbox, in steps small enough that each is either idempotent or can be looked up afterwards.
/// Find, create and update throw <see cref="Mailboxes.MailboxException"/>; <see cref="SendDraftAsync"/> reports instead of throwing, because its unknown outcome is the heart of the matter.
/// </summary>
public interface IMailSender
{
    /// <summary>Looks for what carries this send key, draft or sent; null when nothing does.</summary>
    Task<SentMail?> FindAsync(string mailbox, string sendKey, CancellationToken cancellationToken);

    /// <summary>Makes a draft carrying the send key: a reply when <see cref="OutgoingMail.ReplyTo"/> is set and still there, a new message otherwise.</summary>
    Task<SentMail> CreateDraftAsync(OutgoingMail mail, CancellationToken cancellationToken);

    /// <summary>Asks to send the draft, once: never repeated by any layer below.</summary>
    Task<SendAnswer> SendDraftAsync(string mailbox, string draftId, CancellationToken cancellationToken);
}

/// <summary>A reply that was decided. Values only; rendering has happened.</summary>
/// <param name="SendKey">Unique per decided reply (<c>ticket:kind:n</c>).</param>
/// <param name="ReplyTo">The mailbox's id of the message answered; null for a new conversation.</param>
/// <param name="ReplyToInternetMessageId">To find the message again when the id is stale.</param>
/// <param name="IsAutomatic">Adds the headers that stop other machines from answering.</param>
public sealed record OutgoingMail(
    string Mailbox,
    string SendKey,
    IReadOnlyList<MailAddress> To,
    IReadOnlyList<MailAddress> Cc,
    string Subject,
    string HtmlBody,
    string? ReplyTo,
    string? ReplyToInternetMessageId,
    bool IsAutomatic);

/// <summary>A draft or sent message of ours in the mailbox.</summary>
public sealed record SentMail(string Id, bool IsDraft, string? InternetMessageId, string? ConversationId, DateTimeOffset? CreatedAt);

/// <param name="Problem">For everything but <see cref="SendResult.Accepted"/>.</param>
public readonly record struct SendAnswer(SendResult Result, TimeSpan? RetryAfter, string? Problem);

public enum SendResult
{
    /// <summary>202.</summary>
    Accepted,

    /// <summary>429: surely not accepted, may be asked again later.</summary>
    Throttled,

    /// <summary>404: the draft is gone, which after an unknown outcome means it went.</summary>
    DraftGone,

    /// <summary>Another 4xx: refused for good.</summary>
    Refused,

    /// <summary>5xx, time-out, connection reset: it may have gone. Look, never resend blindly.</summary>
    Unknown,
}

using Automation.Mail.Messages;

namespace Automation.Mail.Sending;

/// <summary>
/// Sending side of the port to a mailbox, in steps small enough that each is either idempotent or can be looked up afterwards.
/// Find, create and update throw <see cref="Mailboxes.MailboxException"/>; <see cref="SendDraftAsync"/> reports instead of throwing, because its unknown outcome is the heart of the matter.
/// </summary>
public interface IMailSender
{
    /// <summary>
    /// Looks for everything in the mailbox that carries this send key, drafts and sent copies alike; empty when nothing does.
    /// All of it, not the first: right after a send, the draft and the sent copy can both be visible, and a crash can leave a second draft.
    /// </summary>
    Task<IReadOnlyList<SentMail>> FindAsync(string mailbox, string sendKey, CancellationToken cancellationToken);

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
    bool IsAutomatic)
{
    /// <summary>
    /// What stands in the mail's own header, and comes back in reports on it: as good as the send key to find the ticket by, and known to nobody who was not written to. Null: the send key, which can be guessed.
    /// </summary>
    public string? ReturnKey { get; init; }

    /// <summary>Where answers should go (RFC 5322, 3.6.2, Reply-To), such as the ticket's own plus-address; null: to the mailbox.</summary>
    public MailAddress? AnswersTo { get; init; }
}

/// <summary>A draft or sent message of ours in the mailbox.</summary>
public sealed record SentMail(string Id, bool IsDraft, string? InternetMessageId, string? ConversationId, DateTimeOffset? CreatedAt);

/// <param name="Problem">For everything but <see cref="SendResult.Accepted"/>.</param>
public readonly record struct SendAnswer(SendResult Result, TimeSpan? RetryAfter, string? Problem);

public enum SendResult
{
    /// <summary>202.</summary>
    Accepted,

    /// <summary>429, a connection that was never made, or our own limits: surely not accepted, may be asked again later.</summary>
    Throttled,

    /// <summary>404: there is no such draft (any more). After an unknown outcome it means that it went; otherwise look again, Exchange can be late to know its own drafts.</summary>
    DraftGone,

    /// <summary>Another 4xx: surely not accepted, and asking again is not expected to help.</summary>
    Refused,

    /// <summary>5xx, time-out, connection reset: it may have gone. Look, never resend blindly.</summary>
    Unknown,
}

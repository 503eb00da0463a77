namespace Automation.Mail.Mailboxes;

/// <summary>The mailbox did not do what was asked. The message is written for an administrator: what, where, and what to do.</summary>
public class MailboxException(MailboxFault fault, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public MailboxFault Fault { get; } = fault;

    /// <summary>How long the mailbox asked us to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

public enum MailboxFault
{
    /// <summary>429, 503, 504, connection trouble: try later.</summary>
    Unavailable,

    /// <summary>401: the sign-in failed or expired.</summary>
    Unauthorized,

    /// <summary>403: this mailbox or operation is not ours. An administrator can cure it, so what waits for it is kept.</summary>
    Forbidden,

    /// <summary>404 for one mail: it is not, or no longer, in the mailbox.</summary>
    NotFound,

    /// <summary>404 for the mailbox or folder itself: a wrong address, a missing licence, a move between tenants. An administrator can cure it, so it says nothing about the mails in it.</summary>
    NoMailbox,

    /// <summary>400 and other refusals that trying again will not cure.</summary>
    Refused,
}

/// <summary>410 Gone: the delta cursor is no longer known; start the folder over.</summary>
public sealed class MailboxCursorExpiredException(string message, Exception? inner = null)
    : MailboxException(MailboxFault.Refused, message, null, inner);

/// <summary>A stored row cannot be read as a message.</summary>
public sealed class MailboxDataException(string message, Exception? inner = null) : Exception(message, inner);

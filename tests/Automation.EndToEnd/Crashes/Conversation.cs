namespace Automation.EndToEnd.Crashes;

/// <summary>A requester's mail to a desk and all that follows it: it has to become one ticket with one acknowledgement.</summary>
internal sealed record Conversation(int Number, string Desk, string Requester, string MessageId, string Subject);

/// <summary>One mail to put in.</summary>
/// <param name="About">The conversation it opens or belongs to; null for a machine's answer to nothing.</param>
internal sealed record PlannedMail(int Number, MailKind Kind, string Desk, Conversation? About);

internal enum MailKind
{
    /// <summary>A person's first mail.</summary>
    New,

    /// <summary>The same with an attachment, so that a second look is needed.</summary>
    NewWithAttachment,

    /// <summary>The first mail of another conversation once more, to the other desk: a ticket there, too.</summary>
    NewAtTheOtherDesk,

    /// <summary>The same bytes once more to the same desk.</summary>
    Duplicate,

    /// <summary>The requester answers the own first mail.</summary>
    FollowUp,

    /// <summary>The requester answers the acknowledgement.</summary>
    Reply,

    /// <summary>An out-of-office answer to the acknowledgement.</summary>
    OutOfOffice,

    /// <summary>The acknowledgement could not be delivered.</summary>
    Bounce,

    /// <summary>An out-of-office answer to a mail nobody knows.</summary>
    StrayOutOfOffice,

    /// <summary>A delivery report on a mail nobody knows.</summary>
    StrayBounce,
}

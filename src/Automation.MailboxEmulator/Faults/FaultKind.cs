namespace Automation.MailboxEmulator.Faults;

/// <summary>Every way in which the service can be told to misbehave. Named in JSON in camel case.</summary>
internal enum FaultKind
{
    // Delta
    /// <summary>410 on a request without a token.</summary>
    GoneOnFirstPage,

    /// <summary>410 on a nextLink of the first round.</summary>
    GoneInMidRound,

    /// <summary>410 on a later round.</summary>
    Gone,

    /// <summary>A row twice in one page.</summary>
    DuplicateRow,

    /// <summary>A row with only id, isRead and parentFolderId.</summary>
    PartialRow,

    /// <summary>Rows of earlier pages come again.</summary>
    ReplayedRows,

    /// <summary>An <c>@removed</c> row after a row of a message that is still there.</summary>
    FalseRemoval,

    /// <summary>A page without rows but with a nextLink.</summary>
    EmptyPage,

    /// <summary>A message moved out and back is reported removed and never again, until somebody reads the folder anew without a token.</summary>
    LostAfterMoveBack,

    // Any request
    /// <summary>429; see <see cref="Fault.RetryAfter"/>.</summary>
    Throttled,

    /// <summary>503 ErrorServerBusy.</summary>
    Unavailable,

    /// <summary>504 and nothing was done.</summary>
    GatewayTimeout,

    /// <summary>The connection is cut and nothing was done.</summary>
    Reset,

    /// <summary>Waits <see cref="Fault.Seconds"/> before the work.</summary>
    Delay,

    // Sending (or what <see cref="Fault.On"/> names), after the work was done
    /// <summary>504 although it was done.</summary>
    GatewayTimeoutAfterAccept,

    /// <summary>The connection is cut although it was done.</summary>
    ResetAfterAccept,

    /// <summary>A good answer that carries Retry-After.</summary>
    RetryAfterOnAccept,

    /// <summary>A sent draft stays in Drafts for <see cref="Fault.Seconds"/>.</summary>
    DraftStaysAfterSend,

    /// <summary>The sent message has another id than the draft.</summary>
    IdChangesOnSend,

    /// <summary>One send is delivered twice.</summary>
    DeliveredTwice,

    /// <summary>404 for a message just created or attached to, for <see cref="Fault.Seconds"/> or once.</summary>
    NotFoundAfterAttach,

    // Notifications
    NotificationTwice,
    NotificationDropped,
    NotificationWrongState,
    NotificationDelayed,

    /// <summary>The subscription ends with a lifecycle notification.</summary>
    SubscriptionRemoved,

    /// <summary>A lifecycle notification asks for reauthorisation.</summary>
    ReauthorizationRequired,
}

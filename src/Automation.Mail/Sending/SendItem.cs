namespace Automation.Mail.Sending;

/// <summary>A decided reply with how far it has come: what an outbox row holds.</summary>
public sealed record SendItem(OutgoingMail Mail, SendProgress Progress);

/// <summary>
/// How far a reply has come. Everything <see cref="SendProcedure"/> knows is in here, so that any node can go on where another one died.
/// All instants are UTC.
/// </summary>
public sealed record SendProgress
{
    public static SendProgress New { get; } = new();

    public SendState State { get; init; } = SendState.Pending;

    /// <summary>When work on it first began; null when never. Set before the first request, so that a draft can exist only if this is set.</summary>
    public DateTimeOffset? FirstAttemptAt { get; init; }

    /// <summary>The draft that is ours to send: the only one that is ever sent once <see cref="SendState.Sending"/> was stored.</summary>
    public string? DraftId { get; init; }

    /// <summary>Message-ID of the draft, later of the sent copy: what answers and bounces will name.</summary>
    public string? InternetMessageId { get; init; }

    public string? ConversationId { get; init; }

    /// <summary>When the last request to send was about to be made.</summary>
    public DateTimeOffset? SendStartedAt { get; init; }

    /// <summary>Since when we do not know whether it went; never cleared, because after it a missing draft means something else.</summary>
    public DateTimeOffset? UnknownSince { get; init; }

    /// <summary>Since when the mailbox says that there is no such draft; null when it has not said so since the last request whose outcome is unknown.</summary>
    public DateTimeOffset? DraftGoneSince { get; init; }

    /// <summary>When the mailbox said yes (202).</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>Tries in a row that did not get further; the back-off grows with it.</summary>
    public int Tries { get; init; }

    /// <summary>How often the mailbox refused outright.</summary>
    public int Refusals { get; init; }

    /// <summary>Not to be touched before; null when it can go on at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Why it is not further, in words for an administrator; null when all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Nothing is left to do.</summary>
    public bool IsOver => State is SendState.Sent or SendState.Failed;
}

public enum SendState
{
    /// <summary>Not yet a draft that we know of.</summary>
    Pending,

    /// <summary>A draft is there and was surely not accepted for sending.</summary>
    Drafted,

    /// <summary>Stored right before the request to send. Found after a restart, it means the outcome is unknown.</summary>
    Sending,

    /// <summary>202: it goes out; the sent copy has not been seen yet.</summary>
    Accepted,

    /// <summary>The sent copy was seen, or everything else says that it left (<see cref="SendProgress.Problem"/> then says so).</summary>
    Sent,

    /// <summary>It may have gone. It is looked for, and not sent again before the waiting time is over.</summary>
    Unknown,

    /// <summary>Given up; a person has to look at it.</summary>
    Failed,
}

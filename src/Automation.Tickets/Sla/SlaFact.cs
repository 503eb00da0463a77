namespace Automation.Tickets.Sla;

/// <summary>What the clocks need to know of a ticket's history.</summary>
public enum SlaFactKind
{
    /// <summary>The ticket came into being, with its first priority and policy. Always the first fact.</summary>
    Opened,
    PriorityChanged,
    PolicyChanged,

    /// <summary>We wait for somebody else (the requester, a supplier). The value may say why.</summary>
    PauseStarted,
    PauseEnded,

    /// <summary>The requester wrote something that a person should answer. Not the mail that opened the ticket.</summary>
    RequesterWrote,

    /// <summary>A person answered the requester. Automatic acknowledgements do not count.</summary>
    AgentReplied,
    Resolved,
    Reopened,
}

/// <summary>
/// One fact of a ticket's history that moves a clock. Facts are given in the order of the history; that order counts,
/// so a fact dated before the one ahead of it (two servers' clocks) is taken as happening at the same moment.
/// </summary>
/// <param name="At">When it happened.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Priority">The priority from now on; set by Opened and PriorityChanged.</param>
/// <param name="Text">The policy's name for Opened and PolicyChanged; the reason, if any, for PauseStarted.</param>
public readonly record struct SlaFact(DateTimeOffset At, SlaFactKind Kind, SlaPriority Priority = default, string? Text = null)
{
    public static SlaFact Opened(DateTimeOffset at, SlaPriority priority, string policy) => new(at, SlaFactKind.Opened, priority, policy);

    public static SlaFact PriorityChanged(DateTimeOffset at, SlaPriority priority) => new(at, SlaFactKind.PriorityChanged, priority);

    public static SlaFact PolicyChanged(DateTimeOffset at, string policy) => new(at, SlaFactKind.PolicyChanged, Text: policy);

    public static SlaFact PauseStarted(DateTimeOffset at, string? reason = null) => new(at, SlaFactKind.PauseStarted, Text: reason);

    public static SlaFact PauseEnded(DateTimeOffset at) => new(at, SlaFactKind.PauseEnded);

    public static SlaFact RequesterWrote(DateTimeOffset at) => new(at, SlaFactKind.RequesterWrote);

    public static SlaFact AgentReplied(DateTimeOffset at) => new(at, SlaFactKind.AgentReplied);

    public static SlaFact Resolved(DateTimeOffset at) => new(at, SlaFactKind.Resolved);

    public static SlaFact Reopened(DateTimeOffset at) => new(at, SlaFactKind.Reopened);
}

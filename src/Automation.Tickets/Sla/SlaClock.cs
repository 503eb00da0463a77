namespace Automation.Tickets.Sla;

public enum SlaClockStatus
{
    /// <summary>Counting, not yet due.</summary>
    Running,

    /// <summary>Stopped for a while, not yet due; it has no due time until it runs again.</summary>
    Paused,

    /// <summary>Ended in time.</summary>
    Met,

    /// <summary>Past due: still open, or ended too late (then <see cref="SlaClock.StoppedAt"/> is set).</summary>
    Breached,
}

/// <summary>One promise and where it stands.</summary>
/// <param name="Kind">Which promise.</param>
/// <param name="Episode">1 for the first; each reopening starts a new resolution, each unanswered message a new next response.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="IsPaused">Whether the clock stands still now; true with status Breached when it was paused too late.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Target">The business time promised, by the policy and priority now in force.</param>
/// <param name="Consumed">The business time used, each part counted by the calendar in force at that time.</param>
/// <param name="Due">When the target is (or was) used up; null while paused before that.</param>
/// <param name="StoppedAt">When it ended; null while open.</param>
/// <param name="FirstPassedDueAt">
/// The first due time that went by in this episode. Kept when a later change of priority or policy moved the due time
/// out again, so that a report can tell a ticket that was never late from one whose target was relaxed.
/// </param>
public sealed record SlaClock(
    SlaClockKind Kind,
    int Episode,
    SlaClockStatus Status,
    bool IsPaused,
    DateTimeOffset StartedAt,
    TimeSpan Target,
    TimeSpan Consumed,
    DateTimeOffset? Due,
    DateTimeOffset? StoppedAt,
    DateTimeOffset? FirstPassedDueAt)
{
    /// <summary>Business time left; negative is business time too much.</summary>
    public TimeSpan Remaining => Target - Consumed;

    public bool IsOpen => StoppedAt is null;
}

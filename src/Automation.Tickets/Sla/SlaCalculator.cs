namespace Automation.Tickets.Sla;

/// <summary>
/// The state of a ticket's promises as a pure function of its history, the policies and calendars, and the moment
/// asked about. Nothing is stored, so nothing can drift: the same facts give the same answer on any node and at any
/// later time.
/// </summary>
/// <remarks>
/// The rules:
/// <list type="bullet">
/// <item>A due time is the earliest moment at which the target is used up; ending at that very moment is in time.</item>
/// <item>A change of priority, policy or calendar keeps the business time already used and the pauses already taken;
/// only what follows is counted anew.</item>
/// <item>A target that shrinks below what is already used falls due at the moment of the change, never before it.</item>
/// <item>The response clocks and the resolution clock do not touch each other.</item>
/// <item>A solution also answers the requester: it ends the response clocks.</item>
/// <item>A reopening starts a new resolution from zero; the earlier one keeps its result.</item>
/// </list>
/// </remarks>
public sealed class SlaCalculator(SlaBook book)
{
    /// <param name="history">The facts in the order of the ticket's history, beginning with Opened.</param>
    /// <param name="now">The moment asked about. When it lies before the last fact, the last fact's moment is taken.</param>
    /// <exception cref="SlaException">The history does not begin with Opened, or names a policy that does not exist.</exception>
    public SlaState State(IReadOnlyList<SlaFact> history, DateTimeOffset now)
    {
        var replay = new SlaReplay(book, null);
        replay.Run(history);
        return replay.State(now);
    }

    /// <summary>
    /// Why a promise stands as it does: each start, day counted, closed day, pause, change and the due time, in order,
    /// for all episodes of the clock. Computed by the same run as <see cref="State"/>, so the two cannot disagree.
    /// </summary>
    /// <exception cref="SlaException">As for <see cref="State"/>.</exception>
    public IReadOnlyList<SlaStep> Explain(IReadOnlyList<SlaFact> history, SlaClockKind clock, DateTimeOffset now)
    {
        var trace = new SlaTrace(clock);
        var replay = new SlaReplay(book, trace);
        replay.Run(history);
        replay.ExplainEnd(now);
        return trace.Steps;
    }
}

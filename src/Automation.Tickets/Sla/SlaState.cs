namespace Automation.Tickets.Sla;

/// <summary>Where a ticket stands with its promises at one moment.</summary>
/// <param name="Policy">The policy now in force.</param>
/// <param name="Priority">The priority now in force.</param>
/// <param name="Clocks">
/// Every promise in the order they started, ended ones too. A promise without a target under the policy now in force is
/// not listed.
/// </param>
public sealed record SlaState(string Policy, SlaPriority Priority, IReadOnlyList<SlaClock> Clocks)
{
    public SlaClock? FirstResponse => Last(SlaClockKind.FirstResponse);

    /// <summary>The latest one; earlier ones are in <see cref="Clocks"/>.</summary>
    public SlaClock? NextResponse => Last(SlaClockKind.NextResponse);

    /// <summary>The latest resolution episode; earlier ones are in <see cref="Clocks"/>.</summary>
    public SlaClock? Resolution => Last(SlaClockKind.Resolution);

    /// <summary>The open promise that falls due first, late ones included; null when none has a due time.</summary>
    public SlaClock? NextDue
    {
        get
        {
            SlaClock? next = null;
            foreach (var clock in Clocks)
                if (clock is { IsOpen: true, Due: not null } && (next is null || clock.Due < next.Due))
                    next = clock;
            return next;
        }
    }

    private SlaClock? Last(SlaClockKind kind)
    {
        for (var i = Clocks.Count - 1; i >= 0; i--)
            if (Clocks[i].Kind == kind)
                return Clocks[i];
        return null;
    }
}

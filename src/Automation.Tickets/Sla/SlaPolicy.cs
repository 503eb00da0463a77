using Automation.Tickets.Calendars;

namespace Automation.Tickets.Sla;

/// <summary>The three promises a policy can make.</summary>
public enum SlaClockKind
{
    /// <summary>From the opening to the first answer by a person.</summary>
    FirstResponse,

    /// <summary>After the first answer: from a requester's unanswered message to the next answer.</summary>
    NextResponse,

    /// <summary>From the opening (or a reopening) to the solution.</summary>
    Resolution,
}

/// <summary>What is promised for one priority, in business time; null promises nothing.</summary>
/// <param name="Calendar">The calendar for this priority, when it differs from the policy's (P1 round the clock, say).</param>
public sealed record SlaTargets(
    TimeSpan? FirstResponse = null,
    TimeSpan? Resolution = null,
    TimeSpan? NextResponse = null,
    BusinessCalendar? Calendar = null)
{
    public TimeSpan? For(SlaClockKind clock) => clock switch
    {
        SlaClockKind.FirstResponse => FirstResponse,
        SlaClockKind.NextResponse => NextResponse,
        _ => Resolution,
    };
}

/// <summary>A named set of promises by priority.</summary>
/// <param name="Name">The name rules and tickets use.</param>
/// <param name="Calendar">The calendar in which the targets are counted.</param>
/// <param name="Targets">A priority that is missing has no promise.</param>
public sealed record SlaPolicy(string Name, BusinessCalendar Calendar, IReadOnlyDictionary<SlaPriority, SlaTargets> Targets)
{
    /// <summary>
    /// Whether a pause also stops the two response clocks. Off by default: putting a ticket on hold without a word to
    /// the requester does not answer them. The resolution always pauses.
    /// </summary>
    public bool PausesResponses { get; init; }

    public SlaTargets? For(SlaPriority priority) => Targets.GetValueOrDefault(priority);

    public BusinessCalendar CalendarFor(SlaPriority priority) => For(priority)?.Calendar ?? Calendar;
}

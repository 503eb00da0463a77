namespace Automation.Tickets.Sla;

/// <summary>
/// One step of an explanation, as data: a page translates <see cref="Key"/> and formats <see cref="Values"/>, or shows
/// the plain English <see cref="Text"/>.
/// </summary>
/// <param name="Key">A stable key such as <c>sla.paused</c>; all are in <see cref="SlaStepKeys"/>.</param>
/// <param name="At">The moment of the step, with the offset of the calendar's time zone; null for counted days.</param>
/// <param name="Values">
/// Named values: <see cref="DateTimeOffset"/> (in the calendar's local time), <see cref="DateOnly"/>,
/// <see cref="TimeSpan"/> (business time), <see cref="int"/> and <see cref="string"/>.
/// </param>
/// <param name="Text">The step in English.</param>
public sealed record SlaStep(string Key, DateTimeOffset? At, IReadOnlyDictionary<string, object> Values, string Text);

/// <summary>The keys of the steps and the values each carries.</summary>
public static class SlaStepKeys
{
    /// <summary>clock, episode, at, policy, priority, calendar, timeZone, target (absent when nothing is promised).</summary>
    public const string Started = "sla.started";

    /// <summary>date, hours, counted, total, and specialDay when one set the hours.</summary>
    public const string Day = "sla.day";

    /// <summary>from, to, days, and specialDay when one closed them.</summary>
    public const string Closed = "sla.closed";

    /// <summary>from, to, days, counted, total: a long run of days in one step.</summary>
    public const string Days = "sla.days";

    /// <summary>at, priority, consumed, calendar, target (absent when nothing is promised any more).</summary>
    public const string PriorityChanged = "sla.priority-changed";

    /// <summary>at, policy, priority, consumed, calendar, target (absent when nothing is promised any more).</summary>
    public const string PolicyChanged = "sla.policy-changed";

    /// <summary>at, consumed, remaining and reason when known.</summary>
    public const string Paused = "sla.paused";

    /// <summary>at, consumed, remaining.</summary>
    public const string Resumed = "sla.resumed";

    /// <summary>due, target: the due time went by.</summary>
    public const string Passed = "sla.passed";

    /// <summary>due, target: the due time that holds now.</summary>
    public const string Due = "sla.due";

    /// <summary>at, consumed, target.</summary>
    public const string Met = "sla.met";

    /// <summary>at, consumed, target, over.</summary>
    public const string Late = "sla.late";
}

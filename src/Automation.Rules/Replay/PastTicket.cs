using Automation.Rules.Fields;
using Automation.Rules.Model;

namespace Automation.Rules.Replay;

/// <summary>A ticket of the past as the rules saw it.</summary>
/// <param name="Key">What people call it, such as its number.</param>
/// <param name="Facts">What was known when it came. Not changed after it is handed over: several threads may read it.</param>
public sealed record PastTicket(string Key, FactSheet Facts)
{
    /// <summary>
    /// What people finally made of it, for the outcomes they looked at; an outcome with no values was emptied. Outcomes that
    /// are not here do not count for the accuracy. Null when nothing is known.
    /// </summary>
    public IReadOnlyList<OutcomeValue>? Settled { get; init; }
}

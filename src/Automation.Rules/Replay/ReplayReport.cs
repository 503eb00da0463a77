using Automation.Rules.Evaluation;
using Automation.Rules.Model;

namespace Automation.Rules.Replay;

/// <summary>What would change if the draft took the place of the current chain. The same tickets give the same report, whatever the number of threads.</summary>
/// <param name="Tickets">How many were decided by both.</param>
/// <param name="Changed">How many of them got at least one other outcome.</param>
/// <param name="Outcomes">The outcomes that changed or whose accuracy is known, in the registry's order.</param>
/// <param name="Changes">The first changed tickets of the stream, as many as the options allow.</param>
/// <param name="Rules">Every rule of either chain, the current chain's first.</param>
public sealed record ReplayReport(
    long Tickets,
    long Changed,
    IReadOnlyList<OutcomeReplay> Outcomes,
    IReadOnlyList<ReplayChange> Changes,
    IReadOnlyList<RuleReplayHits> Rules)
{
    /// <summary>
    /// Enabled rules of the draft that had no chance: every ticket is decided as of the moment it came, and none came between the rule's (or its set's) <c>from</c> and <c>until</c>.
    /// </summary>
    public IReadOnlyList<DatedRule> WithoutChance { get; init; } = [];

    /// <summary>More tickets changed than <see cref="Changes"/> lists.</summary>
    public bool IsCut => Changes.Count < Changed;
}

/// <summary>A rule that is in force for a time only.</summary>
/// <param name="From">The later of the rule's and its set's; null for always.</param>
/// <param name="Until">The earlier of the two; null for ever.</param>
public sealed record DatedRule(string Set, string Rule, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>What became of one outcome.</summary>
/// <param name="Changed">Tickets whose value of this outcome is another.</param>
/// <param name="Moves">From what to what, the most frequent first.</param>
/// <param name="Accuracy">Measured against what people finally decided; null when that is known for no ticket.</param>
public sealed record OutcomeReplay(Outcome Outcome, long Changed, IReadOnlyList<ValueMove> Moves, ReplayAccuracy? Accuracy);

/// <summary>Tickets that went from one value to another.</summary>
/// <param name="Before">Null when nothing was decided; several values are sorted and parted by a comma and a blank.</param>
/// <param name="After">As <paramref name="Before"/>.</param>
public sealed record ValueMove(string? Before, string? After, long Tickets);

/// <summary>How often the chains decided what people finally decided.</summary>
/// <param name="Known">Tickets for which that is known.</param>
public sealed record ReplayAccuracy(long Known, long RightBefore, long RightAfter)
{
    /// <summary>From 0 to 1.</summary>
    public double Before => Known == 0 ? 0 : (double)RightBefore / Known;

    /// <summary>From 0 to 1.</summary>
    public double After => Known == 0 ? 0 : (double)RightAfter / Known;
}

/// <summary>One ticket that would have been decided differently. Both ways are told by <see cref="RuleReplay.Explain"/>.</summary>
/// <param name="Position">The ticket's place in the stream, from 0.</param>
public sealed record ReplayChange(long Position, PastTicket Ticket, IReadOnlyList<OutcomeChange> Outcomes);

/// <summary>The old and the new value of one outcome, and what decided them.</summary>
/// <param name="Settled">What people finally decided; null when unknown or empty.</param>
/// <param name="IsSettled">Whether what people decided is known.</param>
public sealed record OutcomeChange(Outcome Outcome, string? Before, RuleHit? BeforeBy, string? After, RuleHit? AfterBy, string? Settled, bool IsSettled);

/// <summary>How often a rule held; null in the chain that does not have it.</summary>
public sealed record RuleReplayHits(string Set, string Rule, long? Before, long? After);

/// <summary>One ticket decided both ways, each with its full trace.</summary>
public sealed record ReplayExplanation(Decision Before, Decision After);

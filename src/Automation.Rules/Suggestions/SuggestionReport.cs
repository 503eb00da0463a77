using Automation.Rules.Model;

namespace Automation.Rules.Suggestions;

/// <summary>What the corrections of the past suggest. Nothing of it is applied.</summary>
/// <param name="Tickets">Tickets read of which something is known that people decided.</param>
/// <param name="Rules">New rules, those that would save the most corrections first.</param>
/// <param name="Reviews">Rules that people correct, the most corrected first.</param>
public sealed record SuggestionReport(long Tickets, IReadOnlyList<RuleSuggestion> Rules, IReadOnlyList<RuleReview> Reviews);

/// <summary>
/// A rule proposed for the end of a set, where it takes no ticket from a rule that is there.
/// </summary>
/// <param name="Set">The set it belongs to: the last in which something that is reached decides the outcome.</param>
/// <param name="Rule">The rule, with a name not yet used in the set.</param>
/// <param name="Learnt">On the tickets it was found in and chosen by.</param>
/// <param name="HeldOut">On tickets that had no say in it: what to expect, even when it is worse than it looked.</param>
/// <param name="Examples">Keys of corrected tickets it would have decided right.</param>
public sealed record RuleSuggestion(string Set, Rule Rule, SuggestionMeasure Learnt, SuggestionMeasure HeldOut, IReadOnlyList<string> Examples);

/// <summary>How a proposed rule does on a part of the history.</summary>
/// <param name="Tickets">Tickets in the part.</param>
/// <param name="Hits">Tickets it would have decided.</param>
/// <param name="Right">Those of them on which people decided the same.</param>
/// <param name="Saved">Those of them that people had to correct.</param>
public sealed record SuggestionMeasure(long Tickets, long Hits, long Right, long Saved)
{
    /// <summary>Hits that nobody has looked at yet: neither right nor wrong.</summary>
    public long Untouched { get; init; }

    /// <summary>Of the hits that people settled, from 0 to 1; 0 without any.</summary>
    public double Precision => Hits == Untouched ? 0 : (double)Right / (Hits - Untouched);
}

/// <summary>A rule whose decisions people correct.</summary>
/// <param name="Hits">Tickets it decided of which the people's decision is known.</param>
/// <param name="Corrected">Those they decided differently.</param>
/// <param name="To">Their values, the most frequent first; null for none.</param>
public sealed record RuleReview(string Set, string Rule, Outcome Outcome, long Hits, long Corrected, IReadOnlyList<(string? Value, long Tickets)> To);

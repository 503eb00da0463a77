using Automation.Rules.Model;

namespace Automation.Rules.Suggestions;

/// <summary>What a proposal must show before a person sees it.</summary>
public sealed record SuggestionOptions
{
    /// <summary>The outcomes to look at. Those of several values are not.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; init; } =
        [.. StandardOutcomes.All.Where(outcome => !outcome.Many && outcome != StandardOutcomes.Ignore && outcome != StandardOutcomes.Acknowledgement)];

    /// <summary>The moment whose rules the proposals are for: rules out of their time then decide nothing. Null leaves times out of account.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Corrected tickets of the history learnt from that a word or domain must explain; 2 or more.</summary>
    public int LeastCorrections { get; init; } = 5;

    /// <summary>The share of right decisions among those that people settled, where a rule is found and where it is chosen; more than 0, at most 1.</summary>
    public double LeastPrecision { get; init; } = 0.9;

    /// <summary>
    /// The share of settled tickets among all that a word stands in; 0 to 1. Fewer would let a handful of corrections move the tickets that nobody has looked at.
    /// </summary>
    public double LeastShare { get; init; } = 0.1;

    /// <summary>The share of tickets kept back to measure on; between 0 and 1, both excluded.</summary>
    public double HeldOut { get; init; } = 0.3;

    /// <summary>Which tickets are kept back follows from this and their keys only.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Proposals for one value of one outcome; 1 or more.</summary>
    public int MostPerValue { get; init; } = 4;

    /// <summary>Tickets of the stream that are read; what comes after is not.</summary>
    public int MostTickets { get; init; } = 200_000;
}

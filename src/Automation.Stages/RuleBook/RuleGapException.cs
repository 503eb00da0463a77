namespace Automation.Stages.RuleBook;

/// <summary>Tickets would be without what they need. Nothing was stored; a person may want it all the same, and says so.</summary>
/// <param name="gaps">A sentence for each thing that would be missing.</param>
public sealed class RuleGapException(IReadOnlyList<string> gaps) : Exception(string.Join(' ', gaps))
{
    public IReadOnlyList<string> Gaps { get; } = gaps;
}

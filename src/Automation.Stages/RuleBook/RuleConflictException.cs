using Automation.Rules.Comparison;

namespace Automation.Stages.RuleBook;

/// <summary>Somebody else wrote on the same document. Nothing was stored; the person decides which of the two stays.</summary>
/// <param name="current">The document as it is now.</param>
/// <param name="theirsToMine">What storing the refused text would change in the current one.</param>
public sealed class RuleConflictException(RuleDocument current, RuleDifferences theirsToMine) : Exception(
    current.IsOverrun || current.Draft is null
        ? $"'{current.Name}' was published as version {current.InForceVersion} by {current.InForceBy} in the meantime; nothing was stored."
        : $"'{current.Name}' was changed by {current.DraftBy} in the meantime; nothing was stored.")
{
    public RuleDocument Current { get; } = current;

    public RuleDifferences TheirsToMine { get; } = theirsToMine;
}

using Automation.Rules.Comparison;

namespace Automation.Stages.RuleBook;

/// <summary>Somebody else wrote on the same document, or published it. Nothing was stored; the person decides which of the two stays.</summary>
/// <param name="current">The document as it is now.</param>
/// <param name="theirsToMine">What storing the refused text would change in the current one.</param>
/// <param name="isInForce">True when what is in force is another version, whatever stands in the draft.</param>
public sealed class RuleConflictException(RuleDocument current, RuleDifferences theirsToMine, bool isInForce = false) : Exception(Sentence(current, isInForce))
{
    public RuleDocument Current { get; } = current;

    public RuleDifferences TheirsToMine { get; } = theirsToMine;

    private static string Sentence(RuleDocument current, bool isInForce)
    {
        if (!isInForce && current.Draft is not null && !current.IsOverrun)
            return $"'{current.Name}' was changed by {current.DraftBy} in the meantime; nothing was stored.";
        return current.InForceVersion == 0
            ? $"'{current.Name}' was deleted in the meantime, or never published; nothing was stored."
            : $"'{current.Name}' was published as version {current.InForceVersion} by {current.InForceBy} in the meantime; nothing was stored.";
    }
}

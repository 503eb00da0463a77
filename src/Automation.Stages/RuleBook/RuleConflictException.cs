using System.Globalization;
using Automation.Rules.Comparison;

namespace Automation.Stages.RuleBook;

/// <summary>Somebody else wrote on the same document, or published it. Nothing was stored; the person decides which of the two stays.</summary>
/// <param name="current">The document as it is now.</param>
/// <param name="theirsToMine">What storing the refused text would change in the current one.</param>
/// <param name="isInForce">True when what is in force is another version, whatever stands in the draft.</param>
/// <param name="draftSeen">The draft's version that the person named, when that alone was another; null when it was not, or is not known to be.</param>
public sealed class RuleConflictException(RuleDocument current, RuleDifferences theirsToMine, bool isInForce = false, long? draftSeen = null)
    : Exception(Sentence(current, isInForce, draftSeen))
{
    public RuleDocument Current { get; } = current;

    public RuleDifferences TheirsToMine { get; } = theirsToMine;

    private static string Sentence(RuleDocument current, bool isInForce, long? draftSeen)
    {
        if (!isInForce && draftSeen is { } seen && seen != current.DraftVersion && (current.Draft is null || seen > current.DraftVersion))
            return Number(current, seen);
        if (!isInForce && current.Draft is not null && !current.IsOverrun)
            return $"'{current.Name}' was changed by {current.DraftBy} in the meantime; nothing was stored.";
        return current.InForceVersion == 0
            ? $"'{current.Name}' was deleted in the meantime, or never published; nothing was stored."
            : $"'{current.Name}' was published as version {current.InForceVersion} by {current.InForceBy} in the meantime; nothing was stored.";
    }

    // A number that was never given is no sign that somebody else did anything.
    private static string Number(RuleDocument current, long seen) => string.Create(CultureInfo.InvariantCulture, $"The draft of '{current.Name}' has the number {current.DraftVersion}, not {seen}{current switch
    {
        { Draft: not null } => $", and was written by {current.DraftBy}",
        { DraftVersion: 0 } => ": there never was one",
        _ => ", and is empty: what stood there was published or thrown away",
    }}; nothing was stored.");
}

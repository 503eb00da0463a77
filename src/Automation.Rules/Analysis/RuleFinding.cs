namespace Automation.Rules.Analysis;

/// <summary>What is odd about a rule.</summary>
public enum FindingKind
{
    /// <summary>Never reached: whenever it would hold, a rule before it in a set of policy <c>first</c> holds.</summary>
    Shadowed,

    /// <summary>Its condition cannot hold, or says nothing.</summary>
    NeverHolds,

    /// <summary>Its condition holds for every request.</summary>
    AlwaysHolds,

    /// <summary>Reached, but everything it decides is decided by rules before it in a set of policy <c>collect</c>.</summary>
    WithoutEffect,

    /// <summary>Has not held for a long time.</summary>
    Dead,

    /// <summary>Can no longer come into force: its time is over.</summary>
    Expired,

    /// <summary>Compares with a value that the field can never have.</summary>
    ImpossibleValue,

    /// <summary>Names a team, category, policy, template or the like that does not exist.</summary>
    UnknownName,

    /// <summary>Asks what was decided for an outcome that no set before this one decides.</summary>
    NotDecidedYet,

    /// <summary>Decides what a matrix before it was looked up by: what the matrix gave stays.</summary>
    DecidedTooLate,
}

/// <summary>Something an administrator should look at. Nothing is refused because of it.</summary>
/// <param name="Set">The set's name.</param>
/// <param name="Rule">The rule's name, or <c>otherwise</c> or <c>matrix</c>.</param>
/// <param name="Reason">A sentence for the administrator.</param>
/// <param name="Others">The rules of the same set that are the cause; empty when there are none.</param>
public sealed record RuleFinding(FindingKind Kind, string Set, string Rule, string Reason, IReadOnlyList<string> Others);

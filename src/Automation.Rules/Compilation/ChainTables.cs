namespace Automation.Rules.Compilation;

/// <summary>A compiled chain's tables. Immutable, shared by all runs.</summary>
/// <param name="Rules">The rules of all sets, one set after the other.</param>
/// <param name="FirstRules">For each set the number of its first rule, and at the end the count of rules.</param>
/// <param name="Waiting">For each key the conditions that wait for it.</param>
/// <param name="Always">A bit for each rule that nothing calls up: it is looked at for every request.</param>
internal sealed record ChainTables(
    CompiledRule[] Rules,
    int[] FirstRules,
    Atom[] Atoms,
    Atom[][] Waiting,
    FieldIndex[] Fields,
    ulong[] Always);

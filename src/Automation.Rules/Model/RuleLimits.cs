using System.Collections.Frozen;

namespace Automation.Rules.Model;

/// <summary>The bounds that keep one bad rule from slowing everybody's mail. Beyond them a file is refused.</summary>
public static class RuleLimits
{
    public const int Rules = 20_000;

    /// <summary>Texts in one condition.</summary>
    public const int Values = 1_000;

    /// <summary>Texts in one named list.</summary>
    public const int ListValues = 50_000;

    /// <summary>Characters of one text a field is compared with.</summary>
    public const int ValueLength = 500;

    /// <summary>Characters of a pattern as written.</summary>
    public const int PatternLength = 300;

    /// <summary>
    /// Size of a pattern once its counted repetitions are written out: a matcher without backtracking is linear in the text,
    /// but its constant grows with this.
    /// </summary>
    public const int PatternSize = 1_000;

    /// <summary>
    /// Characters of a text times the size of the pattern, up to which the matcher without backtracking goes: at worst some 40 ns
    /// each. A pattern of size 100 looks at the first 100,000 characters, one of size 1,000 at the first 10,000.
    /// </summary>
    public const int PatternSteps = 10_000_000;

    /// <summary><c>all</c>, <c>any</c> and <c>not</c> inside each other.</summary>
    public const int Depth = 12;

    /// <summary>Characters of a field's value that rules look at; the rest of a longer text is not searched.</summary>
    public const int TextLength = 100_000;

    /// <summary>No names for sets: documents of another kind are called so, or the word has a meaning of its own in the addresses of rules (<c>/api/rules/…</c>).</summary>
    public static readonly FrozenSet<string> TakenNames = new[] { "lists", "categories", "export", "import", "publish", "suggestions", "overlaps", "audit", "try", "replays" }.ToFrozenSet(StringComparer.Ordinal);
}

using Automation.Rules.Fields;

namespace Automation.Rules.Compilation;

/// <summary>All that the chain's rules look for in one field: a key for each keyword and for each value.</summary>
internal sealed class FieldIndex(Field field)
{
    public Field Field { get; } = field;

    /// <summary>The text must be folded: something is looked for in it, or it is compared folded.</summary>
    public bool Folds { get; set; }

    /// <summary>The keywords that must be whole words and begin with a letter or digit: nearly all.</summary>
    public WordTable? Words { get; set; }

    /// <summary>For each word of <see cref="Words"/> its key.</summary>
    public int[] WordKeys { get; set; } = [];

    /// <summary>The other keywords.</summary>
    public KeywordAutomaton? Keywords { get; set; }

    /// <summary>For each of the automaton's words its key as a whole word, or -1.</summary>
    public int[] WholeKeys { get; set; } = [];

    /// <summary>For each of the automaton's words its key as a fragment, or -1.</summary>
    public int[] FragmentKeys { get; set; } = [];

    public bool HasFragments { get; set; }

    /// <summary>Keys by the whole value.</summary>
    public Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>? Equal { get; set; }

    /// <summary>Keys by a branch that the value may lie within.</summary>
    public Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>? Within { get; set; }
}

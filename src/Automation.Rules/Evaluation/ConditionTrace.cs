using Automation.Rules.Folding;

namespace Automation.Rules.Evaluation;

/// <summary>One condition, true or false, with what made it so.</summary>
/// <param name="Kind"><c>all</c>, <c>any</c>, <c>not</c> or <c>field</c>.</param>
public sealed record ConditionTrace(string Kind, bool Holds)
{
    /// <summary>The most texts a trace repeats of a condition's value.</summary>
    internal const int MostExpected = 20;

    public string? Field { get; init; }

    public string? Operator { get; init; }

    /// <summary>What the field was compared with; of long lists the beginning.</summary>
    public IReadOnlyList<string>? Expected { get; init; }

    /// <summary>The named list it was compared with.</summary>
    public string? List { get; init; }

    /// <summary>The field's value, unless it is text; null when it had none.</summary>
    public string? Found { get; init; }

    /// <summary>The pieces of the field that made a condition true.</summary>
    public IReadOnlyList<TextMatch>? Matches { get; init; }

    /// <summary>Characters of the field's values that were not looked at, because they lie beyond <see cref="Model.RuleLimits.TextLength"/> or what a big pattern looks at; null when there were none.</summary>
    public int? Unsearched { get; init; }

    public IReadOnlyList<ConditionTrace>? Parts { get; init; }

    /// <summary>Only what is needed to see why the result is what it is.</summary>
    internal ConditionTrace Reason()
    {
        if (Parts is null)
            return this;
        // The first part that settles it is reason enough; without one it took all of them.
        var settles = Kind switch
        {
            "all" => Parts.FirstOrDefault(part => !part.Holds),
            "any" => Parts.FirstOrDefault(part => part.Holds),
            _ => null,
        };
        return this with { Parts = settles is null ? [.. Parts.Select(part => part.Reason())] : [settles.Reason()] };
    }
}

/// <summary>A piece of a field's value.</summary>
/// <param name="Text">The text as it stands in the original; of long pieces the beginning.</param>
/// <param name="Start">The first UTF-16 unit in the original, from 0.</param>
/// <param name="Length">In UTF-16 units.</param>
/// <param name="Value">Which of a field's several values, from 0.</param>
/// <param name="Keyword">The text of the condition that was found.</param>
public sealed record TextMatch(string Text, int Start, int Length, int Value, string Keyword)
{
    private const int LongestText = 200;

    internal static TextMatch Of(string value, int start, int length, int index, string keyword) =>
        new(TextBeginning.Of(value.Substring(start, length), LongestText), start, length, index, keyword);
}

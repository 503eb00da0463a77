using System.Text;
using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Operators;

namespace Automation.Rules.Analysis;

internal enum UnitKind
{
    Equal,
    Within,
    Starts,
    Ends,
    Word,
    Fragment,
    Pattern,
}

/// <summary>"A value is like this text." What follows from it for another such statement about the same value, and what it excludes.</summary>
/// <param name="Text">In the form in which it is compared.</param>
/// <param name="Folded">
/// The folded text when folding says something of the value: always for what is compared folded; for equality without
/// regard to case only where both ways of comparing surely agree, which is for ASCII. Otherwise null.
/// </param>
internal readonly record struct TextUnit(UnitKind Kind, string Text, string? Folded)
{
    /// <summary>Equality does not go by the folded text but by the text without regard to case.</summary>
    public bool IgnoresCase { get; private init; }

    /// <summary>A branch is looked for from the front of the value, not from its end.</summary>
    public bool IsPath { get; private init; }

    public static TextUnit Of(Field field, Operator op, Operand operand, int index)
    {
        var (text, folded) = (operand.Texts[index], operand.Folded.Length > index ? operand.Folded[index] : "");
        var kind = op switch
        {
            Operator.Is or Operator.IsOneOf or Operator.HasAllOf => UnitKind.Equal,
            Operator.IsWithin => UnitKind.Within,
            Operator.StartsWith => UnitKind.Starts,
            Operator.EndsWith => UnitKind.Ends,
            Operator.ContainsAnyWord or Operator.ContainsAllWords => UnitKind.Word,
            Operator.ContainsAnyFragment or Operator.ContainsAllFragments => UnitKind.Fragment,
            Operator.Matches => UnitKind.Pattern,
            _ => throw new InvalidOperationException($"{op} does not compare texts."),
        };
        return kind switch
        {
            UnitKind.Pattern => new(kind, text, null),
            UnitKind.Equal when !Operand.FoldsEquality(field) => IgnoringCase(kind, text, false),
            UnitKind.Within => IgnoringCase(kind, text, field.Kind == FieldKind.Path),
            _ => new(kind, folded, folded.Length == 0 ? null : folded),
        };
    }

    /// <summary>What a statement on a sender's address says of the domain; null for nothing.</summary>
    public TextUnit? OfDomain() =>
        Kind == UnitKind.Equal && Folded is not null && Text.LastIndexOf('@') is >= 0 and var at ? IgnoringCase(UnitKind.Equal, Text[(at + 1)..], false) : null;

    /// <summary>What a statement on a sender's domain says of the address; null for nothing.</summary>
    public TextUnit? OfAddress()
    {
        if (Folded is null)
            return null;
        return Kind switch
        {
            UnitKind.Equal => Ending("@" + Folded),
            UnitKind.Within => Ending(Folded),
            _ => null,
        };
    }

    /// <summary>Whether every value that is like this is like the other. No means: not known.</summary>
    public bool Implies(in TextUnit other)
    {
        if (this == other)
            return true;
        if (other.Kind is UnitKind.Equal or UnitKind.Within)
        {
            if (Kind is not (UnitKind.Equal or UnitKind.Within) || (Kind == UnitKind.Within && other.Kind == UnitKind.Equal))
                return false;
            return other.Kind == UnitKind.Equal ? IsSame(other) : Branches.IsWithin(Text, other.Text, other.IsPath);
        }
        if (Folded is null || other.Folded is null || Kind == UnitKind.Pattern || other.Kind == UnitKind.Pattern)
            return false;
        var (startsHere, endsHere) = Edges();
        return other.Kind switch
        {
            UnitKind.Starts => startsHere && Folded.StartsWith(other.Folded, StringComparison.Ordinal),
            UnitKind.Ends => endsHere && Folded.EndsWith(other.Folded, StringComparison.Ordinal),
            UnitKind.Fragment => Folded.Contains(other.Folded, StringComparison.Ordinal),
            _ => ContainsWord(Folded, other.Folded, startsHere || Kind == UnitKind.Word, endsHere || Kind == UnitKind.Word),
        };
    }

    /// <summary>Whether no value is like both. No means: not known.</summary>
    public bool Excludes(in TextUnit other)
    {
        switch (Kind, other.Kind)
        {
            case (UnitKind.Equal, UnitKind.Equal):
                return !IsSame(other);
            case (UnitKind.Equal, UnitKind.Within):
                return !Branches.IsWithin(Text, other.Text, other.IsPath);
            case (UnitKind.Within, UnitKind.Equal):
                return other.Excludes(this);
            case (UnitKind.Within, UnitKind.Within):
                return !Branches.IsWithin(Text, other.Text, IsPath) && !Branches.IsWithin(other.Text, Text, IsPath);
            case (UnitKind.Pattern, _) or (_, UnitKind.Pattern):
                return false;
        }
        if (Folded is null || other.Folded is null)
            return false;
        // A value that is known to its last letter settles every question.
        if (Kind == UnitKind.Equal)
            return !Implies(other);
        if (other.Kind == UnitKind.Equal)
            return !other.Implies(this);
        var (startsHere, endsHere) = Edges();
        var (otherStarts, otherEnds) = other.Edges();
        return (startsHere && otherStarts && !HaveOneStart(Folded, other.Folded))
            || (endsHere && otherEnds && !HaveOneEnd(Folded, other.Folded));
    }

    private static TextUnit Ending(string folded) => new(UnitKind.Ends, folded, folded);

    private static TextUnit IgnoringCase(UnitKind kind, string text, bool isPath)
    {
        var isPlain = text.Length > 0 && Ascii.IsValid(text) && !text.AsSpan().ContainsAnyInRange('\0', ' ');
        return new(kind, text, isPlain ? FoldedText.Fold(text) : null) { IgnoresCase = true, IsPath = isPath };
    }

    private bool IsSame(in TextUnit other) =>
        string.Equals(Text, other.Text, IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    // Whether the text is known to stand at the value's beginning, and at its end.
    private (bool Starts, bool Ends) Edges() => Kind switch
    {
        UnitKind.Equal => (true, true),
        UnitKind.Starts => (true, false),
        UnitKind.Ends => (false, true),
        UnitKind.Within => (IsPath, !IsPath),
        _ => (false, false),
    };

    private static bool HaveOneStart(string left, string right) =>
        left.StartsWith(right, StringComparison.Ordinal) || right.StartsWith(left, StringComparison.Ordinal);

    private static bool HaveOneEnd(string left, string right) =>
        left.EndsWith(right, StringComparison.Ordinal) || right.EndsWith(left, StringComparison.Ordinal);

    private static bool ContainsWord(string text, string word, bool startIsBoundary, bool endIsBoundary)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = at + 1 < text.Length ? text.IndexOf(word, at + 1, StringComparison.Ordinal) : -1)
        {
            var end = at + word.Length;
            var starts = at > 0 ? Words.IsBoundary(text, at) : startIsBoundary || !Words.IsJoining(text[0]);
            var ends = end < text.Length ? Words.IsBoundary(text, end) : endIsBoundary || !Words.IsJoining(text[^1]);
            if (starts && ends)
                return true;
        }
        return false;
    }
}

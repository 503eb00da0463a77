using Automation.Rules.Compilation;
using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Operators;

namespace Automation.Rules.Evaluation;

/// <summary>Conditions that no index answers, compared without allocating.</summary>
internal static class FactComparison
{
    /// <param name="text">The folded values; needed for the beginning and the end of texts only.</param>
    public static bool Holds(Atom atom, in Fact fact, FoldedText? text)
    {
        if (atom.Operator == Operator.IsEmpty)
            return fact.IsBlank;
        if (!atom.Field.IsString)
            return (fact.HasNumber || atom.Field.Kind == FieldKind.Flag)
                && NumberComparison.Holds(atom.Operator, atom.Field.Kind == FieldKind.TimeOfDay, fact.Number, atom.Operand.Numbers);
        return atom.Operator switch
        {
            Operator.StartsWith => Edge(atom, text!, atEnd: false),
            Operator.EndsWith => Edge(atom, text!, atEnd: true),
            Operator.IsWithin => IsWithin(atom, in fact),
            Operator.Matches => Matches(atom.Operand.Pattern!, in fact),
            _ => throw new InvalidOperationException($"{atom.Operator} on {atom.Field} is answered by an index."),
        };
    }

    private static bool Edge(Atom atom, FoldedText text, bool atEnd)
    {
        for (var i = 0; i < text.Count; i++)
        {
            foreach (var expected in atom.Operand.Folded)
            {
                if (atEnd ? text[i].EndsWith(expected, StringComparison.Ordinal) : text[i].StartsWith(expected, StringComparison.Ordinal))
                    return true;
            }
        }
        return false;
    }

    private static bool IsWithin(Atom atom, in Fact fact)
    {
        for (var i = 0; i < fact.Count; i++)
        {
            foreach (var branch in atom.Operand.Texts)
            {
                if (Branches.IsWithin(fact[i].AsSpan().Trim(), branch, atom.Field.Kind == FieldKind.Path))
                    return true;
            }
        }
        return false;
    }

    private static bool Matches(Pattern pattern, in Fact fact)
    {
        for (var i = 0; i < fact.Count; i++)
        {
            if (pattern.Matches(fact[i]))
                return true;
        }
        return false;
    }
}

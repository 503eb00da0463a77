using Automation.Rules.Compilation;
using Automation.Rules.Fields;
using Automation.Rules.Operators;

namespace Automation.Rules.Evaluation;

/// <summary>Conditions on what earlier sets decided.</summary>
internal static class DecisionComparison
{
    public static bool Holds(Atom atom, Decision decision)
    {
        var outcome = atom.Field.Decides!;
        var count = decision.Count(outcome);
        if (atom.Operator == Operator.IsEmpty)
            return count == 0;
        var texts = atom.Operand.Texts;
        var all = atom.Operator == Operator.HasAllOf;
        for (var i = 0; i < texts.Count; i++)
        {
            var found = false;
            for (var value = 0; value < count && !found; value++)
                found = IsMet(atom, decision.At(outcome, value), texts[i]);
            if (found != all)
                return found;
        }
        return all;
    }

    private static bool IsMet(Atom atom, string value, string text) => atom.Operator == Operator.IsWithin
        ? Branches.IsWithin(value, text, atom.Field.Kind == FieldKind.Path)
        : string.Equals(value, text, StringComparison.OrdinalIgnoreCase);
}

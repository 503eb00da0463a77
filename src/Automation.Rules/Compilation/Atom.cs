using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Compilation;

/// <summary>How the truth of a condition on a field is found.</summary>
internal enum AtomMode
{
    /// <summary>True as soon as one of its keys is met.</summary>
    AnyKey,

    /// <summary>True when all of its keys are met.</summary>
    AllKeys,

    /// <summary>Can be true only when one of its keys is met, and is then compared.</summary>
    Filtered,

    /// <summary>Always compared.</summary>
    Direct,
}

/// <summary>One condition on a field within a compiled chain.</summary>
internal sealed class Atom(int id, FieldCondition condition, Operand operand, AtomMode mode)
{
    public int Id { get; } = id;

    public FieldCondition Condition { get; } = condition;

    public Operand Operand { get; } = operand;

    public AtomMode Mode { get; } = mode;

    public Field Field => Condition.Field;

    public Operator Operator => Condition.Operator;

    /// <summary>The keys of the operand's texts, in their order; for a pattern those of its literals.</summary>
    public int[] Keys { get; set; } = [];

    /// <summary>How many different keys must be met under <see cref="AtomMode.AllKeys"/>.</summary>
    public int Needed { get; set; }

    /// <summary>The rules (by their number in the chain) that are worth a look once this is true or possible.</summary>
    public int[] Guarded { get; set; } = [];

    /// <summary>
    /// How often it is expected to call its rules up, as a rank: an address is rarer than a domain, a whole word rarer
    /// than a fragment. Infinite when nothing calls them up.
    /// </summary>
    public double Rank => Mode switch
    {
        AtomMode.Direct => double.PositiveInfinity,
        AtomMode.Filtered => 12,
        AtomMode.AllKeys => 4,
        _ => (Field.Kind, Operator.IsKeywords()) switch
        {
            (FieldKind.Address, false) => 1,
            (FieldKind.Domain, false) => 2,
            (FieldKind.Text, false) => 3,
            (FieldKind.Code, _) => 40,
            _ => Operator.IsWords() ? 6 : 10,
        },
    };
}

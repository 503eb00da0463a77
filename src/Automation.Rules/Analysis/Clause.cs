using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Analysis;

/// <summary>A condition made ready for reasoning: lists looked up, texts folded.</summary>
internal abstract record Clause
{
    public static Clause Of(Condition condition, Func<FieldCondition, Operand> operandOf) => condition switch
    {
        AllOf all => new AllClause([.. all.Parts.Select(part => Of(part, operandOf))]),
        AnyOf any => new AnyClause([.. any.Parts.Select(part => Of(part, operandOf))]),
        Not not => new NotClause(Of(not.Part, operandOf)),
        FieldCondition field => OfField(field, operandOf(field)),
        _ => throw new InvalidOperationException("There is no such condition."),
    };

    private static Clause OfField(FieldCondition condition, Operand operand)
    {
        var (field, op) = (condition.Field, condition.Operator);
        if (op == Operator.IsEmpty)
            return new EmptyClause(field);
        return field.Kind switch
        {
            FieldKind.Flag => new FlagClause(field, operand.Numbers[0] != 0),
            FieldKind.Number or FieldKind.TimeOfDay => new NumberClause(field, NumberRanges.Of(op, field.Kind == FieldKind.TimeOfDay, operand.Numbers)),
            _ => new TextClause(field, [.. Enumerable.Range(0, operand.Texts.Count).Select(i => TextUnit.Of(field, op, operand, i))], op.NeedsAll()),
        };
    }
}

internal sealed record AllClause(Clause[] Parts) : Clause;

internal sealed record AnyClause(Clause[] Parts) : Clause;

internal sealed record NotClause(Clause Part) : Clause;

/// <summary>A statement on one field.</summary>
internal abstract record FieldClause(Field Field) : Clause;

internal sealed record EmptyClause(Field Field) : FieldClause(Field);

internal sealed record FlagClause(Field Field, bool Value) : FieldClause(Field);

internal sealed record NumberClause(Field Field, NumberRanges Ranges) : FieldClause(Field);

/// <summary>One of the field's values is like one of the units; or, of each unit, one of the values is like it.</summary>
internal sealed record TextClause(Field Field, TextUnit[] Units, bool NeedsAll) : FieldClause(Field)
{
    private HashSet<TextUnit>? _set;

    public HashSet<TextUnit> Set => _set ??= [.. Units];
}

using Automation.Rules.Fields;
using Automation.Rules.Operators;

namespace Automation.Rules.Model;

/// <summary>A condition as written: data, without behaviour.</summary>
public abstract record Condition;

/// <summary>Holds when every part holds.</summary>
public sealed record AllOf(IReadOnlyList<Condition> Parts) : Condition;

/// <summary>Holds when at least one part holds.</summary>
public sealed record AnyOf(IReadOnlyList<Condition> Parts) : Condition;

/// <summary>Holds when the part does not.</summary>
public sealed record Not(Condition Part) : Condition;

/// <summary>Compares one field with a value.</summary>
public sealed record FieldCondition(Field Field, Operator Operator, ConditionValue Value) : Condition;

using Automation.Rules.Operators;

namespace Automation.Rules.Model;

/// <summary>What a field is compared with.</summary>
public abstract record ConditionValue
{
    /// <summary>For operators that need no value.</summary>
    public static readonly ConditionValue None = new NoValue();
}

/// <summary>No value: <c>isEmpty</c>.</summary>
public sealed record NoValue : ConditionValue;

/// <summary>One or more texts.</summary>
public sealed record TextValue(IReadOnlyList<string> Items) : ConditionValue
{
    /// <summary>Written as a bare string instead of a list of one; kept so that a file comes back as it was.</summary>
    public bool Bare { get; init; }
}

/// <summary>The texts of a named list, edited once and used in many rules.</summary>
public sealed record ListValue(string Name) : ConditionValue;

/// <summary>A regular expression, matched without backtracking and without regard to case.</summary>
public sealed record PatternValue(string Text) : ConditionValue
{
    private Pattern? _parsed;

    // Kept with the rule: building the matcher costs more than compiling a hundred rules.
    internal Pattern Parsed => _parsed ??= Pattern.Parse(Text);

    public bool Equals(PatternValue? other) => other?.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>One number, or the two ends of a range (both included).</summary>
public sealed record NumberValue(IReadOnlyList<double> Items) : ConditionValue;

public sealed record FlagValue(bool Value) : ConditionValue;

/// <summary>One time of day, or the two ends of a range (the first included; it may pass midnight).</summary>
public sealed record TimeValue(IReadOnlyList<TimeOnly> Items) : ConditionValue;

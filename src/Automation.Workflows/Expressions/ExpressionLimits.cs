namespace Automation.Workflows.Expressions;

/// <summary>What one evaluation of an expression may use. Going over a limit fails the activity with an incident.</summary>
public sealed record ExpressionLimits
{
    /// <summary>Wall-clock time.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes a script or a template may allocate, freed or not.</summary>
    public long MemoryBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>JavaScript statements, or steps of a Liquid template.</summary>
    public int Statements { get; init; } = 500_000;

    /// <summary>Calls nested in one another.</summary>
    public int Recursion { get; init; } = 200;

    /// <summary>Elements of one JavaScript array; items of a Liquid list, and numbers of all ranges of one template together.</summary>
    public uint ArrayLength { get; init; } = 1_000_000;

    /// <summary>Characters of one string made by repeating or padding, and of a rendered template.</summary>
    public int TextLength { get; init; } = 4 * 1024 * 1024;

    /// <summary>Time one regular expression may take.</summary>
    public TimeSpan Regex { get; init; } = TimeSpan.FromMilliseconds(250);
}

namespace Automation.Rules.Evaluation;

/// <summary>Which rule of which published set decided.</summary>
/// <param name="Set">The set's name; empty when the value was given before the rules ran.</param>
/// <param name="Rule">The rule's name, or one of <see cref="Given"/>, <see cref="Otherwise"/>, <see cref="Matrix"/>.</param>
public readonly record struct RuleHit(string Set, int Version, string Rule)
{
    /// <summary>The value stood in the fact sheet already.</summary>
    public const string Given = "given";

    /// <summary>No rule decided it; the set's <c>otherwise</c> did.</summary>
    public const string Otherwise = "otherwise";

    /// <summary>The set's matrix decided it.</summary>
    public const string Matrix = "matrix";

    internal static bool IsReserved(string name) => name is Given or Otherwise or Matrix;
}

namespace Automation.Rules.Files;

/// <summary>Something wrong in a rule file.</summary>
/// <param name="File">The file as it was named to the reader.</param>
/// <param name="Line">From 1; 0 when the problem is not at a place in a file.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Rule">The rule it is in; null outside of the rules.</param>
public sealed record RuleProblem(string File, int Line, int Column, string? Rule, string Reason)
{
    /// <summary>As compilers write it, so that editors can jump there.</summary>
    public override string ToString() =>
        (Line > 0 ? $"{File}({Line},{Column}): " : $"{File}: ") + (Rule is null ? "" : $"rule '{Rule}': ") + Reason;
}

namespace Automation.Rules.Operators;

/// <summary>Trees written as text: domains (the root at the end) and paths (the root at the front).</summary>
internal static class Branches
{
    /// <summary>Whether the value is the branch itself or lies below it.</summary>
    public static bool IsWithin(ReadOnlySpan<char> value, ReadOnlySpan<char> branch, bool isPath)
    {
        if (value.Equals(branch, StringComparison.OrdinalIgnoreCase))
            return true;
        if (value.Length <= branch.Length)
            return false;
        return isPath
            ? value[branch.Length] == '/' && value.StartsWith(branch, StringComparison.OrdinalIgnoreCase)
            : value[^(branch.Length + 1)] == '.' && value.EndsWith(branch, StringComparison.OrdinalIgnoreCase);
    }
}

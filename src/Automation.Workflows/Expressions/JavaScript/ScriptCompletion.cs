namespace Automation.Workflows.Expressions.JavaScript;

/// <summary>What a script editor is to know of the functions every script can use.</summary>
public static class ScriptCompletion
{
    /// <summary>TypeScript declarations, a line each.</summary>
    public static string Functions => ScriptHelpers.Declarations;
}

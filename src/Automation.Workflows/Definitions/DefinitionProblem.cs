namespace Automation.Workflows.Definitions;

/// <summary>Something wrong in a definition.</summary>
/// <param name="Code">A short name for the kind of problem, for programs.</param>
/// <param name="Message">For people.</param>
/// <param name="Path">Where in the JSON, such as <c>$.root.activities[2].text</c>.</param>
/// <param name="Line">Line in the JSON text, from 1, where known.</param>
/// <param name="Column">Column in that line, from 1, where known.</param>
/// <param name="ActivityId">The activity concerned, if one is.</param>
public sealed record DefinitionProblem(
    ProblemSeverity Severity,
    string Code,
    string Message,
    string Path,
    int? Line = null,
    int? Column = null,
    string? ActivityId = null)
{
    /// <summary>The code for a fixed value that its input cannot hold.</summary>
    internal const string WrongValue = "wrong-value";

    public static DefinitionProblem Error(string code, string message, string path, string? activityId = null) =>
        new(ProblemSeverity.Error, code, message, path, ActivityId: activityId);

    public static DefinitionProblem Warning(string code, string message, string path, string? activityId = null) =>
        new(ProblemSeverity.Warning, code, message, path, ActivityId: activityId);

    /// <summary>The same problem with the line and column of its path in the JSON text.</summary>
    public DefinitionProblem Located(ReadOnlySpan<byte> utf8) =>
        Line is null && JsonPosition.Find(utf8, Path) is { } position ? this with { Line = position.Line, Column = position.Column } : this;

    public override string ToString() =>
        Line is null ? $"{Path}: {Message}" : $"{Path} (line {Line}, column {Column}): {Message}";
}

public enum ProblemSeverity
{
    /// <summary>Worth a look; does not stop a publish.</summary>
    Warning,

    /// <summary>Stops an import or a publish.</summary>
    Error
}

/// <summary>A definition cannot be read or must not be published.</summary>
public sealed class WorkflowDefinitionException(IReadOnlyList<DefinitionProblem> problems, Exception? innerException = null)
    : Exception(string.Join(Environment.NewLine, problems), innerException)
{
    public WorkflowDefinitionException(DefinitionProblem problem, Exception? innerException = null) : this([problem], innerException)
    {
    }

    public IReadOnlyList<DefinitionProblem> Problems { get; } = problems;
}

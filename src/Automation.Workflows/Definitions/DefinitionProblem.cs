namespace Automation.Workflows.Definitions;

/// <summary>Something wrong in a definition.</summary>
/// <param name="Code">A short name for the kind of problem, for programs.</param>
/// <param name="Message">For people: names the activity as the picture does, and the field.</param>
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

    /// <summary>It is about the JSON as text, which only the place in it can name. All others name the activity or the setting in their message.</summary>
    public bool IsAboutText { get; init; }

    /// <summary>Something about the JSON itself, found before there is a workflow.</summary>
    internal static DefinitionProblem OfText(string code, string message, string path, int? line = null, int? column = null) =>
        new(ProblemSeverity.Error, code, message, path, line, column) { IsAboutText = true };

    public static DefinitionProblem Error(string code, string message, string path, string? activityId = null) =>
        new(ProblemSeverity.Error, code, message, path, ActivityId: activityId);

    public static DefinitionProblem Warning(string code, string message, string path, string? activityId = null) =>
        new(ProblemSeverity.Warning, code, message, path, ActivityId: activityId);

    /// <summary>The same problem with the line and column of its path in the JSON text.</summary>
    public DefinitionProblem Located(ReadOnlySpan<byte> utf8) =>
        Line is null && JsonPosition.Find(utf8, Path) is { } position ? this with { Line = position.Line, Column = position.Column } : this;

    /// <summary>For people. In the designer nobody sees the JSON, so its places are told only where there is nothing else.</summary>
    public override string ToString() => !IsAboutText ? Message : Line is null ? $"{Path}: {Message}" : $"{Path} (line {Line}, column {Column}): {Message}";
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

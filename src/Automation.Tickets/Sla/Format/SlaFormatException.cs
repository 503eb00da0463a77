namespace Automation.Tickets.Sla.Format;

/// <summary>One thing wrong in a file of calendars and policies.</summary>
/// <param name="Source">The file, as the caller named it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Path">The place inside the file, such as <c>calendars[0].hours.monday[1]</c>.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record SlaProblem(string Source, int Line, string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? $"{Source}({Line}): {Message}" : $"{Source}({Line}): {Path}: {Message}";
}

/// <summary>A file of calendars and policies that cannot be used. All its problems are listed, not only the first.</summary>
public sealed class SlaFormatException : Exception
{
    public SlaFormatException()
    {
    }

    public SlaFormatException(string message) : base(message)
    {
    }

    public SlaFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }

    public SlaFormatException(IReadOnlyList<SlaProblem> problems) : base(string.Join(Environment.NewLine, problems)) =>
        Problems = problems;

    public IReadOnlyList<SlaProblem> Problems { get; } = [];
}

using Automation.Workflows.Activities;

namespace Automation.Workflows.Execution;

/// <summary>
/// How long a unit of work may go on before it lets others go: it holds the transaction, and on SQLite the only writer. What is left is put aside in the state
/// and done in units of work of its own, one turn after the other.
/// </summary>
/// <param name="Began">When the unit of work began, a timestamp of the clock.</param>
/// <param name="Most">Looked at between two activities, so one that takes longer is not cut short. Zero: one activity a turn.</param>
public sealed record Turn(long Began, TimeSpan Most)
{
    /// <summary>The name of the bookmark, due at once, that takes up what was put aside.</summary>
    internal const string Bookmark = "Automation.Turn";

    internal static Stimulus Stimulus { get; } = new(Bookmark, null);

    public bool IsOver(TimeProvider time) => time.GetElapsedTime(Began) >= Most;
}

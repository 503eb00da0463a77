namespace Automation.Rules.Replay;

/// <summary>How a replay runs.</summary>
public sealed record ReplayOptions
{
    /// <summary>How many changed tickets are listed, the first of the stream; all are counted. 0 or more.</summary>
    public int MostChanges { get; init; } = 500;

    /// <summary>How many threads decide at once; 1 or more.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount);
}

/// <summary>How far a replay is.</summary>
/// <param name="Done">Tickets decided by both chains.</param>
/// <param name="Changed">Those of them that were decided differently.</param>
public readonly record struct ReplayProgress(long Done, long Changed);

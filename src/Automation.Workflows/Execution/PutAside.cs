namespace Automation.Workflows.Execution;

/// <summary>What a turn left for the next.</summary>
public sealed class PutAside
{
    /// <summary>Activity instances that were scheduled, in order.</summary>
    public List<string> Scheduled { get; init; } = [];

    /// <summary>Activities executed since the instance last waited for something.</summary>
    public int Steps { get; set; }

    /// <summary>Time worked since then.</summary>
    public TimeSpan Worked { get; set; }
}

namespace Automation.Workflows.Activities.Flow;

/// <summary>
/// What a flowchart remembers of the ways already walked: how often each activity and each connection was visited,
/// and whether a connection's last visit was followed or passed over. Visits are counted as Elsa's counter-based
/// flowchart counts them.
/// </summary>
public sealed class FlowScope
{
    /// <summary>The number of the activity the flowchart began at.</summary>
    public int Start { get; init; }

    public int[] ActivityVisits { get; init; } = [];

    public int[] ConnectionVisits { get; init; } = [];

    public bool[] Followed { get; init; } = [];

    public static FlowScope Begin(int start, int activities, int connections) => new()
    {
        Start = start,
        ActivityVisits = new int[activities],
        ConnectionVisits = new int[connections],
        Followed = new bool[connections]
    };

    public void Visit(FlowConnection connection, bool followed)
    {
        ConnectionVisits[connection.Index]++;
        Followed[connection.Index] = followed;
    }

    /// <summary>Every connection into the activity was visited since the activity was last reached.</summary>
    public bool AllVisited(IReadOnlyList<FlowConnection> inbound, int activity)
    {
        foreach (var connection in inbound)
        {
            if (ConnectionVisits[connection.Index] <= ActivityVisits[activity])
                return false;
        }

        return true;
    }

    public bool AllFollowed(IReadOnlyList<FlowConnection> inbound)
    {
        foreach (var connection in inbound)
        {
            if (!Followed[connection.Index])
                return false;
        }

        return true;
    }

    /// <summary>Some connection into the activity was followed since the activity was last reached.</summary>
    public bool AnyFollowed(IReadOnlyList<FlowConnection> inbound, int activity)
    {
        foreach (var connection in inbound)
        {
            if (Followed[connection.Index] && ConnectionVisits[connection.Index] > ActivityVisits[activity])
                return true;
        }

        return false;
    }

    /// <summary>The activity was already reached in the round this connection's last visit belongs to.</summary>
    public bool IsLate(FlowConnection connection, int activity) => ConnectionVisits[connection.Index] <= ActivityVisits[activity];
}

namespace Automation.Workflows.Activities.Flow;

/// <summary>
/// A flowchart seen from the activity it begins at: which connections lead forward and which lead back. Walking
/// breadth first from the beginning, a connection that would close a circle leads back.
/// </summary>
internal sealed class FlowPlan
{
    private readonly FlowConnection[][] _inbound;
    private readonly bool[] _forward;
    private readonly bool[] _valid;
    private readonly bool[] _reached;
    private readonly int _count;

    public FlowPlan(int start, int count, FlowConnection[][] outbound, int connections)
    {
        _count = count;
        _forward = new bool[connections];
        _valid = new bool[connections];
        _reached = new bool[count];
        var successors = new List<int>[count];
        var inbound = new List<FlowConnection>[count];
        for (var index = 0; index < count; index++)
        {
            successors[index] = [];
            inbound[index] = [];
        }

        var queue = new Queue<int>([start]);
        var queued = new bool[count];
        queued[start] = true;
        _reached[start] = true;
        while (queue.TryDequeue(out var source))
        {
            foreach (var connection in outbound[source])
            {
                if (!successors[source].Contains(connection.Target))
                {
                    if (Leads(successors, connection.Target, source, without: -1))
                        continue;
                    successors[source].Add(connection.Target);
                }

                _forward[connection.Index] = true;
                _reached[connection.Target] = true;
                inbound[connection.Target].Add(connection);
                if (!queued[connection.Target])
                {
                    queued[connection.Target] = true;
                    queue.Enqueue(connection.Target);
                }
            }
        }

        _inbound = Array.ConvertAll(inbound, list => list.OrderBy(connection => connection.Index).ToArray());
        foreach (var connection in outbound.SelectMany(list => list))
            _valid[connection.Index] = _forward[connection.Index] || connection.Target == start || !Leads(successors, start, connection.Source, without: connection.Target);
    }

    /// <summary>The forward connections into an activity.</summary>
    public IReadOnlyList<FlowConnection> Inbound(int activity) => _inbound[activity];

    public bool IsForward(FlowConnection connection) => _forward[connection.Index];

    /// <summary>A connection may lead back only to an activity that every way to its source has passed.</summary>
    public bool IsValid(FlowConnection connection) => _valid[connection.Index];

    /// <summary>The activity can be reached from the beginning.</summary>
    public bool IsReached(int activity) => _reached[activity];

    /// <summary>The activities from which forward connections lead to <paramref name="activity"/>.</summary>
    public bool[] Before(int activity)
    {
        var before = new bool[_count];
        var stack = new Stack<int>([activity]);
        while (stack.TryPop(out var next))
        {
            foreach (var connection in _inbound[next])
            {
                if (before[connection.Source])
                    continue;
                before[connection.Source] = true;
                stack.Push(connection.Source);
            }
        }

        return before;
    }

    private static bool Leads(List<int>[] successors, int from, int to, int without)
    {
        if (from == to)
            return true;
        var seen = new bool[successors.Length];
        var stack = new Stack<int>([from]);
        seen[from] = true;
        while (stack.TryPop(out var current))
        {
            foreach (var next in successors[current])
            {
                if (next == without || seen[next])
                    continue;
                if (next == to)
                    return true;
                seen[next] = true;
                stack.Push(next);
            }
        }

        return false;
    }
}

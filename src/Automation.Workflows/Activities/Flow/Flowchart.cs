using System.Text.Json;
using Automation.Workflows.Activities.Containers;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Activities.Flow;

/// <summary>
/// Activities joined by arrows. An activity runs when all arrows into it were visited and one of them was followed;
/// an arrow whose outcome did not come is visited but not followed, and an activity none of whose arrows was followed
/// is passed over, so that joins further on do not wait in vain. A FlowJoin decides for itself when it runs.
/// </summary>
[Activity("Elsa.Flowchart", Category = "Flow", Description = "Activities joined by arrows.", Browsable = false)]
internal sealed class Flowchart : Container
{
    private FlowConnection[][] _outbound = [];
    private FlowPlan?[] _plans = [];
    private int _connections;
    private string? _start;

    protected internal override void Load(ActivityLoader loader)
    {
        base.Load(loader);
        _start = loader.Json.Text("start");
        var outbound = Activities.Select(_ => new List<FlowConnection>()).ToArray();
        var position = 0;
        foreach (var json in loader.Json.Items("connections"))
        {
            if (Read(json, loader, $"connections[{position++}]") is { } connection)
                outbound[connection.Source].Add(connection);
        }

        _outbound = Array.ConvertAll(outbound, list => list.ToArray());
        _plans = new FlowPlan?[Activities.Count];
    }

    /// <summary>The connections in the order of the definition, for validation.</summary>
    internal IEnumerable<FlowConnection> Connections => _outbound.SelectMany(list => list).OrderBy(connection => connection.Index);

    /// <summary>The activities at which the flowchart can begin: its own beginning, and every trigger marked as one.</summary>
    internal IEnumerable<int> Beginnings()
    {
        if (StartIndex(null) is >= 0 and var start)
            yield return start;
        for (var index = 0; index < Activities.Count; index++)
        {
            if (Activities[index].CanStartWorkflow && index != StartIndex(null))
                yield return index;
        }
    }

    internal FlowPlan Plan(int start)
    {
        // Two threads may make the same plan; they are equal, and either may stay.
        var plan = Volatile.Read(ref _plans[start]);
        if (plan is null)
            Volatile.Write(ref _plans[start], plan = new FlowPlan(start, Activities.Count, _outbound, _connections));
        return plan;
    }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var start = StartIndex(context);
        if (start < 0)
            return ValueTask.CompletedTask;
        context.Instance.Flow = FlowScope.Begin(start, Activities.Count, _connections);
        context.Schedule(Activities[start]);
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child)
    {
        if (child.Node.Activity is ITerminal)
        {
            context.Complete();
            return ValueTask.CompletedTask;
        }

        var scope = context.Instance.Flow ?? throw new InvalidOperationException("The flowchart has not begun.");
        var walk = new Walk(this, context, scope, Plan(scope.Start));
        walk.Leave(IndexOf(child.Node), child.Outcomes, child.Backward);
        return ValueTask.CompletedTask;
    }

    private int StartIndex(ActivityContext? context)
    {
        if (context is not null && FindIndex(context.IsTrigger) is >= 0 and var trigger)
            return trigger;
        if (_start is { } named && FindIndex(node => node.Id == named) is >= 0 and var explicitly)
            return explicitly;
        if (FindIndex(node => node.Activity is Start) is >= 0 and var marked)
            return marked;
        if (FindIndex(node => node.CanStartWorkflow) is >= 0 and var allowed)
            return allowed;
        for (var index = 0; index < Activities.Count; index++)
        {
            if (!Array.Exists(_outbound, list => Array.Exists(list, connection => connection.Target == index)))
                return index;
        }

        return Activities.Count > 0 ? 0 : -1;
    }

    private int FindIndex(Func<ActivityNode, bool> matches)
    {
        for (var index = 0; index < Activities.Count; index++)
        {
            if (matches(Activities[index]))
                return index;
        }

        return -1;
    }

    private int IndexOf(ActivityNode node) => FindIndex(other => other == node);

    // {source: {activity, port}, target: {activity, port}}; exports of Elsa 3.0 had {source, sourcePort, target, targetPort}.
    private FlowConnection? Read(JsonElement json, ActivityLoader loader, string path)
    {
        var source = json.Object("source")?.Text("activity") ?? json.Text("source");
        var port = json.Object("source")?.Text("port") ?? json.Text("sourcePort") ?? Done;
        var target = json.Object("target")?.Text("activity") ?? json.Text("target");
        var from = FindIndex(node => node.Id == source);
        var to = FindIndex(node => node.Id == target);
        if (from >= 0 && to >= 0)
            return new FlowConnection(_connections++, from, port, to);

        loader.Error("unknown-connection", $"{loader.Node.Quoted}: a connection leads from '{source}' to '{target}', and one of them does not exist.", path);
        return null;
    }

    /// <summary>The way on from one completed activity.</summary>
    private sealed class Walk(Flowchart flowchart, ActivityContext context, FlowScope scope, FlowPlan plan)
    {
        private static readonly string[] Nothing = [];

        /// <param name="outcomes">Empty for an activity that was passed over.</param>
        /// <param name="backward">The activity was reached over a connection that leads back.</param>
        public void Leave(int activity, IReadOnlyList<string> outcomes, bool backward)
        {
            if (!plan.IsReached(activity))
                throw new InvalidOperationException($"{flowchart.Activities[activity].Id} cannot be reached from where the flowchart began.");
            if (!backward)
                scope.ActivityVisits[activity]++;

            foreach (var connection in flowchart._outbound[activity])
            {
                var followed = outcomes.Contains(connection.Port);
                scope.Visit(connection, followed);
                if (plan.IsForward(connection))
                    Reach(connection);
                else if (followed)
                    Return(connection);
            }
        }

        private void Return(FlowConnection connection)
        {
            if (!plan.IsValid(connection))
            {
                throw new InvalidOperationException(
                    $"The connection from {flowchart.Activities[connection.Source].Id} leads back to {flowchart.Activities[connection.Target].Id}, which not every way to it has passed.");
            }

            context.Schedule(flowchart.Activities[connection.Target], backward: true);
        }

        private void Reach(FlowConnection connection)
        {
            var target = connection.Target;
            var node = flowchart.Activities[target];
            var inbound = plan.Inbound(target);
            var mode = node.Activity is FlowJoin join ? join.ModeFor(context) : FlowJoinMode.WaitAllActive;
            if (mode == FlowJoinMode.WaitAny)
            {
                ReachAny(connection, node, inbound);
                return;
            }

            if (!scope.AllVisited(inbound, target))
                return;
            if (mode == FlowJoinMode.WaitAll ? scope.AllFollowed(inbound) : scope.AnyFollowed(inbound, target))
                context.Schedule(node, backward: false);
            else
                Leave(target, Nothing, backward: false);
        }

        private void ReachAny(FlowConnection connection, ActivityNode node, IReadOnlyList<FlowConnection> inbound)
        {
            var target = connection.Target;
            if (scope.IsLate(connection, target) || context.IsScheduled(node))
                return;
            if (scope.AnyFollowed(inbound, target))
            {
                context.Schedule(node, backward: false);
                CancelBefore(target);
            }
            else if (scope.AllVisited(inbound, target))
            {
                Leave(target, Nothing, backward: false);
            }
        }

        /// <summary>The first to arrive wins: what has begun on the other ways to the join is cancelled and counts as passed over.</summary>
        private void CancelBefore(int target)
        {
            var before = plan.Before(target);
            var activities = flowchart.Activities;
            var cancelled = context.CancelBegun(node => flowchart.IndexOf(node) is >= 0 and var index && before[index] && activities[target] != node);
            foreach (var node in cancelled)
                Leave(flowchart.IndexOf(node), Nothing, backward: false);
        }
    }
}

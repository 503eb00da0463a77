using Automation.Workflows.Activities.Flow;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Migration;

/// <summary>
/// How instances of one version of a workflow go on in another. Activities keep their place when the new version has
/// one with the same ids on the way to it; a map says where the others go.
/// </summary>
public sealed class MigrationPlan
{
    private readonly Dictionary<string, ActivityNode> _targets = [];

    /// <param name="moves">Node ids of the old version and where they go in the new; overrides what has the same place.</param>
    /// <exception cref="ArgumentException">A node id in the map does not exist.</exception>
    public MigrationPlan(WorkflowGraph from, WorkflowGraph to, IReadOnlyDictionary<string, string>? moves = null)
    {
        From = from;
        To = to;
        // The outermost ids differ when the number of workflows inside differs; below them places are compared.
        foreach (var node in from.Nodes)
        {
            if (to.Find(to.Root.NodeId + node.NodeId[from.Root.NodeId.Length..]) is { } same)
                _targets[node.NodeId] = same;
        }

        foreach (var (source, target) in moves ?? new Dictionary<string, string>())
        {
            if (from.Find(source) is null)
                throw new ArgumentException($"The old version has no activity '{source}', from which the map leads to '{target}'.");
            _targets[source] = to.Find(target) ?? throw new ArgumentException($"The new version has no activity '{target}', to which the map leads from '{source}'.");
        }
    }

    public WorkflowGraph From { get; }

    public WorkflowGraph To { get; }

    /// <summary>Where an activity of the old version goes on; null when it has no place in the new.</summary>
    public ActivityNode? TargetOf(ActivityNode old) => Target(old.NodeId);

    /// <summary>
    /// Where the activities could go that have no place with the same ids: to one of the same type in the same container, when it has the same name or is the only one left.
    /// Proposals are for a person to look at; nothing follows them by itself.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Propose(WorkflowGraph from, WorkflowGraph to)
    {
        var moves = new Dictionary<string, string>(StringComparer.Ordinal);
        // From the outside in: what stands in a container can only go where the container goes.
        foreach (var node in from.Nodes.Where(n => n.Parent is not null))
        {
            var plan = new MigrationPlan(from, to, moves);
            if (plan.TargetOf(node) is { } same && same.Type == node.Type)
                continue;
            if (plan.TargetOf(node.Parent!) is not { } container)
                continue;
            var taken = node.Parent!.Children.Where(c => c != node).Select(c => plan.TargetOf(c)).OfType<ActivityNode>().ToHashSet();
            var free = container.Children.Where(c => c.Type == node.Type && !taken.Contains(c)).ToList();
            var named = free.Where(c => c.DisplayName == node.DisplayName).ToList();
            if ((named.Count == 1 ? named : free) is [var only])
                moves[node.NodeId] = only.NodeId;
        }

        return moves;
    }

    /// <summary>What would become of an instance. Changes nothing.</summary>
    public MigrationPreview Preview(WorkflowState state)
    {
        var moves = new List<MigrationMove>();
        var obstacles = new List<string>();
        if (state.DefinitionVersionId != From.Definition.Id)
            obstacles.Add($"The instance runs on version {state.DefinitionVersion}, not on {From.Definition.Version}.");
        else if (state.Root is not { } root)
            obstacles.Add("The instance is over.");
        else
            Visit(root, null);
        return new MigrationPreview(state.Id, moves, obstacles);

        void Visit(ActivityInstance instance, ActivityNode? parent)
        {
            var old = From.Find(instance.NodeId);
            if (!_targets.TryGetValue(instance.NodeId, out var target))
                obstacles.Add($"The new version has no place for {Named(old, instance.NodeId)}.");
            else if (old is not null && old.Type != target.Type)
                obstacles.Add($"{Named(old, instance.NodeId)} is a {old.Type}, {Named(target)} a {target.Type}.");
            else if (parent is not null && target.Parent != parent)
                obstacles.Add($"{Named(target)} does not stand in {Named(parent)}, where {Named(old, instance.NodeId)} would be.");
            else
                moves.Add(new MigrationMove(instance.NodeId, target.NodeId, instance.Status, instance.Id));
            foreach (var child in instance.Children)
                Visit(child, target);
        }
    }

    /// <summary>Moves an instance to the new version; the state is changed in place. It does not run.</summary>
    /// <returns>A burst with a journal line, to be saved with the state.</returns>
    /// <exception cref="InvalidOperationException">The preview names an obstacle.</exception>
    public BurstResult Apply(WorkflowState state, TimeProvider time)
    {
        var preview = Preview(state);
        if (preview.Obstacles.Count > 0)
            throw new InvalidOperationException(string.Join(" ", preview.Obstacles));

        var root = state.Root!;
        Move(root);
        for (var index = 0; index < state.Bookmarks.Count; index++)
            state.Bookmarks[index] = Moved(state.Bookmarks[index]);
        if (state.ActivityOutputs is { } outputs)
            state.ActivityOutputs = new ValueMap(outputs.Select(pair => KeyValuePair.Create(Target(pair.Key)?.NodeId, pair.Value)).Where(pair => pair.Key is not null)!);
        state.LastOutputNodeId = state.LastOutputNodeId is { } last ? Target(last)?.NodeId : null;

        var oldVersion = state.DefinitionVersion;
        state.DefinitionId = To.Definition.DefinitionId;
        state.DefinitionVersionId = To.Definition.Id;
        state.DefinitionVersion = To.Definition.Version;
        state.UpdatedAt = time.GetUtcNow();
        var burst = new BurstResult(state);
        burst.Journal.Add(new JournalEntry(
            ++state.Sequence, root.Id, null, To.Root.Id, To.Root.Type, To.Root.TypeVersion, null, To.Root.NodeId, state.UpdatedAt,
            "Migrated", $"From version {oldVersion} to version {state.DefinitionVersion}."));
        return burst;
    }

    /// <summary>What the picture calls it, and its id where that is another.</summary>
    private static string Named(ActivityNode? node, string? nodeId = null) =>
        node is null ? $"'{nodeId}'" : node.DisplayName == node.Id ? $"'{node.Id}'" : $"'{node.DisplayName}' ({node.Id})";

    private ActivityNode? Target(string nodeId) => _targets.GetValueOrDefault(nodeId);

    private Bookmark Moved(Bookmark bookmark) => Target(bookmark.NodeId) is { } target ? bookmark with { NodeId = target.NodeId, ActivityId = target.Id } : bookmark;

    private void Move(ActivityInstance instance)
    {
        var old = From.Find(instance.NodeId)!;
        var target = _targets[instance.NodeId];
        instance.NodeId = target.NodeId;
        if (instance.StartedAt is not null && target.Variables.Count > 0)
        {
            var values = new ValueMap(target.Variables.Count);
            foreach (var variable in target.Variables)
                values[variable.Id] = instance.Variables is { } known && known.TryGetValue(variable.Id, out var value) ? value : variable.Value;
            instance.Variables = values;
        }

        if (instance.Flow is { } flow && old.Activity is Flowchart before && target.Activity is Flowchart after)
            instance.Flow = Move(flow, before, after);
        if (instance.Interrupted is { } step)
        {
            instance.Interrupted = step with
            {
                ChildNodeId = step.ChildNodeId is { } child ? Target(child)?.NodeId ?? child : null,
                Bookmark = step.Bookmark is { } bookmark ? Moved(bookmark) : null
            };
        }

        foreach (var child in instance.Children)
            Move(child);
    }

    /// <summary>
    /// Carries the ways already walked over. A connection that is new counts as passed over wherever its source was
    /// already left: nothing will come that way any more, and a join must not wait for it.
    /// </summary>
    private FlowScope Move(FlowScope flow, Flowchart before, Flowchart after)
    {
        var connections = after.Connections.ToList();
        var start = Target(before.Activities[flow.Start].NodeId) is { } begun ? Math.Max(0, IndexOf(after, begun)) : 0;
        var moved = FlowScope.Begin(start, after.Activities.Count, connections.Count);
        for (var index = 0; index < before.Activities.Count; index++)
        {
            if (Target(before.Activities[index].NodeId) is { } node && IndexOf(after, node) is >= 0 and var place)
                moved.ActivityVisits[place] = flow.ActivityVisits[index];
        }

        foreach (var connection in connections)
        {
            var same = before.Connections.FirstOrDefault(old =>
                old.Port == connection.Port
                && Target(before.Activities[old.Source].NodeId) == after.Activities[connection.Source]
                && Target(before.Activities[old.Target].NodeId) == after.Activities[connection.Target]);
            moved.ConnectionVisits[connection.Index] = same is null ? moved.ActivityVisits[connection.Source] : flow.ConnectionVisits[same.Index];
            moved.Followed[connection.Index] = same is not null && flow.Followed[same.Index];
        }

        PassOver(moved, after, connections);
        return moved;
    }

    /// <summary>New activities that only new ways lead to will not be reached any more, nor what comes after them alone.</summary>
    private static void PassOver(FlowScope flow, Flowchart flowchart, List<FlowConnection> connections)
    {
        var plan = flowchart.Plan(flow.Start);
        bool again;
        do
        {
            again = false;
            for (var index = 0; index < flowchart.Activities.Count; index++)
            {
                var inbound = plan.Inbound(index);
                if (inbound.Count == 0 || !flow.AllVisited(inbound, index) || flow.AnyFollowed(inbound, index))
                    continue;
                flow.ActivityVisits[index]++;
                foreach (var connection in connections.Where(connection => connection.Source == index && plan.IsForward(connection)))
                    flow.Visit(connection, followed: false);
                again = true;
            }
        }
        while (again);
    }

    private static int IndexOf(Flowchart flowchart, ActivityNode node)
    {
        for (var index = 0; index < flowchart.Activities.Count; index++)
        {
            if (flowchart.Activities[index] == node)
                return index;
        }

        return -1;
    }
}

/// <summary>What would become of an instance.</summary>
/// <param name="Obstacles">Why it cannot move; empty when it can.</param>
public sealed record MigrationPreview(string InstanceId, IReadOnlyList<MigrationMove> Moves, IReadOnlyList<string> Obstacles)
{
    public bool CanMove => Obstacles.Count == 0;
}

/// <summary>One activity that is under way, and where it would go on.</summary>
public sealed record MigrationMove(string FromNodeId, string ToNodeId, ActivityStatus Status, string ActivityInstanceId);

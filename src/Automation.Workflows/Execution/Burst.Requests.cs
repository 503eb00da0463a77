using Automation.Workflows.Activities.Looping;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>What activities ask of the burst while they run.</summary>
internal sealed partial class Burst
{
    /// <summary>True for the activity whose trigger started this burst.</summary>
    public bool IsTrigger(ActivityNode node) => _triggerActivityId == node.Id && node.Parent == Graph.Root.ChildList.FirstOrDefault();

    public bool TakeTrigger(ActivityInstance instance, out object? payload)
    {
        payload = _triggerPayload;
        if (_triggerActivityId != instance.Node.Id)
            return false;
        _triggerActivityId = null;
        _triggerPayload = null;
        return true;
    }

    public void Complete(ActivityInstance instance, IReadOnlyList<string> outcomes)
    {
        if (instance == _current)
            _completion = outcomes;
    }

    public void CompleteComposite(ActivityInstance from, IReadOnlyList<string> outcomes)
    {
        _completeComposite = Scopes.Workflow(from);
        _compositeOutcomes = outcomes;
    }

    public void Break(ActivityInstance from)
    {
        for (var scope = from.Parent; scope is not null; scope = scope.Parent)
        {
            if (scope.Node.Activity is not ILoop)
                continue;
            _completeComposite = scope;
            _compositeOutcomes = DoneOutcomes;
            return;
        }
    }

    public void Finish()
    {
        _completeComposite = State.Root;
        _compositeOutcomes = DoneOutcomes;
    }

    public void Schedule(ActivityInstance parent, ActivityNode child, string? tag, ValueMap? locals, bool backward)
    {
        var instance = new ActivityInstance
        {
            Id = Environment.Ids.NewId(),
            NodeId = child.NodeId,
            Node = child,
            Parent = parent,
            Tag = tag,
            Locals = locals,
            Backward = backward,
            ScheduledBy = _lastEnded ?? parent.Id
        };
        parent.Children.Add(instance);
        _scheduled.Enqueue(instance);
    }
}

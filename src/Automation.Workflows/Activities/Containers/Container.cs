using Automation.Workflows.Graphs;

namespace Automation.Workflows.Activities.Containers;

/// <summary>An activity that holds a list of activities.</summary>
internal abstract class Container : Activity
{
    public IReadOnlyList<ActivityNode> Activities { get; private set; } = [];

    protected internal override void Load(ActivityLoader loader) => Activities = loader.Children("activities");
}

using System.Text.Json;
using Automation.Workflows.Activities;
using Automation.Workflows.Definitions;

namespace Automation.Workflows.Graphs;

/// <summary>An activity where it stands in a compiled workflow. Immutable once the graph is compiled.</summary>
public sealed class ActivityNode
{
    internal ActivityNode(string id, string? name, ActivityDescriptor descriptor, Activity activity, ActivityNode? parent, JsonElement json, string path)
    {
        Id = id;
        Name = name;
        Descriptor = descriptor;
        Activity = activity;
        Parent = parent;
        Json = json;
        Path = path;
        NodeId = parent is null ? id : $"{parent.NodeId}:{id}";
    }

    /// <summary>The activity's id in its definition.</summary>
    public string Id { get; }

    /// <summary>Where it stands: the ids from the workflow down to it, joined by colons. Unique in the graph.</summary>
    public string NodeId { get; }

    public string? Name { get; }

    /// <summary>What the picture calls it.</summary>
    public string DisplayName => Json.Object("metadata")?.Text("displayText") is { Length: > 0 } shown ? shown : Name is { Length: > 0 } name ? name : Id;

    /// <summary>The same as it stands in sentences; the workflow itself by its name.</summary>
    internal string Quoted => Activity is Activities.Composition.WorkflowActivity workflow ? $"the workflow '{workflow.Definition.Name}'" : $"'{DisplayName}'";

    public string Type => Descriptor.TypeName;

    public int TypeVersion => Descriptor.Version;

    public ActivityDescriptor Descriptor { get; }

    public Activity Activity { get; }

    public ActivityNode? Parent { get; }

    /// <summary>The activities directly in it, in the order of the definition.</summary>
    public IReadOnlyList<ActivityNode> Children => ChildList;

    /// <summary>The variables it declares for itself and what stands in it.</summary>
    public IReadOnlyList<VariableDefinition> Variables { get; internal init; } = [];

    public IReadOnlyList<InputSlot> Inputs { get; internal set; } = [];

    public IReadOnlyList<OutputSlot> Outputs { get; internal set; } = [];

    /// <summary>The activity's own JSON.</summary>
    public JsonElement Json { get; }

    /// <summary>Where its JSON stands in the definition it belongs to.</summary>
    public string Path { get; }

    /// <summary>The designer marked it as a place where the workflow can begin.</summary>
    public bool CanStartWorkflow { get; internal init; }

    internal List<ActivityNode> ChildList { get; } = [];

    internal ActivityNode? ChildWithId(string id) => ChildList.Find(child => child.Id == id);

    public override string ToString() => $"{NodeId} ({Type})";
}

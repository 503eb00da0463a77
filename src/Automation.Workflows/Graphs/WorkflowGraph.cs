using System.Collections.Frozen;
using Automation.Workflows.Definitions;

namespace Automation.Workflows.Graphs;

/// <summary>A definition made ready to run: activities created, expressions prepared, references resolved. Immutable and shared.</summary>
public sealed class WorkflowGraph
{
    private readonly FrozenDictionary<string, ActivityNode> _byNodeId;

    internal WorkflowGraph(WorkflowDefinition definition, ActivityNode root, IReadOnlyList<ActivityNode> nodes, IReadOnlyList<DefinitionProblem> problems, bool readsOutputs)
    {
        Definition = definition;
        Root = root;
        Nodes = nodes;
        Problems = problems;
        ReadsOutputs = readsOutputs;
        _byNodeId = nodes.DistinctBy(node => node.NodeId).ToFrozenDictionary(node => node.NodeId, StringComparer.Ordinal);
    }

    public WorkflowDefinition Definition { get; }

    /// <summary>The workflow itself; its only child is the definition's root activity.</summary>
    public ActivityNode Root { get; }

    /// <summary>All nodes, each before what stands in it.</summary>
    public IReadOnlyList<ActivityNode> Nodes { get; }

    /// <summary>What was found while compiling. A graph with errors runs, and fails where the error stands.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; }

    /// <summary>Some expression asks for outputs of earlier activities, so they have to be remembered.</summary>
    internal bool ReadsOutputs { get; }

    public ActivityNode? Find(string nodeId) => _byNodeId.GetValueOrDefault(nodeId);
}

using Automation.Workflows.Definitions;

namespace Automation.Workflows.Graphs;

/// <summary>A variable and the activity that declares it.</summary>
public sealed record VariableReference(ActivityNode Scope, VariableDefinition Variable);

/// <summary>Where an output goes: into a variable, or into an output of the workflow.</summary>
internal sealed record OutputTarget(VariableReference? Variable, string? WorkflowOutput);

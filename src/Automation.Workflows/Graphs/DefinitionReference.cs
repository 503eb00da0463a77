using System.Text.Json;
using Automation.Workflows.Definitions;

namespace Automation.Workflows.Graphs;

/// <summary>How an activity names the workflow it stands for.</summary>
/// <param name="VersionId">The version the designer saw; tried first.</param>
/// <param name="DefinitionId">The workflow; its version <paramref name="Version"/> is tried second, its published version last.</param>
public sealed record DefinitionReference(string? VersionId, string? DefinitionId, int? Version)
{
    internal static DefinitionReference? Read(JsonElement activity) =>
        activity.Text("workflowDefinitionVersionId") is null && activity.Text("workflowDefinitionId") is null
            ? null
            : new DefinitionReference(activity.Text("workflowDefinitionVersionId"), activity.Text("workflowDefinitionId"), activity.WholeNumber("version"));
}

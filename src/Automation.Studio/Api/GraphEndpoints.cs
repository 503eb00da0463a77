using Automation.Storage.Workflows;
using Automation.Studio.Wire;
using Automation.Workflows.Activities;
using Automation.Workflows.Graphs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Automation.Studio.Api;

/// <summary>The inside of what stands in a workflow, and the way to it, for Studio to step into a container or a workflow used as an activity.</summary>
internal static class GraphEndpoints
{
    public static void MapGraphs(this IEndpointRouteBuilder api)
    {
        api.MapGet("workflow-definitions/subgraph/{id}", InsideAsync);
        api.MapGet("workflow-definitions/subgraph/segments/{id}", WayAsync);
    }

    private static async Task<IResult> InsideAsync(string id, string? parentNodeId, DefinitionQueries queries, DefinitionReading reading, CancellationToken token)
    {
        if (await queries.FindAsync(id, token) is not { } definition)
            return Results.NotFound();
        var graph = await reading.GraphOfAsync(definition, token);
        var node = parentNodeId is { Length: > 0 } ? graph.Find(parentNodeId) : graph.Root;
        if (node is null)
            return Results.NotFound();
        // The inside of a workflow used as an activity is its root.
        var shown = (node == graph.Root || node.Descriptor.Definition is not null) && node.Children is [var inside, ..] ? inside : node;
        return Results.Ok(JsonOf(shown));
    }

    /// <summary>Where an activity stands: through which activities and which of their ports one steps to come to the picture that shows it.</summary>
    private static async Task<IResult> WayAsync(string id, string? childNodeId, DefinitionQueries queries, DefinitionReading reading, CancellationToken token)
    {
        if (await queries.FindAsync(id, token) is not { } definition || (await reading.GraphOfAsync(definition, token)).Find(childNodeId ?? "") is not { } child)
            return Results.NotFound();
        var way = new List<object>();
        // The workflow itself is where every way begins.
        for (var at = child; at.Parent is { Parent: not null } parent; at = parent)
        {
            if (PortOf(at) is { } port)
                way.Insert(0, new { ActivityNodeId = parent.NodeId, ActivityId = parent.Id, ActivityType = parent.Type, PortName = port, ActivityName = parent.Name });
        }

        var container = child.Parent;
        while (container?.Parent is not null && !container.Descriptor.IsContainer)
            container = container.Parent;
        return Results.Ok(new { ChildNode = JsonOf(child), Container = JsonOf(container ?? child), PathSegments = way });
    }

    private static object JsonOf(ActivityNode node) => new { node.NodeId, Port = PortOf(node) ?? "Root", Activity = DefinitionJson.Placed(node), Children = Array.Empty<object>() };

    /// <summary>The embedded port of its parent that an activity stands in; null where the parent shows it in its own picture, as a flowchart does.</summary>
    private static string? PortOf(ActivityNode node)
    {
        if (node.Parent is not { Parent: not null } parent)
            return null;
        if (parent.Descriptor.Definition is not null)
            return "Root";
        var place = node.Path.StartsWith(parent.Path, StringComparison.Ordinal) ? node.Path[parent.Path.Length..].TrimStart('.').Split('.', '[')[0] : "";
        return parent.Descriptor.Ports.FirstOrDefault(p => p.Kind == PortKind.Embedded && string.Equals(p.Name, place, StringComparison.OrdinalIgnoreCase))?.Name;
    }
}

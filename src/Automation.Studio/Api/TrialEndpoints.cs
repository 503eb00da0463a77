using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Studio.Wire;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Automation.Studio.Api;

/// <summary>The editor's Test tab: one activity run by itself. Nothing is stored and nothing is done outside.</summary>
internal static class TrialEndpoints
{
    public static void MapTrials(this IEndpointRouteBuilder api) => api.MapPost("tests/activities", RunAsync).ForOwners();

    private static async Task<IResult> RunAsync(
        TrialBody body, DefinitionQueries definitions, DefinitionReading reading, DeskDatabase database, GraphCache graphs, TimeProvider time, IIdGenerator ids, CancellationToken token)
    {
        if (await FindAsync(body.WorkflowDefinitionHandle, definitions, token) is not { } definition)
            return Results.NotFound();
        var wanted = body.ActivityHandle;
        var node = wanted?.ActivityNodeId is { Length: > 0 } nodeId ? nodeId
            : (await reading.GraphOfAsync(definition, token)).Nodes.FirstOrDefault(n => n.Id == wanted?.ActivityId)?.NodeId;
        if (node is null)
            return Results.NotFound();

        await using var context = database.Open();
        var session = new WorkflowSession(new WorkflowLookups(context, time), new HostServices());
        if (await ActivityTrial.RunAsync(definition, node, graphs, session, time, ids, token) is not { } trial)
            return Results.NotFound();

        var record = trial.Record;
        var state = new ValueMap(record.Inputs ?? []);
        if (trial.Lines.Count > 0)
            state["Lines written"] = string.Join('\n', trial.Lines);
        if (trial.NotDone.Count > 0)
            state["Not done, because this is a test"] = string.Join('\n', trial.NotDone);
        if (trial.WaitsFor.Count > 0)
            state["Waits for"] = string.Join('\n', trial.WaitsFor);
        if (trial.Incidents.Count > 0)
            state["Failed with"] = string.Join('\n', trial.Incidents.Select(i => i.Message));
        return Results.Ok(new
        {
            ActivityState = state,
            record.Outcomes,
            Payload = record.Outcomes.Count > 0 ? new { record.Outcomes } : null,
            Outputs = record.Outputs ?? [],
            Exception = trial.Incidents is [.., var last] ? InstanceJson.ExceptionOf(last.Exception) : null,
            Status = InstanceJson.StatusOf(record.Status),
        });
    }

    private static async Task<WorkflowDefinition?> FindAsync(DefinitionHandle? handle, DefinitionQueries definitions, CancellationToken token) => handle switch
    {
        { DefinitionVersionId: { Length: > 0 } version } => await definitions.FindAsync(version, token),
        { DefinitionId: { Length: > 0 } id } => await definitions.FindAsync(id, VersionWords.Read(handle.VersionOptions), token),
        _ => null,
    };

    private sealed record TrialBody(DefinitionHandle? WorkflowDefinitionHandle, ActivityPlace? ActivityHandle);

    private sealed record DefinitionHandle(string? DefinitionId, string? DefinitionVersionId, string? VersionOptions);

    private sealed record ActivityPlace(string? ActivityId, string? ActivityNodeId);
}

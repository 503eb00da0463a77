using System.Text.Json;
using Automation.Storage.Workflows;
using Automation.Studio.Wire;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Automation.Studio.Api;

/// <summary>Starts workflows and publishes events by hand.</summary>
internal static class RunEndpoints
{
    private const int MostAtOnce = 1000;
    private const string NotStarted = "The workflow was not started: one is running already, and its activation strategy lets no other run beside it.";

    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        api.MapPost("workflow-definitions/{definitionId}/execute", ExecuteAsync).ForOwners();
        api.MapPost("workflow-definitions/{definitionId}/dispatch", DispatchAsync).ForOwners();
        api.MapPost("workflow-definitions/{definitionId}/bulk-dispatch", BulkDispatchAsync).ForOwners();
        api.MapPost("events/{eventName}/trigger", TriggerAsync).ForOwners();
    }

    private static async Task<IResult> ExecuteAsync(string definitionId, RunBody? body, HttpContext http, DefinitionQueries definitions, InstanceViews instances, WorkflowUnits units, WorkflowRuntime runtime, IIdGenerator ids, CancellationToken token)
    {
        var (instanceId, started) = await StartAsync(definitionId, body, http, definitions, units, runtime, ids, token);
        if (instanceId is null)
            return Results.NotFound();
        http.Response.Headers["x-elsa-workflow-cannot-start"] = started ? "False" : "True";
        if (!started)
            return Results.Ok(new { Reason = NotStarted });
        http.Response.Headers["x-elsa-workflow-instance-id"] = instanceId;
        // A run that failed is shown by its incidents; it is no fault of this call.
        return await instances.FindAsync(instanceId, token) is { } state ? Results.Ok(new { WorkflowState = InstanceJson.StateOf(state) }) : Results.Ok(new { });
    }

    private static async Task<IResult> DispatchAsync(string definitionId, RunBody? body, HttpContext http, DefinitionQueries definitions, WorkflowUnits units, WorkflowRuntime runtime, IIdGenerator ids, CancellationToken token)
    {
        var (instanceId, started) = await StartAsync(definitionId, body, http, definitions, units, runtime, ids, token);
        if (instanceId is null)
            return Results.NotFound();
        http.Response.Headers["x-elsa-workflow-cannot-start"] = started ? "False" : "True";
        return started ? Results.Ok(new { WorkflowInstanceId = instanceId }) : Results.Ok(new { Reason = NotStarted });
    }

    /// <summary>Starts the same many times, each in a transaction of its own. What its activation does not allow is not among the ids.</summary>
    private static async Task<IResult> BulkDispatchAsync(string definitionId, RunBody? body, HttpContext http, DefinitionQueries definitions, WorkflowUnits units, WorkflowRuntime runtime, IIdGenerator ids, CancellationToken token)
    {
        var count = body?.Count ?? 1;
        if (count is < 1 or > MostAtOnce)
            throw new ArgumentException($"Count is {count}; 1 to {MostAtOnce} instances are started at once.");
        var started = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var (instanceId, isRunning) = await StartAsync(definitionId, body, http, definitions, units, runtime, ids, token);
            if (instanceId is null)
                return Results.NotFound();
            if (isRunning)
                started.Add(instanceId);
        }

        return Results.Ok(new { WorkflowInstanceIds = started });
    }

    private static async Task<(string? InstanceId, bool Started)> StartAsync(string definitionId, RunBody? body, HttpContext http, DefinitionQueries definitions, WorkflowUnits units, WorkflowRuntime runtime, IIdGenerator ids, CancellationToken token)
    {
        // What is not said means what is in force, as in Elsa; a draft that was never published can be run to try it.
        var found = VersionWords.ReadStart(body?.VersionOptions) is { } asked
            ? await definitions.FindAsync(definitionId, asked, token)
            : await definitions.FindAsync(definitionId, new VersionChoice(Published: true), token) ?? await definitions.FindAsync(definitionId, new VersionChoice(Latest: true), token);
        if (found is not { } definition)
            return (null, false);
        var instanceId = ids.NewId();
        if (MapOf(body?.Input) is { } input && Arguments.Misfits(definition, input) is { Count: > 0 } misfits)
            throw new ArgumentException(string.Join(" ", misfits));
        var request = new StartRequest(
            DefinitionVersionId: definition.Id, Input: MapOf(body?.Input), CorrelationId: body?.CorrelationId is { Length: > 0 } c ? c : null,
            InstanceId: instanceId, TriggerActivityId: body?.TriggerActivityId is { Length: > 0 } t ? t : null);
        var result = await units.RunAsync((unit, cancel) => runtime.StartAsync(unit.Session, request, cancel), token, new HostServices(http.RequestServices));
        return (instanceId, result.Runs.Count > 0);
    }

    private static async Task<IResult> TriggerAsync(string eventName, EventBody? body, WorkflowUnits units, WorkflowRuntime runtime, CancellationToken token)
    {
        var payload = body?.Input is { } input ? WorkflowValue.FromJson(input) : null;
        await units.RunAsync((unit, cancel) => runtime.PublishAsync(unit.Session, eventName, payload, body?.CorrelationId, body?.WorkflowInstanceId, cancel), token);
        return Results.Ok();
    }

    internal static ValueMap? MapOf(JsonElement? json) => json is { ValueKind: JsonValueKind.Object } map ? WorkflowValue.FromJson(map) as ValueMap : null;

    private sealed record RunBody(string? CorrelationId, string? TriggerActivityId, JsonElement? VersionOptions, JsonElement? Input, int? Count);

    private sealed record EventBody(string? CorrelationId, string? WorkflowInstanceId, JsonElement? Input);
}

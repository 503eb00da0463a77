using System.Text.Json;
using Automation.Stages.Instances;
using Automation.Storage.Workflows;
using Automation.Studio.Wire;
using Automation.Workflows.Execution;
using Automation.Workflows.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Automation.Studio.Api;

/// <summary>Workflow instances: list, state, journal, what every activity did, variables, cancel, retry, delete.</summary>
internal static class InstanceEndpoints
{
    public static void MapInstances(this IEndpointRouteBuilder api)
    {
        api.MapPost("workflow-instances", ListAsync);
        api.MapGet("workflow-instances/{id}", async (string id, InstanceViews queries, CancellationToken token) =>
            await queries.FindAsync(id, token) is { } state ? Results.Ok(InstanceJson.Of(state)) : Results.NotFound());
        api.MapGet("workflow-instances/{id}/execution-state", async (string id, InstanceViews queries, CancellationToken token) =>
            await queries.ProgressAsync(id, token) is { } now ? Results.Ok(new { now.Status, now.SubStatus, now.UpdatedAt }) : Results.NotFound());
        api.MapGet("workflow-instances/{id}/journal", (string id, int? skip, int? take, InstanceViews queries, CancellationToken token) => JournalAsync(id, skip, take, null, queries, token));
        api.MapPost("workflow-instances/{id}/journal", (string id, int? skip, int? take, JournalBody? body, InstanceViews queries, CancellationToken token) => JournalAsync(id, skip, take, body?.Filter, queries, token));
        api.MapGet("workflow-instances/{id}/variables", VariablesAsync);
        api.MapPost("workflow-instances/{id}/variables", SetVariablesAsync).ForOwners();
        api.MapDelete("workflow-instances/{id}", async (string id, InstanceActions actions, CancellationToken token) => await actions.DeleteAsync(id, token) ? Results.NoContent() : Results.NotFound()).ForOwners();
        api.MapPost("cancel/workflow-instances/{id}", async (string id, InstanceActions actions, CancellationToken token) => await actions.CancelAsync(id, "Cancelled in Studio.", token) ? Results.Ok() : Results.NotFound()).ForOwners();
        api.MapPost("alterations/workflows/retry", RetryAsync).ForOwners();

        api.MapGet("activity-executions/list", async (string workflowInstanceId, string? activityNodeId, bool? completed, InstanceViews queries, CancellationToken token) =>
        {
            var all = (await queries.RecordsAsync(workflowInstanceId, token)).ToDictionary(r => r.Id);
            var items = Wanted(all.Values, activityNodeId, completed).Select(r => InstanceJson.Of(r, workflowInstanceId, all)).ToList();
            return Results.Ok(new { Items = items, items.Count });
        });
        api.MapGet("activity-execution-summaries/list", async (string workflowInstanceId, string? activityNodeId, bool? completed, InstanceViews queries, CancellationToken token) =>
        {
            var items = Wanted(await queries.RecordsAsync(workflowInstanceId, token), activityNodeId, completed).Select(r => InstanceJson.SummaryOf(r, workflowInstanceId)).ToList();
            return Results.Ok(new { Items = items, items.Count });
        });
        api.MapGet("activity-executions/by-id", (string id, InstanceViews queries, CancellationToken token) => RecordAsync(id, queries, token));
        api.MapGet("activity-executions/{id}/call-stack", CallStackAsync);
        api.MapPost("activity-executions/report", async (ReportBody body, InstanceViews queries, CancellationToken token) =>
        {
            var runs = (await queries.RecordsAsync(body.WorkflowInstanceId.Given("workflowInstanceId"), token)).ToLookup(r => r.NodeId);
            return Results.Ok(new { Stats = (body.ActivityNodeIds ?? []).Where(runs.Contains).Select(node => InstanceJson.StatsOf(node, [.. runs[node]])) });
        });
    }

    private static async Task<IResult> ListAsync(ListBody? body, InstanceViews queries, CancellationToken token)
    {
        body ??= new ListBody();
        var take = Math.Clamp(body.PageSize ?? 25, 1, 1000);
        var filter = new InstanceFilter(
            [.. body.DefinitionIds ?? [], .. body.DefinitionId is { Length: > 0 } one ? [one] : Array.Empty<string>()], body.Ids ?? [], body.CorrelationId, body.Version, body.HasIncidents,
            [.. body.Statuses ?? [], .. body.Status is { } s ? [s] : Array.Empty<WorkflowStatus>()], [.. body.SubStatuses ?? [], .. body.SubStatus is { } u ? [u] : Array.Empty<WorkflowSubStatus>()],
            body.SearchTerm, Enum.TryParse<InstanceOrder>(body.OrderBy?.Replace("At", "", StringComparison.Ordinal), ignoreCase: true, out var order) ? order : InstanceOrder.Created,
            !string.Equals(body.OrderDirection, "Ascending", StringComparison.OrdinalIgnoreCase), StudioAccess.Skip(body.Page, take), take);
        if (TimesOf(body.TimestampFilters, out var problem) is not { } times)
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["timestampFilters"] = [problem] });
        var (items, total) = await queries.ListAsync(filter with { Times = times }, token);
        return Results.Ok(new { Items = items.Select(InstanceJson.Of), TotalCount = total });
    }

    /// <returns>Null when one of them cannot be meant. One that is not filled in yet asks for nothing.</returns>
    private static List<TimeFilter>? TimesOf(TimeBody?[]? asked, out string problem)
    {
        problem = "";
        var times = new List<TimeFilter>();
        foreach (var one in (asked ?? []).OfType<TimeBody>().Where(one => one.Column is { Length: > 0 } && one.Timestamp is not null))
        {
            if (!Enum.TryParse<InstanceOrder>(one.Column!.Replace("At", "", StringComparison.Ordinal), ignoreCase: true, out var column) || column == InstanceOrder.Name)
                problem = $"There is no time '{one.Column}'; there are CreatedAt, UpdatedAt and FinishedAt.";
            else if (!Enum.TryParse<TimeComparison>(one.Operator, ignoreCase: true, out var comparison))
                problem = $"There is no comparison '{one.Operator}'; there are {string.Join(", ", Enum.GetNames<TimeComparison>())}.";
            else
                times.Add(new TimeFilter(column, comparison, one.Timestamp!.Value.ToUniversalTime()));
            if (problem.Length > 0)
                return null;
        }

        return times;
    }

    private static async Task<IResult> JournalAsync(string id, int? skip, int? take, JournalFilter? filter, InstanceViews queries, CancellationToken token)
    {
        var lines = (await queries.JournalAsync(id, token)).Where(e =>
            (filter?.ActivityIds is not { Length: > 0 } activities || activities.Contains(e.ActivityId))
            && (filter?.ActivityNodeIds is not { Length: > 0 } nodes || nodes.Contains(e.NodeId))
            && (filter?.ExcludedActivityTypes is not { Length: > 0 } excluded || !excluded.Contains(e.ActivityType))
            && (filter?.EventNames is not { Length: > 0 } events || events.Contains(e.EventName))).ToList();
        return Results.Ok(new { Items = lines.Skip(Math.Max(0, skip ?? 0)).Take(Math.Clamp(take ?? 100, 1, 1000)).Select(e => InstanceJson.Of(e, id)), TotalCount = lines.Count });
    }

    private static async Task<IResult> VariablesAsync(string id, InstanceActions actions, CancellationToken token)
    {
        if (await actions.VariablesAsync(id, token) is not { } found)
            return Results.NotFound();
        var items = found.Variables.Select(v => new { v.Id, v.Name, v.TypeName, v.Value, v.ActivityId, v.ActivityName, v.ActivityInstanceId }).ToList();
        return Results.Ok(new { Items = items, items.Count });
    }

    private static async Task<IResult> SetVariablesAsync(string id, VariablesBody body, InstanceActions actions, CancellationToken token)
    {
        var values = new ValueMap();
        foreach (var variable in body.Variables.Given("variables"))
        {
            if (string.IsNullOrEmpty(variable?.Id) || variable.Value.ValueKind == JsonValueKind.Undefined)
                throw new ArgumentException("Each of 'variables' needs an 'id' and a 'value'.");
            values[variable.Id] = WorkflowValue.FromJson(variable.Value);
        }

        return await actions.SetVariablesAsync(id, values, null, token) switch
        {
            VariablesOutcome.NotFound => Results.NotFound(),
            VariablesOutcome.Over => Results.Problem("The instance is over; its variables cannot be changed.", statusCode: StatusCodes.Status409Conflict, title: "Not possible now."),
            _ => await VariablesAsync(id, actions, token),
        };
    }

    private static async Task<IResult> RetryAsync(RetryBody body, InstanceActions actions, InstanceViews queries, CancellationToken token)
    {
        var results = new List<object>();
        foreach (var id in body.WorkflowInstanceIds.Given("workflowInstanceIds").Distinct())
        {
            string[]? which = null;
            if (body.ActivityIds is { Length: > 0 } activities)
                which = [.. (await queries.RecordsAsync(id, token)).Where(r => r.Status == ActivityStatus.Faulted && activities.Contains(r.ActivityId)).Select(r => r.Id)];
            var done = await actions.RetryAsync(id, which, token);
            results.Add(new { WorkflowInstanceId = id, Log = new { LogEntries = Array.Empty<object>() }, WorkflowHasScheduledWork = false, IsSuccessful = done });
        }

        return Results.Ok(new { Results = results });
    }

    private static async Task<IResult> RecordAsync(string id, InstanceViews queries, CancellationToken token)
    {
        if (await queries.RecordAsync(id, token) is not { } found)
            return Results.NotFound();
        var all = (await queries.RecordsAsync(found.InstanceId, token)).ToDictionary(r => r.Id);
        return Results.Ok(InstanceJson.Of(found.Record, found.InstanceId, all));
    }

    private static async Task<IResult> CallStackAsync(string id, InstanceViews queries, CancellationToken token)
    {
        if (await queries.RecordAsync(id, token) is not { } found)
            return Results.NotFound();
        var all = (await queries.RecordsAsync(found.InstanceId, token)).ToDictionary(r => r.Id);
        var chain = new List<ActivityRecord>();
        for (var at = found.Record; chain.Count < all.Count; at = all[at.ParentId])
        {
            chain.Insert(0, at);
            if (at.ParentId is null || !all.ContainsKey(at.ParentId))
                break;
        }

        return Results.Ok(new { ActivityExecutionId = id, Items = chain.Select(r => InstanceJson.Of(r, found.InstanceId, all)), TotalCount = chain.Count });
    }

    private static IEnumerable<ActivityRecord> Wanted(IEnumerable<ActivityRecord> records, string? nodeId, bool? completed) => records.Where(r =>
        (nodeId is not { Length: > 0 } || r.NodeId == nodeId) && (completed is not { } wanted || r.CompletedAt is not null == wanted));

    private sealed record ListBody(
        int? Page = null, int? PageSize = null, string? SearchTerm = null, string? DefinitionId = null, string[]? DefinitionIds = null, string[]? Ids = null, string? CorrelationId = null, int? Version = null,
        bool? HasIncidents = null, WorkflowStatus? Status = null, WorkflowStatus[]? Statuses = null, WorkflowSubStatus? SubStatus = null, WorkflowSubStatus[]? SubStatuses = null, string? OrderBy = null, string? OrderDirection = null, TimeBody?[]? TimestampFilters = null);

    private sealed record TimeBody(string? Column, string? Operator, DateTimeOffset? Timestamp);

    private sealed record JournalBody(JournalFilter? Filter);

    private sealed record JournalFilter(string[]? ActivityIds, string[]? ActivityNodeIds, string[]? ExcludedActivityTypes, string[]? EventNames);

    private sealed record ReportBody(string? WorkflowInstanceId, string[]? ActivityNodeIds);

    private sealed record RetryBody(string[]? WorkflowInstanceIds, string[]? ActivityIds);

    private sealed record VariablesBody(VariableValue?[]? Variables);

    private sealed record VariableValue(string? Id, JsonElement Value);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Studio.Wire;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Automation.Studio.Api;

/// <summary>Workflow definitions one by one: list, read, save, publish, retract, revert, delete.</summary>
internal static class DefinitionEndpoints
{
    /// <summary>Names the window that saves, so that its own saves may overtake each other.</summary>
    private const string EditorHeader = "X-Editor";

    /// <summary>Says <c>true</c> when the person knows that somebody else saved in the meantime.</summary>
    private const string KeepBothHeader = "X-Keep-Both";

    public static void MapDefinitions(this IEndpointRouteBuilder api)
    {
        api.MapGet("workflow-definitions", ListAsync);
        api.MapGet("workflow-definitions/by-definition-id/{definitionId}", async (string definitionId, string? versionOptions, HttpContext http, DefinitionQueries queries, DefinitionReading reading, CancellationToken token) =>
            await OneAsync(await queries.FindAsync(definitionId, VersionWords.Read(versionOptions), token), http, reading, token));
        api.MapGet("workflow-definitions/by-id/{id}", async (string id, HttpContext http, DefinitionQueries queries, DefinitionReading reading, CancellationToken token) =>
            await OneAsync(await queries.FindAsync(id, token), http, reading, token));
        api.MapGet("workflow-definitions/many-by-id", ManyAsync);
        api.MapGet("workflow-definitions/query/count", async (DefinitionQueries queries, CancellationToken token) => Results.Ok(new { Count = await queries.CountAsync(token) }));
        api.MapGet("workflow-definitions/validation/is-name-unique", async (string name, string? definitionId, DefinitionQueries queries, CancellationToken token) =>
            Results.Ok(new { IsUnique = await queries.IsNameFreeAsync(name.Trim(), definitionId, token) }));
        api.MapGet("workflow-definitions/{definitionId}/versions", VersionsAsync);
        api.MapGet("workflow-definitions/{definitionId}/consumers", async (string definitionId, DefinitionQueries queries, CancellationToken token) =>
            Results.Ok(new { ConsumingWorkflowDefinitionIds = await queries.ConsumersAsync(definitionId, token) }));

        api.MapPost("workflow-definitions", SaveAsync).ForOwners();
        api.MapPost("workflow-definitions/{definitionId}/publish", PublishAsync).ForOwners();
        api.MapPost("workflow-definitions/{definitionId}/retract", RetractAsync).ForOwners();
        api.MapPost("workflow-definitions/{definitionId}/revert/{version:int}", RevertAsync).ForOwners();
        api.MapPost("workflow-definitions/{definitionId}/update-references", UpdateReferencesAsync).ForOwners();
        api.MapDelete("workflow-definitions/{definitionId}", async (string definitionId, DefinitionLibrary library, CancellationToken token) =>
            await library.DeleteAsync(definitionId, token) ? Results.NoContent() : Results.NotFound()).ForOwners();
        api.MapDelete("workflow-definition-versions/{id}", async (string id, DefinitionLibrary library, CancellationToken token) =>
            await library.DeleteVersionAsync(id, token) ? Results.NoContent() : Results.NotFound()).ForOwners();
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, DefinitionQueries queries, string? versionOptions, int? page, int? pageSize, string? searchTerm, string? orderBy, string? orderDirection, string[]? definitionIds, string[]? ids, CancellationToken token)
    {
        var take = Math.Clamp(pageSize ?? 100, 1, 1000);
        // Where no kind of version is asked for, a list means all: that is how Studio names the old versions that instances stand on.
        var filter = new DefinitionFilter(
            string.IsNullOrWhiteSpace(versionOptions) ? default : VersionWords.Read(versionOptions), definitionIds ?? [], ids ?? [], searchTerm,
            orderBy?.ToUpperInvariant() switch { "VERSION" => DefinitionOrder.Version, "CREATED" or "CREATEDAT" => DefinitionOrder.Created, _ => DefinitionOrder.Name },
            string.Equals(orderDirection, "Descending", StringComparison.OrdinalIgnoreCase), StudioAccess.Skip(page, take), take);
        var (items, total) = await queries.ListAsync(filter, token);
        var mayWrite = await http.MayWriteAsync();
        return Results.Ok(new { Items = items.Select(x => DefinitionJson.Of(x, mayWrite)), TotalCount = total, Links = Link.OfList(mayWrite) });
    }

    private static async Task<IResult> OneAsync(WorkflowDefinition? definition, HttpContext http, DefinitionReading reading, CancellationToken token) =>
        definition is null ? Results.NotFound() : Results.Ok(await reading.JsonOfAsync(definition, await http.MayWriteAsync(), token));

    private static async Task<IResult> ManyAsync(string[]? ids, HttpContext http, DefinitionQueries queries, DefinitionReading reading, CancellationToken token)
    {
        var mayWrite = await http.MayWriteAsync();
        var items = new List<JsonObject>();
        foreach (var definition in await queries.ManyAsync(ids ?? [], token))
            items.Add(await reading.JsonOfAsync(definition, mayWrite, token));
        return Results.Ok(new { Items = items, items.Count, Links = Link.OfList(mayWrite) });
    }

    private static async Task<IResult> VersionsAsync(string definitionId, HttpContext http, DefinitionQueries queries, CancellationToken token)
    {
        var (items, _) = await queries.ListAsync(new DefinitionFilter(default, [definitionId], [], null, DefinitionOrder.Version, true, 0, 1000), token);
        var mayWrite = await http.MayWriteAsync();
        return items.Count == 0 ? Results.NotFound() : Results.Ok(new { Items = items.Select(x => DefinitionJson.Of(x, mayWrite)) });
    }

    private static async Task<IResult> SaveAsync(SaveRequest request, HttpContext http, DefinitionLibrary library, DefinitionReading reading, CancellationToken token)
    {
        var (content, revision) = DefinitionJson.Read(request.Model);
        var by = http.User.NameOf();
        var edit = new DraftEdit(by, http.Request.Headers[EditorHeader] is [{ Length: > 0 and <= 100 } window] ? $"{by} {window}" : by, revision, http.Request.Headers[KeepBothHeader] == "true");
        SavedDefinition saved;
        try
        {
            saved = await library.SaveAsync(content, request.Publish ?? false, edit, token);
        }
        catch (DraftConflictException e)
        {
            return Results.Problem(
                $"{e.Message} Open it again to see it, or save once more with the header {KeepBothHeader}: true; yours is the next version then, and the other stays beside it.",
                statusCode: StatusCodes.Status409Conflict, title: "Somebody else changed this workflow.", type: "urn:automation:changed-meanwhile",
                extensions: new Dictionary<string, object?> { ["by"] = e.By, ["version"] = e.Version, ["at"] = e.At });
        }

        return await AnswerAsync(saved, await TakenAlongAsync(saved, http, library, token), reading, token);
    }

    private static async Task<IResult> PublishAsync(string definitionId, HttpContext http, DefinitionLibrary library, DefinitionReading reading, CancellationToken token) =>
        await library.PublishAsync(definitionId, token) is { } saved ? await AnswerAsync(saved, await TakenAlongAsync(saved, http, library, token), reading, token) : Results.NotFound();

    /// <summary>The workflows that use this one go along when it is published, if it says so. The definition ids of those that did.</summary>
    public static async Task<IReadOnlyList<string>> TakenAlongAsync(SavedDefinition saved, HttpContext http, DefinitionLibrary library, CancellationToken token)
    {
        var definition = saved.Definition;
        var goAlong = definition.IsPublished && !saved.WasPublished && definition.Json.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Object
            && options.TryGetProperty("autoUpdateConsumingWorkflows", out var wanted) && wanted.ValueKind == JsonValueKind.True;
        return goAlong ? await library.UpdateReferencesAsync(definition.DefinitionId, null, http.User.NameOf(), token) : [];
    }

    private static async Task<IResult> UpdateReferencesAsync(string definitionId, ReferencesBody? body, HttpContext http, DefinitionQueries queries, DefinitionLibrary library, CancellationToken token)
    {
        if (await queries.FindAsync(definitionId, new VersionChoice(Published: true), token) is null)
            return Results.NotFound();
        return Results.Ok(new { AffectedWorkflows = await library.UpdateReferencesAsync(definitionId, body?.ConsumingWorkflowIds, http.User.NameOf(), token) });
    }

    private static async Task<IResult> RetractAsync(string definitionId, DefinitionLibrary library, DefinitionReading reading, CancellationToken token) =>
        await library.RetractAsync(definitionId, token) is { } retracted ? Results.Ok(await reading.JsonOfAsync(retracted.Definition, true, token)) : Results.NotFound();

    private static async Task<IResult> RevertAsync(string definitionId, int version, HttpContext http, DefinitionLibrary library, CancellationToken token)
    {
        if (await library.RevertAsync(definitionId, version, http.User.NameOf(), token) is not { } saved)
            return Results.NotFound();
        var now = saved.Definition;
        return Results.Created(
            $"/elsa/api/workflow-definitions/by-id/{now.Id}",
            new { now.Id, now.DefinitionId, now.Name, now.Description, now.Version, now.IsLatest, now.IsPublished, MaterializerName = "Json", ToolVersion = "3.8.0.0", saved.CreatedAt, IsReadonly = false });
    }

    private static async Task<IResult> AnswerAsync(SavedDefinition saved, IReadOnlyList<string> consumers, DefinitionReading reading, CancellationToken token) => Results.Ok(new
    {
        WorkflowDefinition = await reading.JsonOfAsync(saved.Definition, true, token),
        AlreadyPublished = saved.WasPublished,
        ConsumingWorkflowCount = consumers.Count,
        ValidationErrors = saved.Problems.Select(StudioAccess.ErrorOf),
    });

    /// <param name="ConsumingWorkflowIds">Definition ids; null for all that use the workflow.</param>
    private sealed record ReferencesBody(string[]? ConsumingWorkflowIds);

    private sealed record SaveRequest(JsonElement Model, bool? Publish);
}

/// <summary>Definitions with the place of every activity, for which they are compiled.</summary>
internal sealed class DefinitionReading(DeskDatabase database, GraphCache graphs, TimeProvider time)
{
    public async Task<JsonObject> JsonOfAsync(WorkflowDefinition definition, bool mayWrite, CancellationToken token)
    {
        await using var context = database.Open();
        // A file may say when it was made elsewhere; what people see is when this version came to be here.
        var row = await context.WorkflowDefinitions.IgnoreQueryFilters().Where(x => x.Id == definition.Id).Select(x => new { x.CreatedAt, x.Revision }).FirstOrDefaultAsync(token);
        return DefinitionJson.Of(definition, await GraphOfAsync(definition, token), row?.CreatedAt ?? default, row?.Revision ?? 0, mayWrite);
    }

    public async Task<WorkflowGraph> GraphOfAsync(WorkflowDefinition definition, CancellationToken token)
    {
        await using var context = database.Open();
        return await graphs.CompileAsync(definition, new WorkflowSession(new WorkflowLookups(context, time), new HostServices()), token);
    }
}

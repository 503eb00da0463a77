using System.Runtime.ExceptionServices;
using Automation.Stages.Instances;
using Automation.Storage.Workflows;
using Automation.Workflows.Definitions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Automation.Studio.Api;

/// <summary>The same done to many. Each is its own transaction, so that one that is refused holds no other up.</summary>
internal static class BulkEndpoints
{
    public static void MapBulk(this IEndpointRouteBuilder api)
    {
        var bulk = api.MapGroup("bulk-actions").ForOwners();
        bulk.MapPost("delete/workflow-definitions/by-definition-id", async (DefinitionIdsBody body, DefinitionLibrary library, CancellationToken token) =>
            await DeleteEachAsync(body.DefinitionIds.Given("definitionIds"), id => library.DeleteAsync(id, token)));
        bulk.MapPost("delete/workflow-definitions/by-id", async (IdsBody body, DefinitionLibrary library, CancellationToken token) =>
            await DeleteEachAsync(body.Ids.Given("ids"), id => library.DeleteVersionAsync(id, token)));
        bulk.MapPost("publish/workflow-definitions/by-definition-ids", PublishAsync);
        bulk.MapPost("retract/workflow-definitions/by-definition-ids", RetractAsync);
        bulk.MapPost("delete/workflow-instances/by-id", async (IdsBody body, InstanceActions actions, CancellationToken token) =>
            Results.Ok(new { Deleted = (await InstanceActions.BulkAsync(body.Ids.Given("ids"), actions.DeleteAsync, token)).Done }));
        bulk.MapPost("cancel/workflow-instances", async (IdsBody body, InstanceActions actions, CancellationToken token) =>
            Results.Ok(new { Cancelled = (await InstanceActions.BulkAsync(body.Ids.Given("ids"), (id, t) => actions.CancelAsync(id, "Cancelled in Studio.", t), token)).Done }));
    }

    private static async Task<IResult> PublishAsync(DefinitionIdsBody body, HttpContext http, DefinitionLibrary library, CancellationToken token)
    {
        List<string> published = [], already = [], notFound = [], failed = [], updated = [];
        var warnings = new Dictionary<string, string[]>();
        foreach (var id in body.DefinitionIds.Given("definitionIds").Distinct())
        {
            try
            {
                var saved = await library.PublishAsync(id, token);
                (saved is null ? notFound : saved.WasPublished ? already : published).Add(id);
                if (saved is not null)
                    updated.AddRange(await DefinitionEndpoints.TakenAlongAsync(saved, http, library, token));
            }
            catch (WorkflowDefinitionException e)
            {
                failed.Add(id);
                warnings[id] = [.. e.Problems.Select(p => p.ToString())];
            }
        }

        return Results.Ok(new { Published = published, AlreadyPublished = already, NotFound = notFound, Skipped = Array.Empty<string>(), UpdatedConsumers = updated.Distinct(), Failed = failed, Warnings = warnings });
    }

    private static async Task<IResult> RetractAsync(DefinitionIdsBody body, DefinitionLibrary library, CancellationToken token)
    {
        List<string> retracted = [], notPublished = [], notFound = [];
        foreach (var id in body.DefinitionIds.Given("definitionIds").Distinct())
        {
            var done = await library.RetractAsync(id, token);
            (done is null ? notFound : done.Changed ? retracted : notPublished).Add(id);
        }

        return Results.Ok(new { Retracted = retracted, AlreadyRetracted = Array.Empty<string>(), Skipped = Array.Empty<string>(), NotPublished = notPublished, NotFound = notFound });
    }

    /// <summary>Those that are in use stay, with the reason; when all are, the answer is the conflict that one alone would get.</summary>
    private static async Task<IResult> DeleteEachAsync(IEnumerable<string> ids, Func<string, Task<bool>> delete)
    {
        var deleted = 0;
        var refused = new Dictionary<string, string>();
        InvalidOperationException? first = null;
        foreach (var id in ids.Distinct())
        {
            try
            {
                if (await delete(id))
                    deleted++;
            }
            catch (InvalidOperationException e)
            {
                first ??= e;
                refused[id] = e.Message;
            }
        }

        if (deleted == 0 && first is not null)
            ExceptionDispatchInfo.Throw(first);
        return Results.Ok(new { Deleted = deleted, Refused = refused });
    }

    private sealed record DefinitionIdsBody(string[]? DefinitionIds);

    private sealed record IdsBody(string[]? Ids);
}

using Automation.Stages.Access;
using Automation.Stages.Content;

namespace Automation.Server.Api;

/// <summary><c>/api/workflow-offers</c>: shipped workflows that changed while people edited theirs; process owners take them over as a draft or keep theirs.</summary>
internal static class WorkflowOfferEndpoints
{
    public static void MapWorkflowOffers(this IEndpointRouteBuilder routes)
    {
        var offers = routes.MapGroup("/api/workflow-offers");
        offers.MapGet("", async (WorkflowOffers all, CancellationToken token) => Results.Ok(new { Items = await all.ListAsync(token) }));
        offers.MapPost("{id}/take", async (string id, DecisionBody body, WorkflowOffers all, HttpContext http, CancellationToken token) =>
            await all.TakeAsync(id, body.Hash, http.User.Identity?.Name ?? "unknown", token) is { } saved
                ? Results.Ok(new { saved.Definition.DefinitionId, saved.Definition.Id, saved.Definition.Version, Problems = saved.Problems.Select(p => p.ToString()) })
                : NotOffered(id)).RequireAuthorization(AccessPolicies.ProcessOwners);
        offers.MapPost("{id}/keep", async (string id, DecisionBody body, WorkflowOffers all, HttpContext http, CancellationToken token) =>
            await all.KeepOwnAsync(id, body.Hash, http.User.Identity?.Name ?? "unknown", token) ? Results.NoContent() : NotOffered(id)).RequireAuthorization(AccessPolicies.ProcessOwners);
    }

    private static IResult NotOffered(string id) => Problems.Conflict($"This state of the shipped workflow '{id}' is not offered; read the list again.");

    /// <param name="Hash">The state of the file that was looked at, as the list gives it.</param>
    private sealed record DecisionBody(string Hash);
}

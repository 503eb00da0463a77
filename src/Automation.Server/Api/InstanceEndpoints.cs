using Automation.Stages.Access;
using Automation.Stages.Instances;
using Automation.Storage.Workflows;

namespace Automation.Server.Api;

/// <summary><c>/api/workflow-instances</c>: how workflows went, what failed in them and why; process owners retry, cancel and delete.</summary>
internal static class InstanceEndpoints
{
    public static void MapInstances(this IEndpointRouteBuilder routes)
    {
        var instances = routes.MapGroup("/api/workflow-instances");
        instances.MapGet("", ListAsync);
        instances.MapGet("{id}", FindAsync);
        instances.MapPost("{id}/retry", RetryAsync).RequireAuthorization(AccessPolicies.ProcessOwners);
        instances.MapPost("{id}/cancel", CancelAsync).RequireAuthorization(AccessPolicies.ProcessOwners);
        instances.MapDelete("{id}", DeleteAsync).RequireAuthorization(AccessPolicies.ProcessOwners);
    }

    private static async Task<IResult> ListAsync(
        InstanceQueries instances, string? after, string? count, string? workflow, string? faulted, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(null, count, out _, out var size, out var problem))
            return problem;
        var onlyFaulted = false;
        if (faulted is not null && !bool.TryParse(faulted, out onlyFaulted))
            return Problems.BadRequest("faulted", $"'{faulted}' is neither true nor false.");
        var page = await instances.ListAsync(after, size, workflow, onlyFaulted, cancellationToken);
        return Results.Ok(new { Items = page.Items.Select(Shown), page.Next });
    }

    private static async Task<IResult> FindAsync(InstanceQueries instances, string id, CancellationToken cancellationToken) =>
        await instances.FindAsync(id, cancellationToken) is var (instance, incidents)
            ? Results.Ok(new { Instance = Shown(instance), Incidents = incidents.Select(i => new { i.ActivityId, i.ActivityInstanceId, i.Message, i.Timestamp }) })
            : NotFound(id);

    private static async Task<IResult> RetryAsync(InstanceQueries instances, InstanceActions actions, string id, CancellationToken cancellationToken) =>
        await instances.FindAsync(id, cancellationToken) is null ? NotFound(id)
        : await actions.RetryAsync(id, null, cancellationToken) ? Results.Accepted()
        : Problems.Conflict($"Nothing in instance {id} has failed.");

    private static async Task<IResult> CancelAsync(InstanceQueries instances, InstanceActions actions, HttpContext http, string id, CancellationToken cancellationToken) =>
        await instances.FindAsync(id, cancellationToken) is null ? NotFound(id)
        : await actions.CancelAsync(id, $"Cancelled by {http.User.Identity?.Name}.", cancellationToken) ? Results.Accepted()
        : Problems.Conflict($"Instance {id} is over.");

    private static async Task<IResult> DeleteAsync(InstanceActions actions, string id, CancellationToken cancellationToken) =>
        await actions.DeleteAsync(id, cancellationToken) ? Results.NoContent() : NotFound(id);

    private static IResult NotFound(string id) => Problems.NotFound($"There is no workflow instance {id}.");

    private static object Shown(InstanceEntry x) => new
    {
        x.Id,
        Workflow = x.DefinitionId,
        Version = x.DefinitionVersion,
        x.CorrelationId,
        x.Name,
        Status = x.Status.ToString(),
        SubStatus = x.SubStatus.ToString(),
        x.IncidentCount,
        x.CreatedAt,
        x.UpdatedAt,
        x.FinishedAt,
    };
}

using Automation.Stages.Access;
using Automation.Stages.Instances.Migration;

namespace Automation.Server.Api;

/// <summary><c>/api/workflow-migrations</c>: instances of a workflow moved to another of its versions. Everyone sees what would happen; process owners do it.</summary>
internal static class WorkflowMigrationEndpoints
{
    public static void MapWorkflowMigrations(this IEndpointRouteBuilder routes)
    {
        var migrations = routes.MapGroup("/api/workflow-migrations");
        migrations.MapGet("versions/{workflow}", async (string workflow, InstanceMigrations all, CancellationToken token) =>
            await all.VersionsAsync(workflow, token) is { Count: > 0 } versions ? Results.Ok(new { Items = versions }) : Problems.NotFound($"There is no workflow '{workflow}'."));
        migrations.MapPost("preview", PreviewAsync);
        migrations.MapPost("", StartAsync).RequireAuthorization(AccessPolicies.ProcessOwners);
        migrations.MapGet("{id:guid}", (Guid id, InstanceMigrations all) => all.Find(id) is { } run ? Results.Ok(Shown(run)) : NoRun(id));
        migrations.MapPost("{id:guid}/cancel", Cancel).RequireAuthorization(AccessPolicies.ProcessOwners);
    }

    private static async Task<IResult> PreviewAsync(MigrationBody body, InstanceMigrations all, CancellationToken token)
    {
        try
        {
            return Results.Ok(await all.PreviewAsync(body.Workflow, body.From, body.To, body.Map, token));
        }
        catch (ArgumentException e)
        {
            return Refused(e);
        }
    }

    private static async Task<IResult> StartAsync(MigrationBody body, InstanceMigrations all, HttpContext http, CancellationToken token)
    {
        try
        {
            var run = await all.StartAsync(body.Workflow, body.From, body.To, body.Map, http.User.Identity?.Name ?? "unknown", token);
            return Results.Accepted($"/api/workflow-migrations/{run.Id}", Shown(run));
        }
        catch (ArgumentException e)
        {
            return Refused(e);
        }
        catch (InvalidOperationException e)
        {
            return Problems.Conflict(e.Message);
        }
    }

    private static IResult Cancel(Guid id, InstanceMigrations all)
    {
        if (all.Find(id) is not { } run)
            return NoRun(id);
        run.Cancel();
        return Results.Accepted($"/api/workflow-migrations/{id}");
    }

    private static IResult Refused(ArgumentException e) => Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest, title: "The instances cannot be moved so.");

    private static IResult NoRun(Guid id) => Problems.NotFound($"There is no migration {id} on this node; ask the node it was started on.");

    private static object Shown(MigrationRun run) => new
    {
        run.Id,
        Workflow = run.DefinitionId,
        run.From,
        run.To,
        run.Person,
        State = run.State.ToString(),
        run.Total,
        run.Moved,
        run.Stayed,
        run.Obstacles,
        run.Problem,
        run.StartedAt,
        run.EndedAt,
    };

    /// <param name="Workflow">The definition's id.</param>
    /// <param name="Map">Node ids of the old version and where they go; without it what is proposed.</param>
    private sealed record MigrationBody(string Workflow, int From, int To, Dictionary<string, string>? Map);
}

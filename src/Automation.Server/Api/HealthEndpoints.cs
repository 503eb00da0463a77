using Automation.Stages.Health;
using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Automation.Storage.Mailboxes;
using Microsoft.EntityFrameworkCore;

namespace Automation.Server.Api;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: database and content are there; 503 otherwise.
/// <c>/api/health</c>: everything that is wrong, in words.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Ok(new { Status = "live" }));
        routes.MapGet("/health/ready", ReadyAsync);
        routes.MapGet("/api/health", DetailAsync);
    }

    private static async Task<IResult> ReadyAsync(StartGate gate, DeskDatabase database, ProblemBoard problems, CancellationToken cancellationToken)
    {
        if (!gate.IsOpen)
            return Results.Json(new { Status = "starting", Problems = problems.Current.Select(p => p.Message) }, statusCode: StatusCodes.Status503ServiceUnavailable);
        try
        {
            await using var context = database.Open();
            await context.Database.ExecuteSqlAsync($"SELECT 1", cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Results.Json(
                new { Status = "database unavailable", Problems = new[] { e.GetBaseException().Message } }, statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return Results.Ok(new { Status = "ready", Problems = problems.Current.Count });
    }

    private static async Task<IResult> DetailAsync(ProblemBoard problems, FolderCursors cursors, InboxQueries inbox, CancellationToken cancellationToken)
    {
        var counts = await inbox.CountAsync(mailbox: null, cancellationToken);
        return Results.Ok(new
        {
            Problems = problems.Current,
            Folders = (await cursors.ListAsync(cancellationToken)).Select(c => new
            {
                c.Mailbox,
                c.Folder,
                c.LastCompleteAt,
                c.Watermark,
                c.FailuresInARow,
                c.LastError,
                c.LastErrorAt,
            }),
            Waiting = counts.Where(c => c.Outcome is null).Sum(c => c.Count),
            Quarantined = counts.Where(c => c.State == InboxState.Quarantined).Sum(c => c.Count),
        });
    }
}

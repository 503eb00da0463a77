using Automation.Stages.Access;
using Automation.Stages.Health;
using Automation.Storage.Outbox;
using Automation.Tickets.History;

namespace Automation.Server.Api;

/// <summary><c>/api/outbox</c>: every decided reply and how far it has come.</summary>
internal static class OutboxEndpoints
{
    public static void MapOutbox(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/outbox", ListAsync);
        routes.MapPost("/api/outbox/{id:long}/retry", RetryAsync).RequireAuthorization(AccessPolicies.Operators);
    }

    private static async Task<IResult> RetryAsync(OutboxStore outbox, DeskSignals signals, long id, CancellationToken cancellationToken)
    {
        if (!await outbox.RetryAsync(id, cancellationToken))
        {
            if (!await outbox.ExistsAsync(id, cancellationToken))
                return Problems.NotFound($"There is no reply {id} in the outbox.");
            return Problems.Conflict($"Reply {id} was not given up: there is nothing to try again.");
        }

        signals.Send.Raise();
        return Results.Accepted();
    }

    private static async Task<IResult> ListAsync(OutboxStore outbox, string? after, string? count, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(after, count, out var cursor, out var size, out var problem))
            return problem;
        var (items, next) = await outbox.ListAsync(cursor, size, cancellationToken);
        var counts = await outbox.CountAsync(cancellationToken);
        return Results.Ok(new
        {
            Counts = counts.OrderBy(c => c.Key).Select(c => new { State = c.Key.ToString(), Count = c.Value }),
            Items = items.Select(x => new
            {
                x.Id,
                x.SendKey,
                x.Purpose,
                x.Mailbox,
                Ticket = TicketNumber.Format(x.TicketNumber),
                To = OutboxJson.ReadMail(x.Payload).To.Select(a => a.Address),
                State = x.State.ToString(),
                x.Problem,
                x.InternetMessageId,
                x.CreatedAt,
                x.UpdatedAt,
                NextAttemptAt = x.IsFinished ? (DateTimeOffset?)null : x.NextAttemptAt,
            }),
            Next = Paging.Write(next),
        });
    }
}

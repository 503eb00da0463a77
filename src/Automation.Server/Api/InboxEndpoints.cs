using System.Text.Json;
using Automation.Stages.Access;
using Automation.Stages.Health;
using Automation.Storage.Inbox;
using Automation.Tickets.History;

namespace Automation.Server.Api;

/// <summary><c>/api/inbox</c>: every mail with what became of it and why.</summary>
internal static class InboxEndpoints
{
    public static void MapInbox(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/inbox", ListAsync);
        routes.MapGet("/api/inbox/{id:long}/raw", RawAsync);
        routes.MapGet("/api/inbox/{id:long}/decision", DecisionAsync);
        routes.MapPost("/api/inbox/{id:long}/retry", RetryAsync).RequireAuthorization(AccessPolicies.Operators);
    }

    private static async Task<IResult> ListAsync(
        InboxQueries inbox, string? after, string? count, string? outcome, string? mailbox, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(after, count, out var cursor, out var size, out var problem))
            return problem;
        InboxOutcome? wanted = null;
        if (outcome is not null)
        {
            if (!Enum.TryParse<InboxOutcome>(outcome, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
                return Problems.BadRequest("outcome", $"'{outcome}' is not an outcome; use one of {string.Join(", ", Enum.GetNames<InboxOutcome>())}.");
            wanted = parsed;
        }

        var address = mailbox?.ToLowerInvariant();
        var page = await inbox.ListAsync(cursor, size, new InboxFilter(wanted, Mailbox: address), cancellationToken);
        // Counting reads the whole index: once for a walk through the pages, with the first.
        var counts = cursor is null ? await inbox.CountAsync(address, cancellationToken) : null;
        return Results.Ok(new
        {
            Counts = counts?.Select(c => new { c.Mailbox, State = c.State.ToString(), Outcome = c.Outcome?.ToString(), c.Reason, c.Count }),
            Items = page.Items.Select(x => new
            {
                x.Id,
                x.Mailbox,
                x.Folder,
                x.MailboxItemId,
                x.InternetMessageId,
                x.ReceivedAt,
                x.StoredAt,
                State = x.State.ToString(),
                Outcome = x.Outcome?.ToString(),
                x.Reason,
                x.Explanation,
                Ticket = x.TicketNumber is { } n ? TicketNumber.Format(n) : null,
                x.Sender,
                x.Subject,
                x.Attempts,
                NextAttemptAt = x.Outcome is null ? x.NextAttemptAt : (DateTimeOffset?)null,
                x.ProcessedAt,
            }),
            Next = Paging.Write(page.Next),
        });
    }

    private static async Task<IResult> RawAsync(InboxQueries inbox, long id, CancellationToken cancellationToken) =>
        await inbox.FindRowAsync(id, cancellationToken) is { } row
            ? Results.File(row, "application/octet-stream", $"mail-{id}.json")
            : Problems.NotFound($"There is no mail {id} in the inbox.");

    /// <summary>What the rules decided of the mail, with its trace; also of one that they ignored.</summary>
    private static async Task<IResult> DecisionAsync(InboxQueries inbox, long id, CancellationToken cancellationToken) =>
        await inbox.FindDecisionAsync(id, cancellationToken) is { } decision
            ? Results.Ok(new { decision.Id, decision.At, decision.RuleSets, Trace = JsonSerializer.Deserialize<JsonElement>(decision.Trace) })
            : Problems.NotFound(await inbox.ExistsAsync(id, cancellationToken) ? $"The rules were not asked about mail {id}." : $"There is no mail {id} in the inbox.");

    private static async Task<IResult> RetryAsync(InboxQueries inbox, DeskSignals signals, long id, CancellationToken cancellationToken)
    {
        if (!await inbox.RetryAsync(id, cancellationToken))
        {
            if (!await inbox.ExistsAsync(id, cancellationToken))
                return Problems.NotFound($"There is no mail {id} in the inbox.");
            return Problems.Conflict($"Mail {id} is not in quarantine, and was not away when it should have been read: there is nothing to try again.");
        }

        signals.Details.Raise();
        signals.Process.Raise();
        return Results.Accepted();
    }
}

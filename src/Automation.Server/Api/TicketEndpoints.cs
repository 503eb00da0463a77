using System.Text.Json;
using Automation.Stages.Corrections;
using Automation.Storage.Tickets;
using Automation.Tickets.History;

namespace Automation.Server.Api;

/// <summary><c>/api/tickets</c>: lists and histories; and what people put right on a ticket.</summary>
internal static class TicketEndpoints
{
    public static void MapTickets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/tickets", ListAsync);
        routes.MapGet("/api/tickets/{number}", FindAsync);
        routes.MapPost("/api/tickets/{number}/classification", CorrectAsync).RequireAuthorization();
        routes.MapGet("/api/attachments/{id:guid}", AttachmentAsync);
    }

    /// <param name="after">Cursor from <c>next</c> of the page before.</param>
    /// <param name="count">1 to 200; 50 unless told.</param>
    private static async Task<IResult> ListAsync(
        TicketQueries tickets, string? after, string? count, string? status, string? team, string? search, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(after, count, out var cursor, out var size, out var problem))
            return problem;
        TicketStatus? wanted = null;
        if (status is not null)
        {
            if (!Enum.TryParse<TicketStatus>(status, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
                return Problems.BadRequest("status", $"'{status}' is not a status; use one of {string.Join(", ", Enum.GetNames<TicketStatus>())}.");
            wanted = parsed;
        }

        var page = await tickets.ListAsync(cursor, size, new TicketFilter(wanted, team, search), cancellationToken);
        return Results.Ok(new
        {
            Items = page.Tickets.Select(Summary),
            Next = Paging.Write(page.Next),
        });
    }

    private static async Task<IResult> FindAsync(TicketQueries tickets, string number, CancellationToken cancellationToken)
    {
        if (!TicketNumber.TryParse(number, out var parsed))
            return Problems.BadRequest("number", $"'{number}' is not a ticket number; write it as {TicketNumber.Format(123)} or 123.");
        var detail = await tickets.FindAsync(parsed, cancellationToken);
        if (detail is null)
            return Problems.NotFound($"There is no ticket {TicketNumber.Format(parsed)}.");
        return Results.Ok(new
        {
            Ticket = Summary(detail.Ticket),
            State = JsonSerializer.Deserialize<JsonElement>(detail.Ticket.State),
            detail.Participants,
            History = detail.History.Select((e, i) => new
            {
                Sequence = i,
                e.Kind,
                e.At,
                e.Actor,
                Data = JsonSerializer.Deserialize<JsonElement>(TicketEventJson.Write(e)),
            }),
            Messages = detail.Messages.Select(m => new
            {
                m.Id,
                Direction = m.Direction.ToString(),
                m.Sender,
                m.SenderName,
                Recipients = m.Recipients.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                m.Subject,
                m.Html,
                m.QuotedHtml,
                m.SignatureHtml,
                m.Text,
                m.MailClass,
                m.Language,
                m.At,
                m.InternetMessageId,
                m.SendKey,
                m.InboxId,
                Attachments = detail.Attachments.Where(a => a.MessageId == m.Id),
            }),
            Decisions = detail.Decisions.Select(d => new { d.Id, d.At, d.RuleSets, Trace = JsonSerializer.Deserialize<JsonElement>(d.Trace) }),
        });
    }

    /// <summary>Puts right what the rules decided; what is left out stays. The same values again change nothing.</summary>
    private static async Task<IResult> CorrectAsync(TicketCorrections corrections, HttpContext http, string number, Correction correction, CancellationToken cancellationToken)
    {
        if (!TicketNumber.TryParse(number, out var parsed))
            return Problems.BadRequest("number", $"'{number}' is not a ticket number; write it as {TicketNumber.Format(123)} or 123.");
        try
        {
            var corrected = await corrections.CorrectAsync(parsed, correction, http.User.Identity?.Name ?? "unknown", cancellationToken);
            return Results.Ok(new { Changed = corrected is not null, corrected?.Before, corrected?.After });
        }
        catch (CorrectionException e)
        {
            return e.What == "number" ? Problems.NotFound(e.Message) : Problems.BadRequest(e.What, e.Message);
        }
    }

    /// <summary>Always a download, never shown in our origin: the content is a stranger's.</summary>
    private static async Task<IResult> AttachmentAsync(TicketQueries tickets, Guid id, HttpContext http, CancellationToken cancellationToken)
    {
        var attachment = await tickets.FindAttachmentAsync(id, cancellationToken);
        if (attachment?.Content is null)
            return Problems.NotFound(attachment is null ? "There is no such attachment." : $"'{attachment.Name}' was not kept: {attachment.NotKeptReason}");
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        var image = attachment.IsInline && attachment.ContentType is "image/png" or "image/jpeg" or "image/gif" or "image/webp";
        return Results.File(attachment.Content, image ? attachment.ContentType : "application/octet-stream", image ? null : attachment.Name);
    }

    private static object Summary(TicketRow t) => new
    {
        Number = TicketNumber.Format(t.Number),
        t.Desk,
        t.Requester,
        t.RequesterName,
        t.Subject,
        Status = t.Status.ToString(),
        t.Type,
        t.Category,
        t.Priority,
        t.Team,
        t.Assignee,
        t.Policy,
        t.FirstResponseDue,
        t.ResolutionDue,
        t.DeliveryProblem,
        t.OpenedAt,
        t.UpdatedAt,
    };
}

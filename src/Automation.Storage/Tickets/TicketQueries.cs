using Automation.Storage.Database;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tickets;

/// <summary>Reading tickets, for pages and the API.</summary>
public sealed class TicketQueries(DeskDatabase database)
{
    /// <summary>Newest first, by number.</summary>
    /// <param name="before">Cursor: only tickets with a lower number.</param>
    /// <param name="count">1 to 200.</param>
    public async Task<TicketPage> ListAsync(long? before, int count, TicketFilter filter, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var query = context.Tickets.AsNoTracking();
        if (filter.Status is { } status)
            query = query.Where(x => x.Status == status);
        if (filter.Team is { } team)
            query = query.Where(x => x.Team == team);
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var term = filter.Search.Trim().ToLowerInvariant();
            query = TicketNumber.TryParse(term, out var number)
                ? query.Where(x => x.Number == number)
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL lower(); the culture is the database's.
                : query.Where(x => x.Subject.ToLower().Contains(term) || x.Requester.Contains(term) || x.RequesterName!.ToLower().Contains(term));
#pragma warning restore CA1304, CA1311, CA1862
        }

        if (before is { } cursor)
            query = query.Where(x => x.Number < cursor);
        var rows = await query.OrderByDescending(x => x.Number).Take(count + 1).ToListAsync(cancellationToken);
        var more = rows.Count > count;
        if (more)
            rows.RemoveAt(count);
        return new TicketPage(rows, more ? rows[^1].Number : null);
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Tickets.LongCountAsync(cancellationToken);
    }

    /// <summary>A ticket with its whole history; null when there is none of that number.</summary>
    public async Task<TicketDetail?> FindAsync(long number, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var ticket = await context.Tickets.AsNoTracking().FirstOrDefaultAsync(x => x.Number == number, cancellationToken);
        if (ticket is null)
            return null;
        var events = await context.TicketEvents.AsNoTracking().Where(x => x.TicketNumber == number).OrderBy(x => x.Sequence).ToListAsync(cancellationToken);
        var stored = await context.Messages.AsNoTracking().Where(x => x.TicketNumber == number).ToListAsync(cancellationToken);
        // Mail carries whole seconds, our replies carry fractions: within a second the order of storing is what happened, and a mail and its answer are stored together.
        List<MessageRow> messages = [.. stored.OrderBy(m => m.At.ToUnixTimeSeconds()).ThenBy(m => StoredAt(m.Id), StringComparer.Ordinal).ThenBy(m => m.Direction)];
        var messageIds = messages.ConvertAll(m => m.Id);
        var attachments = await context.Attachments.AsNoTracking()
            .Where(x => messageIds.Contains(x.MessageId))
            .OrderBy(x => x.Name)
            .Select(x => new AttachmentInfo(x.Id, x.MessageId, x.Name, x.ContentType, x.Size, x.ContentId, x.IsInline, x.Content != null, x.NotKeptReason))
            .ToListAsync(cancellationToken);
        var decisions = await context.Decisions.AsNoTracking().Where(x => x.TicketNumber == number).OrderBy(x => x.At).ToListAsync(cancellationToken);
        var participants = await context.Participants.AsNoTracking().Where(x => x.TicketNumber == number).OrderBy(x => x.Address).Select(x => x.Address).ToListAsync(cancellationToken);
        return new TicketDetail(ticket, [.. events.Select(e => TicketEventJson.Read(e.Data))], messages, attachments, decisions, participants);
    }

    /// <summary>The first 48 bits of an id are the milliseconds at which it was made (RFC 9562, 5.7).</summary>
    private static string StoredAt(Guid id) => id.ToString("N")[..12];

    public async Task<AttachmentRow?> FindAttachmentAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Attachments.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellationToken);
    }
}

public sealed record TicketFilter(TicketStatus? Status = null, string? Team = null, string? Search = null);

/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record TicketPage(IReadOnlyList<TicketRow> Tickets, long? Next);

public sealed record TicketDetail(
    TicketRow Ticket,
    IReadOnlyList<TicketEvent> History,
    IReadOnlyList<MessageRow> Messages,
    IReadOnlyList<AttachmentInfo> Attachments,
    IReadOnlyList<DecisionRow> Decisions,
    IReadOnlyList<string> Participants);

/// <summary>An attachment without its content.</summary>
public sealed record AttachmentInfo(
    Guid Id, Guid MessageId, string Name, string ContentType, long Size, string? ContentId, bool IsInline, bool IsKept, string? NotKeptReason);

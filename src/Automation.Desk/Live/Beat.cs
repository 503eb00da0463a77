using Automation.Stages.Health;
using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Automation.Storage.Outbox;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Desk.Live;

/// <summary>The few values by which an open page notices that something changed. Equal beats: nothing to reload.</summary>
/// <param name="LastAct">Whatever people do to rules and workflows, drafts included, is a row of the audit.</param>
/// <param name="Minute">Ages and due times move even when nothing happens.</param>
internal readonly record struct Beat(
    long LastTicket, DateTimeOffset LastUpdate, long LastMail, int WaitingMails, int QuarantinedMails, long LastReply, int WaitingReplies, long LastAct, int Problems, long Minute);

/// <summary>Reads a beat: every part of it is the end of an index or a count that stops early, so its cost does not grow with the tickets.</summary>
internal sealed class BeatReader(DeskDatabase database, ProblemBoard problems, TimeProvider time)
{
    private const int CountedAtMost = 500;
    private static readonly TicketStatus[] Statuses = Enum.GetValues<TicketStatus>();

    public async Task<Beat> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var lastUpdate = DateTimeOffset.MinValue;
        foreach (var status in Statuses)
        {
            var updated = await context.Tickets.Where(x => x.Status == status).OrderByDescending(x => x.UpdatedAt)
                .Select(x => (DateTimeOffset?)x.UpdatedAt).FirstOrDefaultAsync(cancellationToken);
            if (updated > lastUpdate)
                lastUpdate = updated.Value;
        }

        return new Beat(
            await context.Tickets.OrderByDescending(x => x.Number).Select(x => x.Number).FirstOrDefaultAsync(cancellationToken),
            lastUpdate,
            await context.Inbox.OrderByDescending(x => x.Id).Select(x => x.Id).FirstOrDefaultAsync(cancellationToken),
            await context.Inbox.Where(x => x.State == InboxState.Ready).Take(CountedAtMost).CountAsync(cancellationToken)
                + await context.Inbox.Where(x => x.State == InboxState.AwaitingDetail).Take(CountedAtMost).CountAsync(cancellationToken),
            await context.Inbox.Where(x => x.State == InboxState.Quarantined).Take(CountedAtMost).CountAsync(cancellationToken),
            await context.Outbox.OrderByDescending(x => x.Id).Select(x => x.Id).FirstOrDefaultAsync(cancellationToken),
            await context.Outbox.WhereUnfinished().Take(CountedAtMost).CountAsync(cancellationToken),
            await context.Audit.OrderByDescending(x => x.Id).Select(x => x.Id).FirstOrDefaultAsync(cancellationToken),
            problems.Current.Count,
            time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute);
    }
}

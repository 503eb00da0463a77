using System.Runtime.CompilerServices;
using Automation.Rules.Model;
using Automation.Rules.Replay;
using Automation.Stages.Log;
using Automation.Storage.Database;
using Automation.Storage.Tickets;
using Automation.Tickets.History;
using Automation.Tickets.People;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.RuleBook;

/// <summary>
/// The tickets of the past as the rules see a mail, with what agents made of each: what stood in the mail as it was kept when it was decided (<see cref="PastMails"/>),
/// and department, VIP and the like as the directory has them today.
/// </summary>
public sealed class PastTickets(DeskDatabase database, FactReader reader, PastMails mails)
{
    private const int ChunkSize = 200;
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>How many tickets a range has.</summary>
    public async Task<int> CountAsync(PastRange range, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var count = await Within(context, range).CountAsync(cancellationToken);
        return Math.Min(count, range.Last ?? count);
    }

    /// <summary>Newest first. A ticket whose mail is not kept or cannot be read is left out.</summary>
    public async IAsyncEnumerable<PastTicket> ReadAsync(PastRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = range.Last ?? int.MaxValue;
        var next = LoadAsync(range, long.MaxValue, Math.Min(ChunkSize, left), cancellationToken);
        try
        {
            while (await next is { Tickets: [.., var last] } chunk)
            {
                // The next are fetched while these are understood.
                left -= chunk.Tickets.Count;
                next = left > 0 ? LoadAsync(range, last.Number, Math.Min(ChunkSize, left), cancellationToken) : Task.FromResult(Chunk.Empty);
                var read = new Understood?[chunk.Tickets.Count];
                await Task.Run(
                    () => Parallel.For(0, read.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => read[i] = Understand(chunk.Tickets[i], chunk)), cancellationToken);
                await mails.KeepAsync(read.OfType<Understood>().Select(one => (one.Mail, one.Written)), cancellationToken);
                foreach (var one in read.OfType<Understood>())
                    yield return new PastTicket(TicketNumber.Format(one.Ticket.Number), one.Facts.Sheet) { Settled = chunk.Settled.GetValueOrDefault(one.Ticket.Number) };
            }
        }
        finally
        {
            // A reader who stops half way must not leave a query behind.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One ticket's facts; null when there is no such ticket or its mail is not kept.</summary>
    public async Task<MailFacts?> FindAsync(long number, CancellationToken cancellationToken)
    {
        var chunk = await LoadAsync(new PastRange { Number = number }, long.MaxValue, 1, cancellationToken);
        return chunk.Tickets is [var ticket] ? Understand(ticket, chunk)?.Facts : null;
    }

    /// <summary>The facts of a mail in the inbox, whatever became of it; null when there is no such mail or it cannot be read.</summary>
    public async Task<MailFacts?> FindMailAsync(long inboxId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        if (await PastMails.LoadAsync(context, [inboxId], cancellationToken) is not [var mail] || mail.Read(reader) is not { } written)
            return null;
        var address = written.Writer.Address.ToLowerInvariant();
        var loggedAt = await context.Inbox.Where(x => x.Id == inboxId).Select(x => x.ProcessedAt).FirstOrDefaultAsync(cancellationToken) ?? written.ReceivedAt;
        return reader.Tell(written, await PersonAsync(address, cancellationToken), await RecentAsync(address, loggedAt, cancellationToken));
    }

    /// <summary>How many tickets an address opened before a moment.</summary>
    public async Task<RecentTickets> RecentAsync(string address, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var month = moment - Month;
        return RecentTickets.At(moment, await context.Tickets.Where(x => x.Requester == address && x.OpenedAt > month && x.OpenedAt < moment).Select(x => x.OpenedAt).ToListAsync(cancellationToken));
    }

    /// <summary>Who wrote, as the directory knows them.</summary>
    public async Task<Person> PersonAsync(string address, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var row = await context.People.AsNoTracking().FirstOrDefaultAsync(x => x.Address == address, cancellationToken);
        return row?.ToPerson() ?? new Person(address, null);
    }

    private Understood? Understand(TicketRow ticket, Chunk chunk)
    {
        if (!chunk.Mails.TryGetValue(ticket.Number, out var mail) || mail.Read(reader) is not { } written)
            return null;
        var address = written.Writer.Address.ToLowerInvariant();
        return new Understood(ticket, mail, written, reader.Tell(written, chunk.People.GetValueOrDefault(address) ?? new Person(address, null), chunk.Recent(address, ticket)));
    }

    private async Task<Chunk> LoadAsync(PastRange range, long before, int count, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var tickets = await Within(context, range).Where(x => x.Number < before).OrderByDescending(x => x.Number).Take(count).ToListAsync(cancellationToken);
        var numbers = tickets.ConvertAll(t => (long?)t.Number);
        var decided = await context.Decisions.Where(x => numbers.Contains(x.TicketNumber)).OrderBy(x => x.At)
            .Select(x => new { x.TicketNumber, x.InboxId }).ToListAsync(cancellationToken);
        var firsts = decided.GroupBy(x => x.TicketNumber!.Value).ToDictionary(g => g.First().InboxId, g => g.Key);
        var decidedMails = await PastMails.LoadAsync(context, firsts.Keys.ToList(), cancellationToken);
        var writers = tickets.Select(t => t.Requester).Distinct(StringComparer.Ordinal).ToList();
        var people = await context.People.AsNoTracking().Where(x => writers.Contains(x.Address)).ToDictionaryAsync(x => x.Address, x => x.ToPerson(), cancellationToken);
        var (from, until) = tickets.Count == 0 ? (default, default) : (tickets.Min(t => t.OpenedAt) - Month, tickets.Max(t => t.OpenedAt));
        var openings = await context.Tickets.Where(x => writers.Contains(x.Requester) && x.OpenedAt > from && x.OpenedAt <= until)
            .Select(x => new { x.Requester, x.OpenedAt, x.Number }).ToListAsync(cancellationToken);
        var plain = tickets.ConvertAll(t => t.Number);
        // What a workflow changed later, to escalate for instance, says nothing of what the rules should have decided.
        var corrected = await context.TicketEvents.Where(x => plain.Contains(x.TicketNumber) && x.Kind == ClassificationCorrected.KindName && !x.Actor.StartsWith("workflow:"))
            .Select(x => x.TicketNumber).Distinct().ToListAsync(cancellationToken);
        return new Chunk(
            tickets,
            decidedMails.ToDictionary(mail => firsts[mail.InboxId]),
            people,
            openings.ToLookup(x => x.Requester, x => (x.OpenedAt, x.Number), StringComparer.OrdinalIgnoreCase),
            tickets.Where(t => t.Status is TicketStatus.Resolved or TicketStatus.Closed || corrected.Contains(t.Number)).ToDictionary(t => t.Number, SettledOf));
    }

    private static IQueryable<TicketRow> Within(DeskContext context, PastRange range)
    {
        var query = context.Tickets.AsNoTracking();
        if (range.Number is { } number)
            query = query.Where(x => x.Number == number);
        if (range.From is { } from)
            query = query.Where(x => x.OpenedAt >= from);
        if (range.Until is { } until)
            query = query.Where(x => x.OpenedAt < until);
        return query;
    }

    /// <summary>
    /// What people finally decided: an agent who corrected one value has seen the others and let them stand; so has the one who resolved the ticket.
    /// </summary>
    private static IReadOnlyList<OutcomeValue> SettledOf(TicketRow ticket)
    {
        var values = new List<OutcomeValue>();
        Add(StandardOutcomes.Type, ticket.Type);
        Add(StandardOutcomes.Category, ticket.Category);
        Add(StandardOutcomes.Priority, ticket.Priority);
        Add(StandardOutcomes.Team, ticket.Team);
        return values;

        void Add(Outcome outcome, string? value)
        {
            if (value is not null)
                values.Add(new OutcomeValue(outcome, [value]));
        }
    }

    private sealed record Understood(TicketRow Ticket, PastMail Mail, WrittenFacts Written, MailFacts Facts);

    private sealed record Chunk(
        List<TicketRow> Tickets,
        Dictionary<long, PastMail> Mails,
        Dictionary<string, Person> People,
        ILookup<string, (DateTimeOffset OpenedAt, long Number)> Openings,
        Dictionary<long, IReadOnlyList<OutcomeValue>> Settled)
    {
        public static Chunk Empty { get; } = new([], [], [], Array.Empty<(DateTimeOffset, long)>().ToLookup(_ => ""), []);

        /// <summary>The requester's tickets before this one, as the log stage counted them then.</summary>
        public RecentTickets Recent(string address, TicketRow ticket)
        {
            return RecentTickets.At(ticket.OpenedAt, [.. Openings[address].Where(o => o.Number < ticket.Number).Select(o => o.OpenedAt)]);
        }
    }
}

/// <summary>Which tickets of the past. Without any bound: all.</summary>
public sealed record PastRange
{
    /// <summary>At most so many, the newest; 1 or more.</summary>
    public int? Last { get; init; }

    /// <summary>Opened at or after this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Opened before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    internal long? Number { get; init; }
}

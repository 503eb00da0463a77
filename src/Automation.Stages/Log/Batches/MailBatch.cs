using Automation.Mail.Identity;
using Automation.Mail.Threading;
using Automation.Stages.Assignment;
using Automation.Stages.Content;
using Automation.Storage.Database;
using Automation.Storage.Outbox;
using Automation.Storage.People;
using Automation.Storage.RuleBook;
using Automation.Storage.Tickets;
using Automation.Tickets.History;
using Automation.Tickets.People;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Log.Batches;

/// <summary>
/// What the mails of one batch share while they are logged in one transaction: the tickets they touch, who writes, what was acknowledged, free ticket numbers.
/// Each mail sees what the mails before it did; a mail that fails has left nothing here.
/// </summary>
internal sealed class MailBatch(DeskContext context, DeskContent content, ReplyAddresses replyAddresses, IIdGenerator ids, DateTimeOffset now)
{
    private readonly Originals _originals = new();
    private readonly Dictionary<string, Person> _people = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<DateTimeOffset>> _openings = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<PersonRow> _newPeople = [];
    private readonly List<DecisionRow> _decisions = [];
    private readonly List<WrittenFactsRow> _writtenFacts = [];
    private readonly Dictionary<(string Set, string Rule), int> _ruleHits = [];
    private readonly AcknowledgementLedger _ledger = new(content.AcknowledgementLimits, now);
    private IReadOnlyList<long> _numbers = [];
    private int _numbersUsed;
    private Workload _workload = Workload.Empty;

    public TicketBook Book { get; } = new();

    /// <summary>Ticket numbers reserved and not needed.</summary>
    public int UnusedNumbers => _numbers.Count - _numbersUsed;

    /// <summary>Loads everything the mails may need, in a handful of queries.</summary>
    public async Task LoadAsync(IReadOnlyList<MailCase> cases, IDatabaseDialect dialect, CancellationToken cancellationToken)
    {
        await _originals.LoadAsync(context, cases, cancellationToken);
        var values = new HashSet<string>(StringComparer.Ordinal);
        var mentioned = new HashSet<long>(_originals.Tickets);
        foreach (var item in cases)
        {
            values.UnionWith(item.Keys.MessageIds);

            // Its own ids too: another sender may have used the same one, and a key belongs to the ticket that had it first.
            values.Add(item.Identity.MessageId);
            if (MessageIds.Normalise(item.Mail.Header("Message-ID")) is { } header)
                values.Add(header);
            values.UnionWith(item.Keys.SendKeys);
            if (item.Keys.ConversationId is { } conversation)
                values.Add(conversation);
            mentioned.UnionWith(item.Keys.TicketNumbers);
            mentioned.UnionWith(item.Keys.PlusAddresses.Select(p => p.TicketNumber));
        }

        await Book.LoadAsync(context, values, mentioned, cancellationToken);
        await LoadPeopleAsync(cases, cancellationToken);
        await _ledger.LoadAsync(context, [.. cases.Where(c => c.Automatic.MayAcknowledge).Select(c => c.Recipient)], cancellationToken);

        if (Workload.IsAskedBy(content.Rules))
            _workload = await Workload.ReadAsync(context, now, cancellationToken);

        // An upper bound: mails of this batch that follow each other need fewer.
        var needed = cases.Count(c => FindOriginal(c) is null && c.Automatic.MayOpenTicket && Resolve(c).Outcome is ThreadOutcome.NewTicket or ThreadOutcome.Stranger);
        _numbers = needed == 0 ? [] : await dialect.ReserveTicketNumbersAsync(context, needed, cancellationToken);
    }

    /// <summary>The mail of which this one is another copy; null when it is the first.</summary>
    public Original? FindOriginal(MailCase item) => _originals.Find(item);

    /// <summary>Writes on the original's ticket that a copy with another text came.</summary>
    public void TellOfOtherCopy(MailCase copy, Original original)
    {
        if (original.TicketNumber is not { } number)
            return;
        var ticket = Book.Continue(number);
        ticket.Append(new OtherCopyReceived(copy.InboxId, copy.Writer.Address, ShortText.Of(copy.Mail.Subject, 500)) { At = now, Actor = "system" });
        Book.Keep(ticket);
    }

    public ThreadResolution Resolve(MailCase item) =>
        ThreadResolver.Resolve(item.Mail, item.Keys, item.Automatic, new BatchThreadIndex(Book));

    public MailWork Begin(MailCase item, Desk desk)
    {
        var address = item.Writer.Address.ToLowerInvariant();
        var isKnown = _people.TryGetValue(address, out var person);
        return new MailWork
        {
            Case = item,
            Thread = Resolve(item),
            Book = Book,
            Acknowledgements = _ledger,
            Content = content,
            Desk = desk,
            Requester = person ?? new Person(address, item.Writer.Name),
            RequesterIsKnown = isKnown,
            RecentTickets = Recent(address),
            Workload = _workload,
            NextTicketNumber = NextNumber,
            ReplyAddress = number => replyAddresses.For(item.Mail.Mailbox, number),
            Ids = ids,
            Now = now,
        };
    }

    /// <summary>A number taken by a mail that then failed goes to the next one.</summary>
    public void TakeBackNumbers(int usedBefore) => _numbersUsed = usedBefore;

    public int NumbersUsed => _numbersUsed;

    /// <summary>Makes what a mail did part of the batch.</summary>
    public void Keep(MailWork work)
    {
        var item = work.Case;
        _originals.Add(item, work.Outcome!.TicketNumber);
        foreach (var decision in work.Decisions)
        {
            decision.TicketNumber = work.Outcome.TicketNumber;
            _decisions.Add(decision);
        }

        if (work.WrittenFacts is { } written && WrittenFactsJson.Write(written) is { } facts)
            _writtenFacts.Add(new WrittenFactsRow { InboxId = item.InboxId, Reading = WrittenFactsJson.Reading, Facts = facts });

        foreach (var hit in work.Decision?.Hits ?? [])
            _ruleHits[(hit.Set, hit.Rule)] = _ruleHits.GetValueOrDefault((hit.Set, hit.Rule)) + 1;

        if (work.Ticket is not { } ticket)
            return;
        Book.Keep(ticket);
        foreach (var assigned in ticket.NewEvents.OfType<Assigned>())
        {
            if (assigned.Assignee is { } person)
                _workload.Note(person, ticket.State.Number);
        }

        foreach (var reply in ticket.Outbox.Where(o => o.Purpose == AcknowledgementLedger.Purpose))
            _ledger.Note(reply);
        if (!ticket.IsNew)
            return;
        var address = work.Requester.Address;
        if (!_openings.TryGetValue(address, out var openings))
            _openings[address] = openings = [];
        openings.Add(now);
        if (!work.RequesterIsKnown && _people.TryAdd(address, work.Requester))
            _newPeople.Add(new PersonRow { Address = address, Name = work.Requester.Name, Language = item.Language, CreatedAt = now });
    }

    public void WriteTo()
    {
        Book.WriteTo(context);
        context.People.AddRange(_newPeople);
        context.Decisions.AddRange(_decisions);
        context.WrittenFacts.AddRange(_writtenFacts);
        context.RuleHitEntries.AddRange(_ruleHits.Select(hit => new RuleHitEntry
        {
            Set = hit.Key.Set,
            Rule = hit.Key.Rule,
            Day = DateOnly.FromDateTime(now.UtcDateTime),
            Hits = hit.Value,
            LastAt = now,
        }));
    }

    private long NextNumber() => _numbersUsed < _numbers.Count
        ? _numbers[_numbersUsed++]
        : throw new InvalidOperationException("The workflow opens a ticket for a mail that follows one, or more than one ticket for a mail. Lead to 'Create ticket' only from the outcome 'New ticket' of 'Mail received', and once.");

    private async Task LoadPeopleAsync(IReadOnlyList<MailCase> cases, CancellationToken cancellationToken)
    {
        var month = now.AddDays(-30);
        foreach (var addresses in cases.Select(c => c.Writer.Address.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Chunk(500))
        {
            foreach (var person in await context.People.AsNoTracking().Where(x => addresses.Contains(x.Address)).ToListAsync(cancellationToken))
                _people[person.Address] = person.ToPerson();
            var openings = await context.Tickets.AsNoTracking()
                .Where(x => addresses.Contains(x.Requester) && x.OpenedAt > month)
                .Select(x => new { x.Requester, x.OpenedAt })
                .ToListAsync(cancellationToken);
            foreach (var group in openings.GroupBy(x => x.Requester, StringComparer.OrdinalIgnoreCase))
                _openings[group.Key] = [.. group.Select(x => x.OpenedAt)];
        }
    }

    private RecentTickets Recent(string address) => _openings.TryGetValue(address, out var openings)
        ? RecentTickets.At(now, openings)
        : default;
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Storage.Database;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tickets;

/// <summary>
/// The tickets a batch touches. Loaded once, seen by every unit of the batch with what the units before it did, written with one save.
/// </summary>
public sealed class TicketBook
{
    private readonly Dictionary<long, Page> _pages = [];
    private readonly Dictionary<(string Kind, string Value), List<(string Mailbox, long Number)>> _threadKeys = [];
    private readonly List<ThreadKeyRow> _newThreadKeys = [];
    private readonly List<TicketDraft> _kept = [];

    /// <summary>Loads the tickets that any of the keys or numbers lead to.</summary>
    /// <param name="keyValues">Values of thread keys of any kind.</param>
    public async Task LoadAsync(DeskContext context, IReadOnlyCollection<string> keyValues, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        var wanted = new HashSet<long>(numbers);
        foreach (var values in keyValues.Chunk(500))
        {
            var keys = await context.ThreadKeys.AsNoTracking().Where(x => values.Contains(x.Value)).ToListAsync(cancellationToken);
            foreach (var key in keys)
            {
                AddKey(key);
                wanted.Add(key.TicketNumber);
            }
        }

        wanted.ExceptWith(_pages.Keys);
        foreach (var chunk in wanted.Chunk(500))
        {
            var rows = await context.Tickets.Where(x => chunk.Contains(x.Number)).ToListAsync(cancellationToken);
            var participants = await context.Participants.AsNoTracking().Where(x => chunk.Contains(x.TicketNumber)).ToListAsync(cancellationToken);
            var byTicket = participants.ToLookup(x => x.TicketNumber, x => x.Address);
            foreach (var row in rows)
                _pages[row.Number] = new Page(row, TicketStateJson.Read(row.State), byTicket[row.Number]);
        }
    }

    /// <summary>The loaded tickets a thread key stands for, with the mailbox it was seen in.</summary>
    public IReadOnlyList<(string Mailbox, long Number)> FindByKey(string kind, string value) =>
        _threadKeys.TryGetValue((kind, value), out var found) ? found : [];

    /// <summary>The state and participants of a loaded ticket; null when there is no such ticket.</summary>
    public (TicketState State, IReadOnlyCollection<string> Participants)? Find(long number) =>
        _pages.TryGetValue(number, out var page) ? (page.State, page.Participants) : null;

    public TicketDraft Create(long number) =>
        _pages.ContainsKey(number)
            ? throw new InvalidOperationException($"Ticket {number} exists already.")
            : new TicketDraft(TicketState.Empty, [], isNew: true);

    public TicketDraft Continue(long number) =>
        _pages.TryGetValue(number, out var page)
            ? new TicketDraft(page.State, page.Participants, isNew: false)
            : throw new InvalidOperationException($"Ticket {number} was not loaded.");

    /// <summary>Makes a draft part of the batch; later drafts see it.</summary>
    public void Keep(TicketDraft draft)
    {
        var number = draft.State.Number;
        if (_pages.TryGetValue(number, out var page))
            _pages[number] = page with { State = draft.State, Participants = [.. draft.Participants] };
        else
            _pages[number] = new Page(null, draft.State, draft.Participants);
        foreach (var key in draft.ThreadKeys)
        {
            if (AddKey(key))
                _newThreadKeys.Add(key);
        }

        _kept.Add(draft);
    }

    private bool AddKey(ThreadKeyRow key)
    {
        if (!_threadKeys.TryGetValue((key.Kind, key.Value), out var tickets))
            _threadKeys[(key.Kind, key.Value)] = tickets = [];
        if (tickets.Exists(t => t.Mailbox == key.Mailbox))
            return false;
        tickets.Add((key.Mailbox, key.TicketNumber));
        return true;
    }

    /// <summary>Adds everything kept to the context; the caller saves.</summary>
    public void WriteTo(DeskContext context)
    {
        foreach (var draft in _kept)
        {
            var number = draft.State.Number;
            var page = _pages[number];
            var row = page.Row;
            if (row is null)
            {
                row = new TicketRow { Number = number, Desk = "", Requester = "", Subject = "", State = "" };
                _pages[number] = page with { Row = row };
                context.Tickets.Add(row);
            }

            Fill(row, page.State);
            var sequence = draft.Before.EventCount;
            foreach (var happened in draft.NewEvents)
            {
                context.TicketEvents.Add(new TicketEventRow
                {
                    TicketNumber = number,
                    Sequence = sequence++,
                    At = happened.At,
                    Kind = happened.Kind,
                    Actor = happened.Actor,
                    Data = TicketEventJson.Write(happened),
                });
            }

            foreach (var address in draft.NewParticipants)
                context.Participants.Add(new ParticipantRow { TicketNumber = number, Address = address });
            context.Messages.AddRange(draft.Messages);
            context.Attachments.AddRange(draft.Attachments);
            context.Outbox.AddRange(draft.Outbox);
        }

        context.ThreadKeys.AddRange(_newThreadKeys);
    }

    private static void Fill(TicketRow row, TicketState state)
    {
        row.Desk = state.Desk;
        row.Requester = state.Requester;
        row.RequesterName = state.RequesterName;
        row.Subject = state.Subject;
        row.Status = state.Status;
        row.Type = state.Classification.Type;
        row.Category = state.Classification.Category;
        row.Priority = state.Classification.Priority;
        row.Team = state.Classification.Team;
        row.Assignee = state.Assignee;
        row.Policy = state.Policy;
        row.FirstResponseDue = state.FirstResponseDue;
        row.ResolutionDue = state.ResolutionDue;
        row.DeliveryProblem = state.DeliveryProblem;
        row.OpenedAt = state.OpenedAt;
        row.UpdatedAt = state.UpdatedAt;
        row.EventCount = state.EventCount;
        row.State = TicketStateJson.Write(state);
    }

    private sealed record Page(TicketRow? Row, TicketState State, IEnumerable<string> ParticipantList)
    {
        public IReadOnlyCollection<string> Participants { get; init; } = [.. ParticipantList];
    }
}

/// <summary>The stored form of a folded state; always recomputable from the events.</summary>
internal static class TicketStateJson
{
    public static string Write(TicketState state) => JsonSerializer.Serialize(state, TicketStateJsonContext.Default.TicketState);

    public static TicketState Read(string json) => JsonSerializer.Deserialize(json, TicketStateJsonContext.Default.TicketState)!;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(TicketState))]
internal sealed partial class TicketStateJsonContext : JsonSerializerContext;

using Automation.Storage.Outbox;
using Automation.Tickets.History;

namespace Automation.Storage.Tickets;

/// <summary>
/// What one unit of work does to one ticket. Nothing reaches the database before <see cref="TicketBook.Keep"/>, so a unit that fails half way leaves no trace.
/// </summary>
public sealed class TicketDraft
{
    private readonly List<TicketEvent> _events = [];
    private readonly HashSet<string> _participants;
    private readonly HashSet<string> _newParticipants = new(StringComparer.Ordinal);

    internal TicketDraft(TicketState before, IEnumerable<string> participants, bool isNew)
    {
        Before = before;
        State = before;
        IsNew = isNew;
        _participants = new HashSet<string>(participants, StringComparer.Ordinal);
    }

    public bool IsNew { get; }

    public TicketState Before { get; }

    public TicketState State { get; private set; }

    public IReadOnlyList<TicketEvent> NewEvents => _events;

    /// <summary>Lower-case addresses of all who take part.</summary>
    public IReadOnlyCollection<string> Participants => _participants;

    internal IReadOnlyCollection<string> NewParticipants => _newParticipants;

    public List<MessageRow> Messages { get; } = [];

    public List<AttachmentRow> Attachments { get; } = [];

    public List<OutboxItem> Outbox { get; } = [];

    public List<ThreadKeyRow> ThreadKeys { get; } = [];

    public void Append(TicketEvent happened)
    {
        _events.Add(happened);
        State = State.Apply(happened);
    }

    /// <summary>True when the address was not on the ticket before.</summary>
    public bool AddParticipant(string address)
    {
        // Lower case first: two ways of folding case that disagree would make one address two.
        var lower = address.ToLowerInvariant();
        var added = _participants.Add(lower);
        if (added)
            _newParticipants.Add(lower);
        return added;
    }
}

using Automation.Tickets.Classification;

namespace Automation.Tickets.History;

/// <summary>What a ticket is now: a fold over its history. Never stored without the history it was computed from.</summary>
public sealed record TicketState
{
    public long Number { get; init; }
    public string Desk { get; init; } = "";
    public string Requester { get; init; } = "";
    public string? RequesterName { get; init; }
    public string Subject { get; init; } = "";
    public string Source { get; init; } = "";
    public TicketStatus Status { get; init; } = TicketStatus.New;
    public TicketClassification Classification { get; init; } = TicketClassification.None;

    /// <summary>Address of the agent who has it; null while nobody has.</summary>
    public string? Assignee { get; init; }

    public string? Policy { get; init; }
    public string? Calendar { get; init; }
    public DateTimeOffset? FirstResponseDue { get; init; }
    public DateTimeOffset? ResolutionDue { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True while the latest word on delivery to the requester is a failure.</summary>
    public bool DeliveryProblem { get; init; }

    /// <summary>The reply that never left, when that is all there is to <see cref="DeliveryProblem"/>: sent after all, it takes the mark away.</summary>
    public string? UnsentReply { get; init; }

    /// <summary>How many events this state was computed from; also the next event's sequence number.</summary>
    public int EventCount { get; init; }

    public static TicketState Empty { get; } = new();

    public static TicketState From(IEnumerable<TicketEvent> history)
    {
        var state = Empty;
        foreach (var @event in history)
            state = state.Apply(@event);
        return state;
    }

    /// <summary>The state after one more event.</summary>
    public TicketState Apply(TicketEvent happened)
    {
        var next = happened switch
        {
            TicketOpened e => this with
            {
                Number = e.Number,
                Desk = e.Desk,
                Requester = e.Requester,
                RequesterName = e.RequesterName,
                Subject = e.Subject,
                Source = e.Source,
                OpenedAt = e.At,
            },
            RulesApplied e => this with { Classification = Classification.Overlay(e.Decided) },
            ClassificationCorrected e => this with { Classification = Classification.Overlay(e.After) },
            TeamChosen e => this with { Classification = Classification.Overlay(new() { Team = e.Team }) },
            Assigned e => this with { Assignee = e.Assignee },
            ServiceLevelSet e => this with
            {
                Policy = e.Policy,
                Calendar = e.Calendar,
                FirstResponseDue = e.FirstResponseDue,
                ResolutionDue = e.ResolutionDue,
            },
            StatusChanged e => this with { Status = e.To },
            DeliveryFailed { Permanent: true } => this with { DeliveryProblem = true, UnsentReply = null },
            MessageNotSent e => this with { DeliveryProblem = true, UnsentReply = DeliveryProblem && UnsentReply != e.SendKey ? null : e.SendKey },
            MessageSent e when e.SendKey == UnsentReply => this with { DeliveryProblem = false, UnsentReply = null },
            MessageReceived => this with { DeliveryProblem = false, UnsentReply = null },
            _ => this,
        };
        return next with { UpdatedAt = happened.At, EventCount = EventCount + 1 };
    }
}

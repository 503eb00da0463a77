namespace Automation.Tickets.Classification;

/// <summary>What a ticket is, how urgent, and whose. Null: nobody has decided. The values are keys of the administrators' own lists.</summary>
public sealed record TicketClassification
{
    /// <summary>ITIL type: incident, service-request, feature-request, maintenance, problem.</summary>
    public string? Type { get; init; }
    public string? Category { get; init; }
    public string? LineOfBusiness { get; init; }
    public string? Impact { get; init; }
    public string? Urgency { get; init; }

    /// <summary>P1 (first) to P4, from impact and urgency.</summary>
    public string? Priority { get; init; }
    public string? Team { get; init; }
    public string? AssigneeStrategy { get; init; }
    public string? Policy { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<string> Watchers { get; init; } = [];
    public string? AcknowledgementTemplate { get; init; }

    public static TicketClassification None { get; } = new();

    /// <summary>This, with everything that <paramref name="later"/> decided on top. Tags and watchers add up.</summary>
    public TicketClassification Overlay(TicketClassification later) => new()
    {
        Type = later.Type ?? Type,
        Category = later.Category ?? Category,
        LineOfBusiness = later.LineOfBusiness ?? LineOfBusiness,
        Impact = later.Impact ?? Impact,
        Urgency = later.Urgency ?? Urgency,
        Priority = later.Priority ?? Priority,
        Team = later.Team ?? Team,
        AssigneeStrategy = later.AssigneeStrategy ?? AssigneeStrategy,
        Policy = later.Policy ?? Policy,
        Tags = Union(Tags, later.Tags),
        Watchers = Union(Watchers, later.Watchers),
        AcknowledgementTemplate = later.AcknowledgementTemplate ?? AcknowledgementTemplate,
    };

    private static IReadOnlyList<string> Union(IReadOnlyList<string> first, IReadOnlyList<string> second) =>
        second.Count == 0 ? first : first.Count == 0 ? second : [.. first.Union(second, StringComparer.Ordinal)];
}

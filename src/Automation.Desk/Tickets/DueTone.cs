using Automation.Tickets.History;

namespace Automation.Desk.Tickets;

/// <summary>How much a due time should catch the eye.</summary>
public enum DueTone
{
    /// <summary>Nothing is promised, or the ticket is over.</summary>
    None,
    Calm,

    /// <summary>Less than an hour is left.</summary>
    Soon,
    Late,
}

public static class DueTones
{
    private static readonly TimeSpan SoonWithin = TimeSpan.FromHours(1);

    public static DueTone Of(DateTimeOffset? due, TicketStatus status, DateTimeOffset now) => due switch
    {
        null => DueTone.None,
        _ when status is TicketStatus.Resolved or TicketStatus.Closed => DueTone.None,
        { } at when at < now => DueTone.Late,
        { } at when at - now < SoonWithin => DueTone.Soon,
        _ => DueTone.Calm,
    };
}

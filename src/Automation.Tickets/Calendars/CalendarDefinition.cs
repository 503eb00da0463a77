namespace Automation.Tickets.Calendars;

/// <summary>
/// A business calendar as it is written down. Calendars chain: what this one leaves out it takes from
/// <see cref="Base"/>. A day is settled by the first that speaks: own special days, the base's special days (all the
/// way down), then the week of the first calendar in the chain that has one.
/// </summary>
/// <param name="Name">The name people and policies use.</param>
public sealed record CalendarDefinition(string Name)
{
    /// <summary>An IANA name such as <c>Europe/Berlin</c>; null takes the base's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The ordinary week; null takes the base's.</summary>
    public WeeklyHours? Week { get; init; }

    /// <summary>Holidays, short days and extra openings. Of two that fall on one date the first listed counts.</summary>
    public IReadOnlyList<SpecialDay> Days { get; init; } = [];

    public CalendarDefinition? Base { get; init; }

    internal IEnumerable<CalendarDefinition> Chain()
    {
        for (var link = this; link is not null; link = link.Base)
            yield return link;
    }
}

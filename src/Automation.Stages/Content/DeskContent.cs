using Automation.Mail.Acknowledging;
using Automation.Mail.Automatic;
using Automation.Mail.Templates;
using Automation.Mail.Threading;
using Automation.Rules.Compilation;
using Automation.Tickets.Calendars;
using Automation.Tickets.People;
using Automation.Tickets.Sla;

namespace Automation.Stages.Content;

/// <summary>Everything administrators have published, ready to use. Immutable: publishing puts a new one in its place.</summary>
public sealed record DeskContent
{
    public required RulesInForce RuleBook { get; init; }

    public RuleChain Rules => RuleBook.Chain;

    public required TemplateSet Templates { get; init; }

    public required ServiceLevels ServiceLevels { get; init; }

    public required IReadOnlyDictionary<string, Desk> Desks { get; init; }

    public required IReadOnlyDictionary<string, Team> Teams { get; init; }

    /// <summary>Who we are, to mail that comes back.</summary>
    public required DeskIdentity Identity { get; init; }

    public required SubjectTags SubjectTags { get; init; }

    public required AcknowledgementLimits AcknowledgementLimits { get; init; }

    /// <summary>The team's name for people; its key when it is unknown.</summary>
    public string TeamName(string key) => Teams.TryGetValue(key, out var team) ? team.Name : key;

    /// <summary>The zone of a person, as the directory names it; their desk's when it names none, or one this machine does not know. A desk's is checked when the desk starts.</summary>
    public static TimeZoneInfo ZoneOf(string? ofPerson, string ofDesk) =>
        (ofPerson is not null && TimeZoneInfo.TryFindSystemTimeZoneById(ofPerson, out var zone)) || TimeZoneInfo.TryFindSystemTimeZoneById(ofDesk, out zone) ? zone : TimeZoneInfo.Utc;
}

/// <summary>The service level policies in force, and the calendar that stands for the desk's own hours.</summary>
public sealed record ServiceLevels(SlaBook Book)
{
    /// <summary>Business hours in general: the default policy's calendar for an ordinary request.</summary>
    public BusinessCalendar Calendar { get; } = Book.Default.CalendarFor(SlaPriority.P3);

    /// <summary>All that can be chosen: those of the policies, and the one that never closes.</summary>
    public IReadOnlyList<BusinessCalendar> Calendars { get; } = [.. Book.Calendars.Append(BusinessCalendar.AlwaysOpen).DistinctBy(calendar => calendar.Name, StringComparer.OrdinalIgnoreCase)];
}

/// <summary>Holds the content in force. Readers take it once per unit of work.</summary>
public sealed class DeskContentHolder
{
    private readonly Lock _gate = new();
    private volatile DeskContent? _current;

    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    public DeskContent Current => _current ?? throw new InvalidOperationException("The desk's content is not loaded yet.");

    public bool IsLoaded => _current is not null;

    public void Replace(DeskContent content)
    {
        lock (_gate)
            _current = content;
    }

    /// <summary>Puts a part in its place; units of work that have begun keep what they took. Does nothing before the first <see cref="Replace"/>.</summary>
    public void Change(Func<DeskContent, DeskContent> change)
    {
        lock (_gate)
            _current = _current is { } current ? change(current) : null;
    }
}

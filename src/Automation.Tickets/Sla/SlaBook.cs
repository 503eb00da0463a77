using System.Collections.Frozen;
using Automation.Tickets.Calendars;

namespace Automation.Tickets.Sla;

/// <summary>All calendars and policies in use, by name (case does not matter). Immutable: a change makes a new book.</summary>
public sealed class SlaBook
{
    private readonly FrozenDictionary<string, SlaPolicy> _policies;
    private readonly FrozenDictionary<string, BusinessCalendar> _calendars;

    /// <exception cref="SlaException">Two of one name, or a default policy that does not exist.</exception>
    public SlaBook(IReadOnlyCollection<SlaPolicy> policies, string defaultPolicy, IReadOnlyCollection<BusinessCalendar>? calendars = null)
    {
        ArgumentNullException.ThrowIfNull(policies);
        _policies = ByName(policies, policy => policy.Name, "policies");
        _calendars = ByName(calendars ?? [.. policies.Select(policy => policy.Calendar).Distinct()], calendar => calendar.Name, "calendars");
        Default = Policy(defaultPolicy);
    }

    public IReadOnlyCollection<SlaPolicy> Policies => _policies.Values;

    public IReadOnlyCollection<BusinessCalendar> Calendars => _calendars.Values;

    /// <summary>The policy of a ticket for which no rule names another.</summary>
    public SlaPolicy Default { get; }

    public SlaPolicy? FindPolicy(string name) => _policies.GetValueOrDefault(name);

    public BusinessCalendar? FindCalendar(string name) => _calendars.GetValueOrDefault(name);

    /// <exception cref="SlaException">There is no policy of that name.</exception>
    public SlaPolicy Policy(string name) => FindPolicy(name) ?? throw new SlaException(
        $"There is no SLA policy \"{name}\". Known are: {string.Join(", ", _policies.Keys.Order(StringComparer.OrdinalIgnoreCase))}. " +
        "Bring the policy back, or move its tickets to another one.");

    private static FrozenDictionary<string, T> ByName<T>(IReadOnlyCollection<T> items, Func<T, string> name, string what)
    {
        var twice = items.GroupBy(name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? items.ToFrozenDictionary(name, StringComparer.OrdinalIgnoreCase)
            : throw new SlaException($"Two {what} are called \"{twice.Key}\". Rename one of them.");
    }
}

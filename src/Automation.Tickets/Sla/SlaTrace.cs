using Automation.Tickets.Calendars;

namespace Automation.Tickets.Sla;

/// <summary>Collects the steps of one kind of clock.</summary>
internal sealed class SlaTrace(SlaClockKind clock)
{
    /// <summary>More days than this in one stretch become one step: a person reads a fortnight, not a quarter.</summary>
    private const int DaysShownSingly = 21;

    private readonly List<SlaStep> _steps = [];

    public IReadOnlyList<SlaStep> Steps => _steps;

    public SlaTrace? For(SlaClockKind kind) => kind == clock ? this : null;

    public void Started(
        SlaClockKind kind, int episode, DateTimeOffset at, SlaPolicy policy, SlaPriority priority, BusinessCalendar calendar, TimeSpan? target) =>
        Add(SlaStepKeys.Started, calendar.InLocalTime(at),
            ("clock", kind.ToString()), ("episode", episode), ("policy", policy.Name), ("priority", priority.ToString()),
            ("calendar", calendar.Name), ("timeZone", calendar.TimeZone), ("target", target));

    public void Retargeted(
        DateTimeOffset at, SlaFactKind change, SlaPolicy policy, SlaPriority priority, BusinessCalendar calendar, TimeSpan? target, TimeSpan consumed) =>
        Add(change == SlaFactKind.PriorityChanged ? SlaStepKeys.PriorityChanged : SlaStepKeys.PolicyChanged, calendar.InLocalTime(at),
            ("policy", policy.Name), ("priority", priority.ToString()), ("calendar", calendar.Name), ("consumed", consumed), ("target", target));

    public void Paused(DateTimeOffset at, BusinessCalendar calendar, string? reason, TimeSpan consumed, TimeSpan? target) =>
        Add(SlaStepKeys.Paused, calendar.InLocalTime(at), ("reason", reason), ("consumed", consumed), ("remaining", target - consumed));

    public void Resumed(DateTimeOffset at, BusinessCalendar calendar, TimeSpan consumed, TimeSpan? target) =>
        Add(SlaStepKeys.Resumed, calendar.InLocalTime(at), ("consumed", consumed), ("remaining", target - consumed));

    public void Passed(DateTimeOffset due, BusinessCalendar calendar, TimeSpan? target) =>
        Add(SlaStepKeys.Passed, calendar.InLocalTime(due), ("due", calendar.InLocalTime(due)), ("target", target));

    public void Due(DateTimeOffset due, BusinessCalendar calendar, TimeSpan target) =>
        Add(SlaStepKeys.Due, calendar.InLocalTime(due), ("due", calendar.InLocalTime(due)), ("target", target));

    public void Stopped(DateTimeOffset at, SlaClockKind kind, BusinessCalendar calendar, bool late, TimeSpan consumed, TimeSpan? target)
    {
        if (target is null)
            return;
        Add(late ? SlaStepKeys.Late : SlaStepKeys.Met, calendar.InLocalTime(at),
            ("clock", kind.ToString()), ("consumed", consumed), ("target", target), ("over", late ? consumed - target : null));
    }

    /// <summary>The days of a stretch in which the clock ran, closed days of one reason taken together.</summary>
    public void Counted(BusinessCalendar calendar, DateTimeOffset from, DateTimeOffset to, TimeSpan consumed)
    {
        var days = calendar.Days(from, to).ToList();
        if (days.Count > DaysShownSingly)
        {
            AddMany(days, consumed);
            return;
        }
        for (var i = 0; i < days.Count; i++)
        {
            var first = days[i];
            if (first.Hours.Count == 0)
            {
                while (i + 1 < days.Count && days[i + 1].Hours.Count == 0 && days[i + 1].SpecialDay == first.SpecialDay)
                    i++;
                Add(SlaStepKeys.Closed, null, ("from", first.Date), ("to", days[i].Date),
                    ("days", days[i].Date.DayNumber - first.Date.DayNumber + 1), ("specialDay", first.SpecialDay));
                continue;
            }
            consumed += first.Open;
            Add(SlaStepKeys.Day, null, ("date", first.Date), ("hours", string.Join(", ", first.Hours)),
                ("counted", first.Open), ("total", consumed), ("specialDay", first.SpecialDay));
        }
    }

    private void AddMany(List<CalendarDay> days, TimeSpan consumed)
    {
        var counted = TimeSpan.FromTicks(days.Sum(day => day.Open.Ticks));
        Add(SlaStepKeys.Days, null, ("from", days[0].Date), ("to", days[^1].Date), ("days", days.Count),
            ("counted", counted), ("total", consumed + counted));
    }

    private void Add(string key, DateTimeOffset? at, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var kept = new Dictionary<string, object>(values.Length + 1);
        if (at is not null)
            kept["at"] = at.Value;
        foreach (var (name, value) in values)
            if (value is not null)
                kept[name] = value;
        _steps.Add(new SlaStep(key, at, kept, SlaWording.English(key, kept)));
    }
}

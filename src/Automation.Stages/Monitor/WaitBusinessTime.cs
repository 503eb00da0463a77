using Automation.Stages.Content;
using Automation.Tickets.Calendars;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Monitor;

/// <summary>Waits while a calendar is open: four hours from Friday at three are over on Monday morning.</summary>
[Activity("Automation.WaitBusinessTime", Category = "Monitor", DisplayName = "Wait in business time", Description = "Waits for so much of a calendar's open time. Nights, weekends and holidays do not count.")]
public sealed class WaitBusinessTime : Activity
{
    /// <summary>Open time, not time by the clock: eight hours a day make this more than a year.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(100);

    [Input("How much open time, such as 04:00:00 or PT4H.", Required = true)]
    public Input<TimeSpan> Duration { get; } = new();

    [Input("The calendar. Empty: the desk's own hours, those of the default service level.", OptionsFrom = "calendars")]
    public Input<string> Calendar { get; } = new();

    [Output("When it is over.")]
    public Output<DateTimeOffset> Until { get; } = new();

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var levels = context.GetHost<DeskContentHolder>().Current.ServiceLevels;
        var duration = context.Get(Duration);
        if (duration > Longest)
            throw new FormatException($"{duration.TotalHours:0.#} hours of open time are too long to wait for; at most {Longest.TotalHours:0} are possible.");
        var until = duration > TimeSpan.Zero ? Chosen(levels, context.Get(Calendar)).Add(context.Now, duration) : context.Now;
        context.Set(Until, until);
        context.WaitUntil(until);
        return ValueTask.CompletedTask;
    }

    private static BusinessCalendar Chosen(ServiceLevels levels, string? name) => string.IsNullOrWhiteSpace(name)
        ? levels.Calendar
        : levels.Calendars.FirstOrDefault(calendar => calendar.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"There is no calendar '{name}'. There are: {string.Join(", ", levels.Calendars.Select(calendar => calendar.Name))}.");
}

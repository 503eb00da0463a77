using System.Text.Json;
using Automation.Workflows.Activities.Scheduling;
using Automation.Workflows.Values;

namespace Automation.Workflows.Runtime;

/// <summary>When the triggers that time fires do so. All moments are in UTC.</summary>
public static class TriggerTimes
{
    /// <summary>The names of these triggers.</summary>
    public static IReadOnlyList<string> Names { get; } = [Activities.Scheduling.Timer.TypeName, Cron.TypeName, StartAt.TypeName];

    /// <summary>The first moment of a trigger published at <paramref name="now"/>; null when there is none, as for a moment that is over.</summary>
    /// <param name="payload">The trigger's payload as JSON.</param>
    public static DateTimeOffset? First(string name, string payload, DateTimeOffset now) => Read(name, payload) switch
    {
        TimeSpan interval => now + interval,
        CronSchedule schedule => schedule.Next(now),
        DateTimeOffset moment => moment > now ? moment : null,
        _ => null
    };

    /// <summary>The moment after <paramref name="now"/> of a trigger that was due at <paramref name="due"/>. What was missed in between is left out, the rhythm is kept.</summary>
    public static DateTimeOffset? Next(string name, string payload, DateTimeOffset due, DateTimeOffset now) => Read(name, payload) switch
    {
        TimeSpan interval => now < due ? due : due + interval * ((now - due).Ticks / interval.Ticks + 1),
        CronSchedule schedule => schedule.Next(now > due ? now : due),
        _ => null
    };

    private static object? Read(string name, string payload)
    {
        if (!Names.Contains(name) || WorkflowValue.FromJson(JsonElement.Parse(payload)) is not ValueMap values)
            return null;
        return name switch
        {
            Activities.Scheduling.Timer.TypeName => ValueConversion.To<TimeSpan>(values.Find("interval")),
            Cron.TypeName => CronSchedule.Parse(ValueConversion.To<string>(values.Find("cronExpression")) ?? ""),
            _ => ValueConversion.To<DateTimeOffset>(values.Find("executeAt"))
        };
    }
}

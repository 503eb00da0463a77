using Automation.Stages.Health;
using Automation.Stages.Timers;
using Quartz;

namespace Automation.Server.Work;

/// <summary>The timers' alarm clock: one Quartz trigger for the earliest due row. Kept in memory, because each node sets it anew from the rows (docs/decisions/0009).</summary>
internal sealed class QuartzAlarm(ISchedulerFactory schedulers, TimeProvider time) : ITimerAlarm
{
    /// <summary>The job that rings; it stands in the scheduler's own list.</summary>
    public static JobKey Job { get; } = new("ring", "workflow-timers");
    private static readonly TriggerKey Trigger = new("earliest", "workflow-timers");

    public async Task SetAsync(DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        if (at is not { } moment)
        {
            await scheduler.UnscheduleJob(Trigger, cancellationToken);
            return;
        }

        var now = time.GetUtcNow();
        var trigger = TriggerBuilder.Create().WithIdentity(Trigger).ForJob(Job).StartAt(moment > now ? moment : now).Build();
        if (await scheduler.RescheduleJob(Trigger, trigger, cancellationToken) is not null)
            return;
        await scheduler.ScheduleJob(trigger, cancellationToken: cancellationToken);
    }
}

/// <summary>What the alarm does: wake the timers, which look at the rows.</summary>
internal sealed class RingTimers(DeskSignals signals) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        signals.Timers.Raise();
        return ValueTask.CompletedTask;
    }
}

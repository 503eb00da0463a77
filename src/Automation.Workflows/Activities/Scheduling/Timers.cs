using Automation.Workflows.Execution;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Scheduling;

/// <summary>Waits for a while.</summary>
[Activity("Elsa.Delay", Category = "Scheduling", Description = "Waits for a while.")]
internal sealed class Delay : Activity
{
    [Input("How long, such as 00:05:00 or PT5M.", DisplayName = "Time span")]
    public Input<TimeSpan> TimeSpan { get; } = new(System.TimeSpan.FromMinutes(1));

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        context.WaitUntil(Waits.After(context.Now, context.Get(TimeSpan)));
        return ValueTask.CompletedTask;
    }
}

/// <summary>Starts the workflow again and again at an interval, or waits for one.</summary>
[Activity(TypeName, Category = "Scheduling", Description = "Starts the workflow again and again at an interval; further inside, waits that long.", Kind = ActivityKind.Trigger)]
internal sealed class Timer : Activity, ITrigger
{
    public const string TypeName = "Elsa.Timer";

    [Input("How long between two starts, such as 01:00:00 or PT1H.")]
    public Input<TimeSpan> Interval { get; } = new(TimeSpan.FromMinutes(1));

    public IEnumerable<Stimulus> Triggers(ActivityContext context)
    {
        var interval = Waits.Interval(context.Evaluate(Interval));
        return [new Stimulus(TypeName, new ValueMap { ["interval"] = WorkflowValue.Normalise(interval) })];
    }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (!context.TakeTrigger(out _))
            context.WaitUntil(context.Now + Waits.Interval(context.Get(Interval)));
        return ValueTask.CompletedTask;
    }
}

/// <summary>Starts the workflow at a moment, or waits for it.</summary>
[Activity(TypeName, Category = "Scheduling", Description = "Starts the workflow at a moment; further inside, waits for it.", Kind = ActivityKind.Trigger)]
internal sealed class StartAt : Activity, ITrigger
{
    public const string TypeName = "Elsa.StartAt";

    [Input("The moment, such as 2026-05-01T09:00:00Z.", DisplayName = "Date and time", Required = true)]
    public Input<DateTimeOffset> DateTime { get; } = new();

    public IEnumerable<Stimulus> Triggers(ActivityContext context) =>
        [new Stimulus(TypeName, new ValueMap { ["executeAt"] = WorkflowValue.Normalise(Waits.Until(context.Now, context.Evaluate(DateTime)).ToUniversalTime()) })];

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var moment = context.Get(DateTime);
        if (!context.TakeTrigger(out _) && moment > context.Now)
            context.WaitUntil(Waits.Until(context.Now, moment));
        return ValueTask.CompletedTask;
    }
}

/// <summary>Starts the workflow by a cron expression, or waits for its next moment.</summary>
[Activity(TypeName, Category = "Scheduling", Description = "Starts the workflow by a cron expression; further inside, waits for its next moment.", Kind = ActivityKind.Trigger)]
internal sealed class Cron : Activity, ITrigger
{
    public const string TypeName = "Elsa.Cron";

    [Input("Five fields, or six with seconds first; in UTC. '0 30 8 * * MON-FRI' is half past eight on working days.", DisplayName = "Cron expression", Required = true)]
    public Input<string> CronExpression { get; } = new("");

    public IEnumerable<Stimulus> Triggers(ActivityContext context)
    {
        var expression = context.Evaluate(CronExpression) ?? "";
        _ = CronSchedule.Parse(expression);
        return [new Stimulus(TypeName, new ValueMap { ["cronExpression"] = expression })];
    }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (context.TakeTrigger(out _))
            return ValueTask.CompletedTask;
        var next = CronSchedule.Parse(context.Get(CronExpression) ?? "").Next(context.Now)
            ?? throw new InvalidOperationException("The cron expression has no moment in the next 30 years.");
        context.WaitUntil(next);
        return ValueTask.CompletedTask;
    }
}

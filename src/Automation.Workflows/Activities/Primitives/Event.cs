using Automation.Workflows.Execution;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Primitives;

/// <summary>Waits for an event, or starts the workflow on one.</summary>
[Activity(TypeName, Category = "Primitives", Description = "Waits for an event, or starts the workflow when it comes.", Kind = ActivityKind.Trigger)]
internal sealed class Event : Activity, ITrigger
{
    public const string TypeName = "Elsa.Event";

    [Input("The event's name.", Required = true)]
    public Input<string> EventName { get; } = new("");

    [Output("What the event brought.")]
    public Output<object> Result { get; } = new();

    /// <summary>The stimulus an event of this name is.</summary>
    public static Stimulus StimulusOf(string eventName) => new(TypeName, new ValueMap { ["eventName"] = eventName });

    public IEnumerable<Stimulus> Triggers(ActivityContext context) => [StimulusOf(context.Evaluate(EventName) ?? "")];

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (context.TakeTrigger(out var payload))
            context.Set(Result, payload);
        else
            context.WaitFor(StimulusOf(context.Get(EventName) ?? ""));
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ResumeAsync(ActivityContext context, Resumption resumption)
    {
        context.Set(Result, resumption.Payload);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tells other workflows that something happened.</summary>
[Activity("Elsa.PublishEvent", Category = "Primitives", Description = "Tells waiting workflows, and those that start on it, that something happened.")]
internal sealed class PublishEvent : Activity
{
    [Input("The event's name.", Required = true)]
    public Input<string> EventName { get; } = new("");

    [Input("Only workflows with this correlation id are resumed; empty for all.")]
    public Input<string> CorrelationId { get; } = new();

    [Input("Only this workflow instance receives it.")]
    public Input<bool> IsLocalEvent { get; } = new(false);

    [Input("What the event brings.")]
    public Input<object> Payload { get; } = new();

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var correlationId = context.Get(CorrelationId);
        return context.PublishAsync(new PublishedEvent(
            context.Get(EventName) ?? "",
            string.IsNullOrEmpty(correlationId) ? null : correlationId,
            context.Get(Payload),
            context.Get(IsLocalEvent) ? context.InstanceId : null));
    }
}

/// <summary>Hands a task to a worker outside and waits for its result.</summary>
[Activity(TypeName, Category = "Primitives", Description = "Hands a task to a worker outside and waits until it is done.")]
internal sealed class RunTask : Activity
{
    public const string TypeName = "Elsa.RunTask";

    [Input("What the worker knows the task by.", Required = true, OptionsFrom = "tasks")]
    public Input<string> TaskName { get; } = new("");

    [Input("What the worker needs.")]
    public Input<ValueMap> Payload { get; } = new();

    [Output("The task's id, with which the worker answers.")]
    public Output<string> TaskId { get; } = new();

    [Output("What the worker answered.")]
    public Output<object> Result { get; } = new();

    /// <summary>The stimulus a finished task is.</summary>
    public static Stimulus StimulusOf(string taskId) => new(TypeName, new ValueMap { ["taskId"] = taskId });

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var taskId = context.Ids.NewId();
        context.Set(TaskId, taskId);
        context.WaitFor(StimulusOf(taskId));
        context.After(new RunTaskRequest(taskId, taskId, context.Get(TaskName) ?? "", context.Get(Payload) ?? []));
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ResumeAsync(ActivityContext context, Resumption resumption)
    {
        context.Set(Result, resumption.Payload);
        return ValueTask.CompletedTask;
    }
}

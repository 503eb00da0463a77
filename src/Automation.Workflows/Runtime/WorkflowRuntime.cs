using Automation.Workflows.Activities.Primitives;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Runtime;

/// <summary>
/// Starts, resumes and stops instances within a unit of work of the host. Nothing is committed here: after a call
/// the host commits the session, or throws it away and calls again. Thread-safe; a session is not.
/// </summary>
public sealed class WorkflowRuntime(GraphCache graphs, TimeProvider time, IIdGenerator ids, RuntimeOptions? options = null)
{
    public GraphCache Graphs => graphs;

    internal TimeProvider Time => time;

    internal IIdGenerator Ids => ids;

    internal RuntimeOptions Options { get; } = options ?? new RuntimeOptions();

    /// <summary>Starts an instance, if the workflow's activation strategy lets it.</summary>
    /// <exception cref="WorkflowNotFoundException">There is no such workflow, or none published.</exception>
    public async ValueTask<RuntimeResult> StartAsync(IWorkflowSession session, StartRequest request, CancellationToken cancellation = default)
    {
        var delivery = new Delivery(this, session, cancellation);
        await delivery.StartAsync(request);
        await delivery.FlushAsync();
        return delivery.Result;
    }

    /// <summary>Starts what is triggered by the stimulus and resumes what waits for it.</summary>
    public async ValueTask<RuntimeResult> SendAsync(IWorkflowSession session, StimulusRequest request, CancellationToken cancellation = default)
    {
        var delivery = new Delivery(this, session, cancellation);
        await delivery.SendAsync(request);
        await delivery.FlushAsync();
        return delivery.Result;
    }

    /// <summary>Publishes an event, as PublishEvent does.</summary>
    /// <param name="instanceId">Only this instance may receive it; null for all.</param>
    public ValueTask<RuntimeResult> PublishAsync(IWorkflowSession session, string eventName, object? payload = null, string? correlationId = null, string? instanceId = null, CancellationToken cancellation = default) =>
        SendAsync(session, new StimulusRequest(Event.StimulusOf(eventName), payload, correlationId, instanceId), cancellation);

    /// <summary>Resumes one bookmark: a due timer, a finished effect. A bookmark that is gone is not an error.</summary>
    public async ValueTask<RuntimeResult> ResumeAsync(IWorkflowSession session, string bookmarkId, object? payload = null, CancellationToken cancellation = default)
    {
        var delivery = new Delivery(this, session, cancellation);
        await delivery.ResumeAsync(bookmarkId, payload);
        await delivery.FlushAsync();
        return delivery.Result;
    }

    /// <summary>Makes the activity that waits at a bookmark fail: what it had asked for cannot be done.</summary>
    /// <param name="message">What went wrong and the cure, for people; without secrets.</param>
    /// <returns>Without runs when nothing waits there, or its instance cannot go on until someone retries it.</returns>
    public async ValueTask<RuntimeResult> FailAsync(IWorkflowSession session, BookmarkFilter bookmark, string message, CancellationToken cancellation = default)
    {
        var delivery = new Delivery(this, session, cancellation);
        await delivery.FailAsync(bookmark, message);
        await delivery.FlushAsync();
        return delivery.Result;
    }

    /// <summary>Writes into the journal of the activity that dispatched a workflow without waiting that it cannot be started.</summary>
    /// <param name="message">Why and the cure, for people; without secrets.</param>
    public ValueTask NoteRefusalAsync(IWorkflowSession session, Dispatcher dispatcher, string message, CancellationToken cancellation = default) =>
        new Delivery(this, session, cancellation).NoteRefusalAsync(dispatcher, message);

    /// <summary>Answers a task that RunTask asked for.</summary>
    public ValueTask<RuntimeResult> ReportTaskAsync(IWorkflowSession session, string taskId, object? result = null, CancellationToken cancellation = default) =>
        SendAsync(session, new StimulusRequest(RunTask.StimulusOf(taskId), result, KeepFor: Options.KeepUndelivered), cancellation);

    /// <summary>Ends an instance. Nothing happens when it is over already or does not exist.</summary>
    public ValueTask<RuntimeResult> CancelAsync(IWorkflowSession session, string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        RunAsync(session, instanceId, new BurstStart.Cancel(reason), cancellation);

    /// <summary>Runs faulted activities of an instance again; then what came for it in the meantime is delivered.</summary>
    /// <param name="activityInstanceIds">Which; null for all.</param>
    public ValueTask<RuntimeResult> RetryAsync(IWorkflowSession session, string instanceId, IReadOnlyCollection<string>? activityInstanceIds = null, CancellationToken cancellation = default) =>
        RunAsync(session, instanceId, new BurstStart.Retry(activityInstanceIds), cancellation);

    /// <summary>Changes variables of an instance that is not over.</summary>
    /// <param name="values">By variable id or name, for variables of the workflow itself; by the id of <see cref="OpenVariables"/> for those of a container that runs.</param>
    /// <returns>False when the instance does not exist or is over.</returns>
    /// <exception cref="ArgumentException">There is no such variable, or its container is over.</exception>
    /// <exception cref="VariableValueException">A variable cannot hold its value.</exception>
    public async ValueTask<bool> SetVariablesAsync(IWorkflowSession session, string instanceId, ValueMap values, CancellationToken cancellation = default)
    {
        if (await session.LoadInstanceAsync(instanceId, cancellation) is not { } row)
            return false;
        var state = StateJson.Read(row.State.Span);
        if (state.Root is null)
            return false;
        var graph = await graphs.GetAsync(state.DefinitionVersionId, session, cancellation);
        var open = OpenVariables.Of(state, graph);
        foreach (var (key, value) in values)
        {
            var variable = open.FirstOrDefault(variable => variable.Id == key) ?? open.FirstOrDefault(variable => variable.Container is null && variable.Variable.Name == key)
                ?? throw new ArgumentException($"The workflow has no variable '{key}'.", nameof(values));
            variable.Set(value);
        }

        state.UpdatedAt = time.GetUtcNow();
        await session.SaveInstanceAsync(Changes.Of(state, row.RowVersion), cancellation);
        return true;
    }

    /// <summary>Moves one instance to another version; one unit of work an instance, so that one that cannot move holds no other up.</summary>
    /// <returns>What was done, or with obstacles what could not be; null when there is no such instance.</returns>
    public async ValueTask<Migration.MigrationPreview?> MigrateAsync(IWorkflowSession session, string instanceId, Migration.MigrationPlan plan, CancellationToken cancellation = default)
    {
        if (await session.LoadInstanceAsync(instanceId, cancellation) is not { } row)
            return null;
        var state = StateJson.Read(row.State.Span);
        var preview = plan.Preview(state);
        if (preview.CanMove)
            await session.SaveInstanceAsync(Changes.Of(plan.Apply(state, time), row.RowVersion), cancellation);
        return preview;
    }

    private async ValueTask<RuntimeResult> RunAsync(IWorkflowSession session, string instanceId, BurstStart start, CancellationToken cancellation)
    {
        var delivery = new Delivery(this, session, cancellation);
        await delivery.RunAsync(instanceId, start);
        await delivery.FlushAsync();
        return delivery.Result;
    }
}

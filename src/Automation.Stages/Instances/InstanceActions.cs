using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Instances;

/// <summary>What people do to workflow instances. Each instance is its own unit of work, so that one in trouble holds no other up.</summary>
public sealed class InstanceActions(DeskDatabase database, WorkflowUnits units, WorkflowRuntime runtime, TimeProvider time)
{
    /// <summary>Ends an instance. False when there is none or it is over.</summary>
    /// <param name="reason">Stands in the journal.</param>
    public async Task<bool> CancelAsync(string instanceId, string? reason, CancellationToken cancellationToken) =>
        (await units.RunSharedAsync((session, token) => runtime.CancelAsync(session, instanceId, reason, token), cancellationToken)).Runs.Count > 0;

    /// <summary>Runs what failed again. False when there is no such instance or nothing in it has failed.</summary>
    /// <param name="activityInstanceIds">Which activities; null for all.</param>
    public async Task<bool> RetryAsync(string instanceId, IReadOnlyCollection<string>? activityInstanceIds, CancellationToken cancellationToken) =>
        (await units.RunSharedAsync((session, token) => runtime.RetryAsync(session, instanceId, activityInstanceIds, token), cancellationToken)).Runs.Count > 0;

    /// <summary>Removes an instance with all that belongs to it. One that is not over is cancelled first, so that whoever waits for it goes on. False when there is none.</summary>
    public async Task<bool> DeleteAsync(string instanceId, CancellationToken cancellationToken)
    {
        await CancelAsync(instanceId, "Deleted.", cancellationToken);
        return await units.RunAsync((unit, token) => InstanceRemoval.RemoveAsync(unit.Context, [instanceId], token), cancellationToken) > 0;
    }

    /// <summary>Does the same to many.</summary>
    public static async Task<BulkOutcome> BulkAsync(IReadOnlyCollection<string> instanceIds, Func<string, CancellationToken, Task<bool>> action, CancellationToken cancellationToken)
    {
        var done = 0;
        var failed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in instanceIds.Distinct(StringComparer.Ordinal))
        {
            try
            {
                if (await action(id, cancellationToken))
                    done++;
            }
            catch (Exception e) when (e is not OperationCanceledException && !DatabaseFaults.IsOutside(e))
            {
                failed[id] = e.GetBaseException().Message;
            }
        }

        return new BulkOutcome(done, failed);
    }

    /// <summary>
    /// The workflow's variables as they are now, then those of the containers that run right now; when the instance is over, the workflow's as they were at its end.
    /// Null when there is no such instance.
    /// </summary>
    public async Task<InstanceVariables?> VariablesAsync(string instanceId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        if (await context.WorkflowInstances.AsNoTracking().FirstOrDefaultAsync(x => x.Id == instanceId, cancellationToken) is not { } row)
            return null;
        var state = StateJson.Read(row.State);
        var session = new WorkflowSession(new WorkflowLookups(context, time), new HostServices());
        var graph = await runtime.Graphs.GetAsync(state.DefinitionVersionId, session, cancellationToken);
        return new InstanceVariables(row.RowVersion, state.Root is not null, state.Root is null
            ? [.. graph.Root.Variables.Select(v => new InstanceVariable(v.Id, v.Name, v.TypeName, state.FinalVariables.TryGetValue(v.Id, out var value) ? value : v.Value))]
            : [.. OpenVariables.Of(state, graph).Select(v => new InstanceVariable(v.Id, v.Variable.Name, v.Variable.TypeName, v.Value, v.Container?.Id, v.Container?.DisplayName, v.Container is null ? null : v.ActivityInstanceId))]);
    }

    /// <summary>Changes variables of an instance that is not over.</summary>
    /// <param name="values">By id, or by name for the workflow's own.</param>
    /// <param name="rowVersion">The row version the person saw; null: whatever it is now.</param>
    /// <exception cref="ArgumentException">The workflow has no such variable, or the value is of another type.</exception>
    public Task<VariablesOutcome> SetVariablesAsync(string instanceId, ValueMap values, long? rowVersion, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            if (await unit.Session.LoadInstanceAsync(instanceId, token) is not { } row)
                return VariablesOutcome.NotFound;
            if (rowVersion is { } seen && row.RowVersion != seen)
                return VariablesOutcome.ChangedMeanwhile;
            return await runtime.SetVariablesAsync(unit.Session, instanceId, values, token) ? VariablesOutcome.Changed : VariablesOutcome.Over;
        },
        cancellationToken);
}

/// <param name="Done">How many it changed.</param>
/// <param name="Failed">Why, by instance id.</param>
public sealed record BulkOutcome(int Done, IReadOnlyDictionary<string, string> Failed);

/// <param name="RowVersion">To be given back when they are changed.</param>
/// <param name="CanChange">False when the instance is over.</param>
public sealed record InstanceVariables(long RowVersion, bool CanChange, IReadOnlyList<InstanceVariable> Variables);

/// <param name="Id">By which it is changed; contains which run of a container it belongs to.</param>
/// <param name="ActivityId">The container that declares it; null for the workflow itself.</param>
/// <param name="ActivityName">The container as people see it.</param>
/// <param name="ActivityInstanceId">Which run of the container; its id is in the journal.</param>
public sealed record InstanceVariable(string Id, string Name, string TypeName, object? Value, string? ActivityId = null, string? ActivityName = null, string? ActivityInstanceId = null);

public enum VariablesOutcome
{
    Changed,
    NotFound,

    /// <summary>The instance is over.</summary>
    Over,

    /// <summary>The instance went on since the variables were read.</summary>
    ChangedMeanwhile,
}

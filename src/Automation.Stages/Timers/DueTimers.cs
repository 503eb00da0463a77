using Automation.Stages.Health;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Timers;

/// <summary>
/// Fires what is due: waiting instances and triggers of time. Many share one transaction, in which each row is held, fired and moved on or removed;
/// so each fires once, on whichever node, and what fell due while everything was down fires once when it is up again.
/// </summary>
public sealed class DueTimers(DeskDatabase database, WorkflowUnits units, WorkflowRuntime runtime, ProblemBoard problems, TimeProvider time, ILogger<DueTimers> logger)
{
    /// <summary>Due rows that share one commit.</summary>
    private const int Batch = 200;

    /// <summary>How long a timer whose workflow cannot be run is left alone.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>True when more may be due.</summary>
    public async Task<bool> FireAsync(CancellationToken cancellationToken)
    {
        var triggers = await units.RunAsync(FireTriggersAsync, cancellationToken);
        var bookmarks = await units.RunAsync(FireBookmarksAsync, cancellationToken);
        return triggers == Batch || bookmarks == Batch;
    }

    /// <summary>The moment at which the next row falls due; null when none waits for a moment.</summary>
    public async Task<DateTimeOffset?> EarliestAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var bookmark = await context.WorkflowBookmarks
            .Where(x => x.DueAt != null && context.WorkflowInstances.Any(i => i.Id == x.InstanceId && i.Status == WorkflowStatus.Running))
            .OrderBy(x => x.DueAt)
            .Select(x => x.DueAt)
            .FirstOrDefaultAsync(cancellationToken);
        var trigger = await context.WorkflowTriggers.Where(x => x.NextAt != null).OrderBy(x => x.NextAt).Select(x => x.NextAt).FirstOrDefaultAsync(cancellationToken);
        return bookmark is null || trigger < bookmark ? trigger : bookmark;
    }

    /// <summary>Gives a next moment to triggers of time that have none yet, such as those published by an earlier version of this program.</summary>
    public Task<int> ReconcileAsync(CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            var names = TriggerTimes.Names;
            var missing = await unit.Context.WorkflowTriggers.Where(x => x.NextAt == null && x.LastAt == null && names.Contains(x.Name)).ToListAsync(token);
            foreach (var trigger in missing)
                trigger.NextAt = TriggerTimes.First(trigger.Name, trigger.Payload, time.GetUtcNow());
            return missing.Count(t => t.NextAt is not null);
        },
        cancellationToken);

    private async ValueTask<int> FireBookmarksAsync(WorkflowUnit unit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await database.Dialect.TakeDueBookmarksAsync(unit.Context, now, Batch, cancellationToken);
        await unit.Session.PrepareAsync(due, cancellationToken);
        foreach (var id in due)
        {
            var nested = unit.Session.Nested(new HostServices());
            try
            {
                await runtime.ResumeAsync(nested, id, cancellation: cancellationToken);
                nested.Keep();
                problems.Clear(Problem(id));
            }
            catch (Exception e) when (IsOwn(e, cancellationToken))
            {
                Report(id, $"A workflow that waited until now cannot go on: {e.GetBaseException().Message}", e);
                await unit.Context.WorkflowBookmarks.Where(x => x.Id == id).ExecuteUpdateAsync(x => x.SetProperty(b => b.DueAt, now + Pause), cancellationToken);
            }
        }

        return due.Count;
    }

    private async ValueTask<int> FireTriggersAsync(WorkflowUnit unit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await database.Dialect.TakeDueTriggersAsync(unit.Context, now, Batch, cancellationToken);
        if (due.Count == 0)
            return 0;
        foreach (var trigger in await unit.Context.WorkflowTriggers.Where(x => due.Contains(x.Id)).OrderBy(x => x.NextAt).ToListAsync(cancellationToken))
        {
            var nested = unit.Session.Nested(new HostServices());
            try
            {
                await runtime.StartAsync(
                    nested, new StartRequest(DefinitionVersionId: trigger.DefinitionVersionId, TriggerActivityId: trigger.ActivityId), cancellationToken);
                nested.Keep();
                trigger.NextAt = TriggerTimes.Next(trigger.Name, trigger.Payload, trigger.NextAt ?? now, now);
                trigger.LastAt = now;
                problems.Clear(Problem(trigger.DefinitionId));
            }
            catch (Exception e) when (IsOwn(e, cancellationToken))
            {
                Report(trigger.DefinitionId, $"The workflow '{trigger.DefinitionId}' should start now and cannot: {e.GetBaseException().Message}", e);
                trigger.NextAt = now + Pause;
            }
        }

        return due.Count;
    }

    private static string Problem(string id) => $"timer:{id}";

    private static bool IsOwn(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && e is not WorkflowConflictException and not System.Data.Common.DbException && !DatabaseFaults.IsLostRace(e) && !DatabaseFaults.IsOutside(e);

    private void Report(string id, string message, Exception e)
    {
        problems.Report(Problem(id), ProblemSeverity.Error, $"{message} It is tried again every minute; correct and publish the workflow, or cancel the instance.");
        logger.LogError(e, "{Message}", message);
    }
}

using System.Collections.Concurrent;
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

    /// <summary>Transactions at once where there is more than one writer: while one waits for its commit, another works.</summary>
    private const int Lanes = 4;

    /// <summary>How long a timer whose workflow cannot be run is left alone.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>How long one unit of work goes on to further timers.</summary>
    private static readonly TimeSpan MostAtOnce = TimeSpan.FromSeconds(1);

    /// <summary>Waiting instances (bookmark ids) and workflows (definition ids) that a problem was told of.</summary>
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <summary>True when more may be due.</summary>
    public async Task<bool> FireAsync(CancellationToken cancellationToken)
    {
        if (!_told.IsEmpty)
            await ClearWhatIsOverAsync(cancellationToken);
        var triggers = await units.RunAsync(FireTriggersAsync, cancellationToken);
        var bookmarks = await units.RunAsync(FireBookmarksAsync, cancellationToken);
        if (bookmarks == Batch && database.Dialect.AllowsManyNodes)
            await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(() => units.RunAsync(FireBookmarksAsync, cancellationToken), cancellationToken)));
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
        var began = time.GetTimestamp();
        foreach (var id in due)
        {
            // The rest stays due; others wait for the writer meanwhile.
            if (time.GetElapsedTime(began) > MostAtOnce)
                return Batch;
            var nested = unit.Session.Nested(unit.Session.Host);
            try
            {
                await runtime.ResumeAsync(nested, id, cancellation: cancellationToken);
                nested.Keep();
                Clear(id);
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
        var began = time.GetTimestamp();
        foreach (var trigger in await unit.Context.WorkflowTriggers.Where(x => due.Contains(x.Id)).OrderBy(x => x.NextAt).ToListAsync(cancellationToken))
        {
            if (time.GetElapsedTime(began) > MostAtOnce)
                return Batch;
            var nested = unit.Session.Nested(unit.Session.Host);
            try
            {
                await runtime.StartAsync(
                    nested, new StartRequest(DefinitionVersionId: trigger.DefinitionVersionId, TriggerActivityId: trigger.ActivityId), cancellationToken);
                nested.Keep();
                trigger.NextAt = TriggerTimes.Next(trigger.Name, trigger.Payload, trigger.NextAt ?? now, now);
                trigger.LastAt = now;
                Clear(trigger.DefinitionId);
            }
            catch (Exception e) when (IsOwn(e, cancellationToken))
            {
                Report(trigger.DefinitionId, $"The workflow '{trigger.DefinitionId}' should start now and cannot: {e.GetBaseException().Message}", e);
                trigger.NextAt = now + Pause;
            }
        }

        return due.Count;
    }

    /// <summary>An instance that was cancelled or a workflow that was retracted has no trouble any more, whoever did it.</summary>
    private async Task ClearWhatIsOverAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var told = _told.Keys.ToList();
        var bookmarks = await context.WorkflowBookmarks
            .Where(x => told.Contains(x.Id) && context.WorkflowInstances.Any(i => i.Id == x.InstanceId && i.Status == WorkflowStatus.Running))
            .Select(x => x.Id)
            .ToListAsync(cancellationToken);
        var triggers = await context.WorkflowTriggers.Where(x => told.Contains(x.DefinitionId)).Select(x => x.DefinitionId).ToListAsync(cancellationToken);
        foreach (var over in told.Except(bookmarks).Except(triggers))
            Clear(over);
    }

    private void Clear(string id)
    {
        if (_told.TryRemove(id, out _))
            problems.Clear(Problem(id));
    }

    private static string Problem(string id) => $"timer:{id}";

    private static bool IsOwn(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && e is not WorkflowConflictException and not System.Data.Common.DbException && !DatabaseFaults.IsLostRace(e) && !DatabaseFaults.IsOutside(e);

    private void Report(string id, string message, Exception e)
    {
        _told[id] = true;
        problems.Report(Problem(id), ProblemSeverity.Error, $"{message} It is tried again every minute; correct and publish the workflow, or cancel the instance.");
        logger.LogError(e, "{Message}", message);
    }
}

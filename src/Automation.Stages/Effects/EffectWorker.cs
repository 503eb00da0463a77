using System.Text.Json;
using Automation.Stages.Health;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Effects;

/// <summary>
/// Does what workflows left for after the commit. A row is leased, done, and then removed in the transaction that resumes the workflow with the result: at least once, and told once.
/// What cannot be done becomes an incident of the instance that asked for it.
/// </summary>
public sealed class EffectWorker(
    DeskDatabase database,
    WorkflowUnits units,
    WorkflowRuntime runtime,
    HttpSender http,
    IEnumerable<IWorkflowTask> tasks,
    IEnumerable<IDeskTask> deskTasks,
    EffectOptions options,
    ProblemBoard problems,
    DeskSignals signals,
    NodeIdentity node,
    TimeProvider time,
    ILogger<EffectWorker> logger)
{
    /// <summary>An answer may take half a minute, and nothing is done here while it is waited for.</summary>
    private const int RequestsAtOnce = 24;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, IWorkflowTask> _tasks = tasks.ToDictionary(task => task.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, IDeskTask> _deskTasks = deskTasks.ToDictionary(task => task.Name, StringComparer.Ordinal);

    /// <summary>What is being done, and whether it is a request. Only the loop that calls <see cref="RunAsync"/> touches it.</summary>
    private readonly Dictionary<Task, bool> _running = [];

    /// <summary>All places of one kind are taken, so more may be due: whoever ends next says so.</summary>
    private volatile bool _isFull;

    /// <summary>Makes what this node held before it was restarted due again.</summary>
    public async Task ReleaseLeasesAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await context.WorkflowEffects.Where(x => x.LeasedBy == node.Name)
            .ExecuteUpdateAsync(x => x.SetProperty(e => e.LeasedBy, (string?)null).SetProperty(e => e.LeasedUntil, (DateTimeOffset?)null), cancellationToken);
    }

    /// <summary>
    /// Begins what is due, as far as there are places, and waits for none of it. When places become free for what had to wait, the signal of effects is raised.
    /// One call after the other, never two at once.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ForgetDoneAsync();
        var requests = _running.Values.Count(isRequest => isRequest);
        var (freeForRequests, freeForOthers) = (RequestsAtOnce - requests, options.OthersAtOnce - (_running.Count - requests));
        var leased = await units.RunAsync((unit, token) => LeaseAsync(unit, freeForRequests, freeForOthers, token), cancellationToken);

        // Where a place stays free, nothing more was due; what comes later raises the signal itself.
        var begun = leased.Count(row => row.IsRequest);
        _isFull = begun == freeForRequests || leased.Count - begun == freeForOthers;
        foreach (var row in leased)
            _running.Add(Task.Run(() => TryAndSignalAsync(row, cancellationToken), CancellationToken.None), row.IsRequest);
    }

    /// <summary>Waits until nothing is being done any more. False when nothing was.</summary>
    public async Task<bool> IdleAsync()
    {
        if (_running.Count == 0)
            return false;
        await Task.WhenAny(Task.WhenAll(_running.Keys));
        await ForgetDoneAsync();
        return true;
    }

    /// <summary>Throws what went wrong with one of them: that is the database's trouble or a stop, and its lease says when it is tried again.</summary>
    private async Task ForgetDoneAsync()
    {
        var done = _running.Keys.Where(task => task.IsCompleted).ToList();
        foreach (var task in done)
            _running.Remove(task);
        await Task.WhenAll(done);
    }

    private async ValueTask<IReadOnlyList<Leased>> LeaseAsync(WorkflowUnit unit, int requests, int others, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = new List<string>();
        foreach (var (isRequest, places) in new[] { (true, requests), (false, others) })
        {
            if (places > 0)
                due.AddRange(await database.Dialect.TakeDueEffectsAsync(unit.Context, now, isRequest, places, cancellationToken));
        }

        if (due.Count == 0)
            return [];
        var rows = await unit.Context.WorkflowEffects.Where(x => due.Contains(x.Id)).OrderBy(x => x.NextAttemptAt).ThenBy(x => x.Id).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            row.Attempts++;
            row.LeasedBy = node.Name;
            row.LeasedUntil = now + Lease;
        }

        return rows.ConvertAll(row => new Leased(row.Id, row.InstanceId, row.Kind == WorkflowEffectRow.HttpRequest, row.Data, row.Attempts));
    }

    private async Task TryAndSignalAsync(Leased row, CancellationToken cancellationToken)
    {
        try
        {
            await TryAsync(row, cancellationToken);
        }
        finally
        {
            if (_isFull)
                signals.Effects.Raise();
        }
    }

    /// <summary>One effect's trouble is its own.</summary>
    private async Task TryAsync(Leased row, CancellationToken cancellationToken)
    {
        try
        {
            var effect = JsonSerializer.Deserialize<WorkflowEffect>(row.Data) ?? throw new JsonException("The stored effect is empty.");
            await DoAsync(row, effect, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !DatabaseFaults.IsOutside(e))
        {
            logger.LogError(e, "The effect {Effect} of instance {Instance} failed.", row.Id, row.InstanceId);
            await PostponeOrFailAsync(row, e.GetBaseException().Message, options.Attempts, cancellationToken);
        }
    }

    private async Task DoAsync(Leased row, WorkflowEffect effect, CancellationToken cancellationToken)
    {
        try
        {
            switch (effect)
            {
                case SendHttp send:
                    var answer = await http.SendAsync(send, cancellationToken);
                    await FinishAsync(row, (session, token) => runtime.ResumeAsync(session, send.BookmarkId, PayloadOf(answer), token), cancellationToken);
                    break;
                case RunTaskRequest task when _deskTasks.TryGetValue(task.TaskName, out var own):
                    await FinishInAsync(
                        row,
                        async (unit, token) =>
                        {
                            var asking = await unit.Session.LoadInstanceAsync(row.InstanceId, token);
                            var done = await own.RunAsync(new DeskTaskContext(unit.Context, task.TaskId, $"workflow:{asking?.DefinitionId}", asking?.CorrelationId), task.Payload, token);
                            await runtime.ReportTaskAsync(unit.Session, task.TaskId, done, token);
                        },
                        cancellationToken);
                    break;
                case RunTaskRequest task:
                    var result = await TaskAsync(task, cancellationToken);
                    await FinishAsync(row, (session, token) => runtime.ReportTaskAsync(session, task.TaskId, result, token), cancellationToken);
                    break;
                case DispatchRequest dispatch:
                    await FinishAsync(
                        row,
                        (session, token) => runtime.StartAsync(
                            session, new StartRequest(dispatch.DefinitionId, null, dispatch.Input, dispatch.CorrelationId, dispatch.InstanceId, dispatch.ParentInstanceId, DispatchedBy: dispatch.By, Lineage: dispatch.Lineage), token),
                        cancellationToken);
                    break;
                case PublishRequest { Event: var published }:
                    await FinishAsync(
                        row,
                        (session, token) => runtime.SendAsync(
                            session, new StimulusRequest(Stimuli.Event(published.Name), published.Payload, published.CorrelationId, published.InstanceId, PublishedBy: published.By, Lineage: published.Lineage), token),
                        cancellationToken);
                    break;
                default:
                    await FinishAsync(row, null, cancellationToken);
                    break;
            }
        }
        catch (HttpConnectException) when (row.Attempts >= options.ConnectionAttempts && effect is SendHttp send)
        {
            // The workflow has a way on for this.
            var answer = new HttpResult(0, "FailedToConnect", null, null);
            await FinishAsync(row, (session, token) => runtime.ResumeAsync(session, send.BookmarkId, PayloadOf(answer), token), cancellationToken);
        }
        catch (HttpConnectException e)
        {
            await PostponeAsync(row, e.Message, cancellationToken);
        }
        catch (Exception e) when (e is HttpRefusedException or WorkflowTaskException or WorkflowNotFoundException)
        {
            await FailAsync(row, effect, e.Message, cancellationToken);
        }
    }

    private Task<object?> TaskAsync(RunTaskRequest request, CancellationToken cancellationToken) =>
        _tasks.TryGetValue(request.TaskName, out var task)
            ? task.RunAsync(request.TaskId, request.Payload, cancellationToken)
            : throw new WorkflowTaskException(
                $"There is no task '{request.TaskName}'. {(_tasks.Count + _deskTasks.Count == 0 ? "This desk has no tasks." : $"There are: {string.Join(", ", _tasks.Keys.Concat(_deskTasks.Keys).Order(StringComparer.Ordinal))}.")} Correct the task name in the workflow.");

    private Task FinishAsync(Leased row, Func<WorkflowSession, CancellationToken, ValueTask<RuntimeResult>>? tell, CancellationToken cancellationToken) => FinishInAsync(
        row,
        async (unit, token) =>
        {
            if (tell is not null)
                await tell(unit.Session, token);
        },
        cancellationToken);

    /// <summary>Tells the workflow and removes the row at once. Nothing happens when another node has taken the row over meanwhile.</summary>
    private async Task FinishInAsync(Leased row, Func<WorkflowUnit, CancellationToken, ValueTask> tell, CancellationToken cancellationToken)
    {
        await units.RunAsync(
            async (unit, token) =>
            {
                if (await OwnAsync(unit, row, token) is not { } own)
                    return false;
                await tell(unit, token);
                unit.Context.WorkflowEffects.Remove(own);
                return true;
            },
            cancellationToken);
        problems.Clear(Problem(row));
    }

    private async Task PostponeOrFailAsync(Leased row, string message, int attempts, CancellationToken cancellationToken)
    {
        if (row.Attempts < attempts)
        {
            await PostponeAsync(row, message, cancellationToken);
            return;
        }

        WorkflowEffect? effect = null;
        try
        {
            effect = JsonSerializer.Deserialize<WorkflowEffect>(row.Data);
        }
        catch (JsonException)
        {
            // It cannot be read: whom it belongs to is all that is known.
        }

        await FailAsync(row, effect, message, cancellationToken);
    }

    private async Task PostponeAsync(Leased row, string message, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 2 * Math.Pow(4, Math.Min(row.Attempts - 1, 6))));
        await units.RunAsync(
            async (unit, token) =>
            {
                if (await OwnAsync(unit, row, token) is not { } own)
                    return false;
                (own.LeasedBy, own.LeasedUntil) = (null, null);
                own.LastError = message;
                own.NextAttemptAt = time.GetUtcNow() + pause;
                return true;
            },
            cancellationToken);
        problems.Report(Problem(row), ProblemSeverity.Warning, $"Something that workflow instance {row.InstanceId} asked for is not done yet: {message} It is tried again.");
    }

    /// <summary>The failure becomes an incident where somebody waits for the effect; otherwise the row stays, given up, with its reason.</summary>
    private async Task FailAsync(Leased row, WorkflowEffect? effect, string message, CancellationToken cancellationToken)
    {
        var waiting = effect switch
        {
            SendHttp send => new BookmarkFilter(send.BookmarkId),
            RunTaskRequest task => Filter(Stimuli.TaskDone(task.TaskId), row.InstanceId),
            DispatchRequest { ParentInstanceId: { } parent } dispatch => Filter(Stimuli.ChildFinished(dispatch.InstanceId), parent),
            _ => null,
        };
        var told = await units.RunAsync(
            async (unit, token) =>
            {
                if (await OwnAsync(unit, row, token) is not { } own)
                    return true;
                var failed = waiting is null ? null : await runtime.FailAsync(unit.Session, waiting, message, token);
                if (failed is { Runs.Count: > 0 })
                {
                    unit.Context.WorkflowEffects.Remove(own);
                    return true;
                }

                var isWaitedFor = waiting is not null && (await unit.Session.FindBookmarksAsync(waiting, token)).Count > 0;
                if (waiting is not null && !isWaitedFor)
                {
                    // Whoever asked is over.
                    unit.Context.WorkflowEffects.Remove(own);
                    return true;
                }

                if (effect is DispatchRequest { ParentInstanceId: null, By: { } dispatcher })
                    await runtime.NoteRefusalAsync(unit.Session, dispatcher, message, token);

                // An instance that stands at another incident is told when it has been retried.
                (own.LeasedBy, own.LeasedUntil) = (null, null);
                own.LastError = message;
                own.NextAttemptAt = isWaitedFor ? time.GetUtcNow() + LongestPause : null;
                return isWaitedFor;
            },
            cancellationToken);
        if (told)
            problems.Clear(Problem(row));
        else
            problems.Report(Problem(row), ProblemSeverity.Error, $"Something that workflow instance {row.InstanceId} asked for cannot be done: {message}");
    }

    private static BookmarkFilter Filter(Stimulus stimulus, string instanceId) => new(Name: stimulus.Name, Hash: stimulus.Hash, InstanceId: instanceId);

    private async Task<WorkflowEffectRow?> OwnAsync(WorkflowUnit unit, Leased row, CancellationToken cancellationToken) =>
        await unit.Context.WorkflowEffects.FirstOrDefaultAsync(x => x.Id == row.Id && x.LeasedBy == node.Name && x.Attempts == row.Attempts, cancellationToken);

    private static string Problem(Leased row) => $"effect:{row.Id}";

    /// <summary>As the activity reads it.</summary>
    private static ValueMap PayloadOf(HttpResult answer) => new(4)
    {
        ["statusCode"] = (long)answer.StatusCode,
        ["failure"] = answer.Failure,
        ["content"] = answer.Content,
        ["headers"] = answer.Headers,
    };

    private sealed record Leased(string Id, string InstanceId, bool IsRequest, string Data, int Attempts);
}

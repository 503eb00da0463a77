using System.Text.Json;
using Automation.Workflows.Activities.Composition;
using Automation.Workflows.Activities.Primitives;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Runtime;

/// <summary>One call of the runtime and everything it leads to within the unit of work: events, dispatched workflows, parents that waited.</summary>
internal sealed class Delivery(WorkflowRuntime runtime, IWorkflowSession session, CancellationToken cancellation) : IChildRunner
{
    /// <summary>Such a stimulus goes with its instance.</summary>
    private static readonly TimeSpan ForAsLongAsTheInstance = TimeSpan.FromDays(36_500);

    private readonly Queue<Func<ValueTask>> _next = new();
    private int _bursts;
    private int _depth;

    /// <summary>True while those run that must come to rest in this unit of work.</summary>
    private bool _inOneGo;
    private readonly long _began = runtime.Time.GetTimestamp();

    /// <summary>Repetitions that run for the first time now, one inside the other, and are not stored yet.</summary>
    private int _unstoredRepeats;

    public RuntimeResult Result { get; } = new();

    private ExecutionEnvironment Environment => new(runtime.Time, runtime.Ids, session.Host, this, runtime.Options.MaxSteps, runtime.Options.MaxTime, runtime.Options.MaxWork, _inOneGo ? null : new Turn(_began, runtime.Options.MaxTurn));

    /// <summary>Does what the bursts so far have led to, until nothing is left.</summary>
    public async ValueTask FlushAsync()
    {
        _inOneGo = false;
        while (_next.TryDequeue(out var next))
            await next();
    }

    public async ValueTask<string?> StartAsync(StartRequest request)
    {
        if (request.InstanceId is { } wanted && await session.LoadInstanceAsync(wanted, cancellation) is not null)
            return null;
        var graph = await GraphAsync(request);
        var endless = await EndlessAsync(graph.Definition, request.Lineage);
        if (endless is not null || !await MayStartAsync(graph.Definition, request.CorrelationId))
        {
            Result.NotActivated.Add(graph.Definition.DefinitionId);
            var problem = endless ?? $"The workflow '{graph.Definition.Name}' was not started: one is running already, and its activation strategy lets no other run beside it.";
            if (request is { ParentInstanceId: { } parent, InstanceId: { } child })
                await RefuseAsync(WaitingFor(child, parent), problem, endless is not null);
            else if (request.DispatchedBy is { } dispatcher)
                await NoteRefusalAsync(dispatcher, problem);
            return null;
        }

        var state = WorkflowEngine.Create(graph, Environment, request.Input, request.CorrelationId, request.InstanceId, request.ParentInstanceId, request.Lineage);
        await BurstAsync(graph, state, 0, new BurstStart.Begin(request.TriggerActivityId, request.TriggerPayload));
        return state.Id;
    }

    public async ValueTask SendAsync(StimulusRequest request)
    {
        var hash = request.Stimulus.Hash;
        var received = 0;
        _inOneGo = request.InOneGo;
        // Both are looked up before anything runs: an instance started by this stimulus does not also receive it.
        var bookmarks = await session.FindBookmarksAsync(
            new BookmarkFilter(null, request.Stimulus.Name, hash, request.CorrelationId, request.InstanceId), cancellation);
        IReadOnlyList<TriggerRow> triggers = request.InstanceId is null ? await session.FindTriggersAsync(request.Stimulus.Name, hash, cancellation) : [];

        foreach (var trigger in triggers)
        {
            received++;
            await StartAsync(new StartRequest(
                DefinitionVersionId: trigger.DefinitionVersionId, CorrelationId: request.CorrelationId,
                TriggerActivityId: trigger.ActivityId, TriggerPayload: request.Payload,
                // That an activation strategy lets no other start is nothing a publisher is told.
                DispatchedBy: request.Lineage?.Repeats(trigger.DefinitionId) is true ? request.PublishedBy : null, Lineage: request.Lineage));
        }

        foreach (var bookmark in bookmarks)
        {
            if (await RunAsync(bookmark.InstanceId, new BurstStart.Resume(bookmark.Id, request.Payload)))
                received++;
        }

        if (received == 0 && (request.KeepFor is not null || await IsForOneThatRunsAsync(request)))
        {
            await KeepAsync(request, null, request.KeepFor ?? runtime.Options.KeepUndelivered);
            Result.Queued = true;
        }
    }

    /// <summary>An event for an instance that runs and does not wait for it yet came too early; one for whoever wants it is over when nobody does.</summary>
    private async ValueTask<bool> IsForOneThatRunsAsync(StimulusRequest request)
    {
        if (request is not { Stimulus.Name: Event.TypeName, InstanceId: { } id } || await session.LoadInstanceAsync(id, cancellation) is not { } row)
            return false;
        var state = StateJson.Read(row.State.Span);
        if (state.Status != WorkflowStatus.Running)
            return false;

        // So that a burst of the instance at the same moment and this know of each other: it looks into the queue when it begins to wait, and must not look too early.
        await session.SaveInstanceAsync(Changes.Of(state, row.RowVersion), cancellation);
        return true;
    }

    public async ValueTask ResumeAsync(string bookmarkId, object? payload)
    {
        foreach (var bookmark in await session.FindBookmarksAsync(new BookmarkFilter(bookmarkId), cancellation))
            await RunAsync(bookmark.InstanceId, new BurstStart.Resume(bookmark.Id, payload));
    }

    /// <param name="endless">Because a workflow leads to itself without end.</param>
    public async ValueTask<bool> FailAsync(BookmarkFilter filter, string message, bool endless = false)
    {
        var failed = false;
        foreach (var bookmark in await session.FindBookmarksAsync(filter, cancellation))
            failed |= await RunAsync(bookmark.InstanceId, new BurstStart.Fail(bookmark.Id, message, endless));
        return failed;
    }

    /// <summary>Tells who waits that the workflow was not started. Somebody who stands at another incident is told when it has been retried.</summary>
    private async ValueTask RefuseAsync(BookmarkFilter waiting, string problem, bool endless)
    {
        if (await FailAsync(waiting, problem, endless))
            return;
        foreach (var place in await session.FindBookmarksAsync(waiting, cancellation))
        {
            if (await session.LoadInstanceAsync(place.InstanceId, cancellation) is not { } row)
                continue;
            var state = StateJson.Read(row.State.Span);
            if (state.Bookmarks.Find(bookmark => bookmark.Id == place.Id) is not { } bookmark)
                continue;
            await KeepAsync(new StimulusRequest(new(bookmark.Name, bookmark.Payload), ChildFinished.RefusalOf(bookmark, problem, endless), InstanceId: row.Id), bookmark.Id, ForAsLongAsTheInstance);
            await session.SaveInstanceAsync(Changes.Of(state, row.RowVersion), cancellation);
        }
    }

    /// <summary>Nobody waits and nothing fails, but the journal says it, whether the activity that asked is over by now or not.</summary>
    public async ValueTask NoteRefusalAsync(Dispatcher dispatcher, string problem)
    {
        if (await session.LoadInstanceAsync(dispatcher.InstanceId, cancellation) is not { } row)
            return;
        var state = StateJson.Read(row.State.Span);
        var graph = await runtime.Graphs.GetAsync(state.DefinitionVersionId, session, cancellation);

        // After a move to another version the activity may be gone.
        var node = graph.Find(dispatcher.NodeId) ?? graph.Root;
        state.UpdatedAt = runtime.Time.GetUtcNow();
        var line = new JournalEntry(
            ++state.Sequence, dispatcher.ActivityInstanceId, dispatcher.ParentActivityInstanceId, node.Id, node.Type, node.TypeVersion, node.Name, node.NodeId, state.UpdatedAt,
            JournalEvent.Refused, dispatcher.Item is { } item ? $"Item {item}: {problem}" : problem);
        await session.SaveInstanceAsync(Changes.Of(state, row.RowVersion, line), cancellation);
    }

    /// <summary>False when the instance does not exist or had nothing to do.</summary>
    public async ValueTask<bool> RunAsync(string instanceId, BurstStart start)
    {
        if (await session.LoadInstanceAsync(instanceId, cancellation) is not { } row)
            return false;
        var state = StateJson.Read(row.State.Span);
        if (start is BurstStart.Resume resume && state is { Status: WorkflowStatus.Finished, SubStatus: WorkflowSubStatus.Faulted })
        {
            // A faulted instance cannot go on until someone retries it; what comes for it meanwhile must not be lost.
            if (state.Bookmarks.Find(bookmark => bookmark.Id == resume.BookmarkId) is not { } bookmark)
                return false;
            await KeepAsync(new StimulusRequest(new(bookmark.Name, bookmark.Payload), resume.Payload, InstanceId: instanceId), bookmark.Id, ForAsLongAsTheInstance);
            // So that a retry at the same moment and this know of each other: the retry looks into the queue, and must not look too early.
            await session.SaveInstanceAsync(Changes.Of(state, row.RowVersion), cancellation);
            return true;
        }

        var graph = await runtime.Graphs.GetAsync(state.DefinitionVersionId, session, cancellation);
        if (!await BurstAsync(graph, state, row.RowVersion, start))
            return false;
        if (start is BurstStart.Cancel)
        {
            foreach (var child in await session.FindRunningChildrenAsync(instanceId, cancellation))
                _next.Enqueue(async () => await RunAsync(child, new BurstStart.Cancel("The workflow that waited for this one was cancelled.")));
        }

        return true;
    }

    /// <summary>Runs another workflow in the middle of a burst of its parent.</summary>
    async ValueTask<ChildRun> IChildRunner.RunAsync(string definitionId, string? correlationId, ValueMap input, string parentInstanceId, Lineage lineage, CancellationToken token)
    {
        var graph = await GraphAsync(new StartRequest(definitionId));
        try
        {
            if (++_depth > runtime.Options.MaxDepth)
                throw new EndlessWorkflowException($"The workflow '{graph.Definition.Name}' was not started: {runtime.Options.MaxDepth} workflows execute one another already, each inside the one before, which is the limit. Change it so that it comes to an end, or dispatch it instead.");
            if (await EndlessAsync(graph.Definition, lineage) is { } endless)
                throw new EndlessWorkflowException(endless);
            var instanceId = runtime.Ids.NewId();
            var state = WorkflowEngine.Create(graph, Environment, input, correlationId, instanceId, parentInstanceId, lineage);
            await BurstAsync(graph, state, 0, new BurstStart.Begin(), tellParent: false);
            return new ChildRun(instanceId, state.Status, state.SubStatus, state.Output, EndlessIn(state));
        }
        finally
        {
            _depth--;
        }
    }

    async ValueTask IChildRunner.DemandRoomAsync(string definitionId, Lineage lineage, int pending, CancellationToken token)
    {
        if (await session.FindDefinitionAsync(DefinitionQuery.Published(definitionId), token) is { } definition && await EndlessAsync(definition, lineage, pending) is { } endless)
            throw new EndlessWorkflowException(endless);
    }

    async ValueTask IChildRunner.DemandRoomAsync(PublishedEvent published, Lineage lineage, CancellationToken token)
    {
        if (published.InstanceId is not null)
            return;
        var stimulus = Event.StimulusOf(published.Name);
        foreach (var trigger in await session.FindTriggersAsync(stimulus.Name, stimulus.Hash, token))
        {
            if (lineage.Repeats(trigger.DefinitionId) && await session.FindDefinitionAsync(DefinitionQuery.ById(trigger.DefinitionVersionId), token) is { } definition
                && await EndlessAsync(definition, lineage) is { } endless)
            {
                throw new EndlessWorkflowException($"The event '{published.Name}' was not published. {endless}");
            }
        }
    }

    /// <summary>Why the workflow must not be started once more; null when it may.</summary>
    /// <param name="pending">Starts that were asked for and are not stored yet.</param>
    private async ValueTask<string?> EndlessAsync(WorkflowDefinition definition, Lineage? lineage, int pending = 0)
    {
        if (lineage is null || !lineage.Repeats(definition.DefinitionId))
            return null;
        var (most, span) = (runtime.Options.MaxRepeats, runtime.Options.RepeatSpan);
        pending += _unstoredRepeats;
        if (pending < most && await session.CountRepeatsAsync(lineage.Origin, runtime.Time.GetUtcNow() - span, most, cancellation) + pending < most)
            return null;
        return $"The workflow '{definition.Name}' was not started: it leads to itself, and this has started workflows {most} times within {span.TotalMinutes:0} minutes, which is the limit. Change it so that it comes to an end, or put a Delay before the activity that starts it again; if it must be, an administrator can raise Automation:Workflows:MaxRepeats. Then retry.";
    }

    /// <summary>What an instance says that failed because it leads to itself without end; null when it did not.</summary>
    private static string? EndlessIn(WorkflowState state) =>
        state is { Status: WorkflowStatus.Finished, SubStatus: WorkflowSubStatus.Faulted } ? state.Incidents.Select(EndlessWorkflowException.In).FirstOrDefault(message => message is not null) : null;

    private async ValueTask<WorkflowGraph> GraphAsync(StartRequest request)
    {
        if (request.DefinitionVersionId is { } versionId)
            return await runtime.Graphs.GetAsync(versionId, session, cancellation);
        var definitionId = request.DefinitionId ?? throw new ArgumentException("The request names no workflow.", nameof(request));
        var definition = await session.FindDefinitionAsync(DefinitionQuery.Published(definitionId), cancellation)
            ?? throw new WorkflowNotFoundException($"There is no published workflow '{definitionId}'.");
        return await runtime.Graphs.GetAsync(definition, session, cancellation);
    }

    private ValueTask<bool> MayStartAsync(WorkflowDefinition definition, string? correlationId) => definition.Options.ActivationStrategy switch
    {
        ActivationStrategy.Singleton => IsOnlyOneAsync(definition.DefinitionId, null),
        ActivationStrategy.Correlation when correlationId is not null => IsOnlyOneAsync(null, correlationId),
        ActivationStrategy.CorrelatedSingleton when correlationId is not null => IsOnlyOneAsync(definition.DefinitionId, correlationId),
        _ => new(true)
    };

    /// <summary>Two that start at the same moment ask one after the other.</summary>
    private async ValueTask<bool> IsOnlyOneAsync(string? definitionId, string? correlationId)
    {
        await session.HoldAsync($"activation:{definitionId}:{correlationId}", cancellation);
        return !await session.HasRunningInstanceAsync(definitionId, correlationId, cancellation);
    }

    private static BookmarkFilter WaitingFor(string childInstanceId, string parentInstanceId)
    {
        var stimulus = ChildFinished.StimulusOf(childInstanceId);
        return new BookmarkFilter(Name: stimulus.Name, Hash: stimulus.Hash, InstanceId: parentInstanceId);
    }

    private async ValueTask<bool> BurstAsync(WorkflowGraph graph, WorkflowState state, long rowVersion, BurstStart start, bool tellParent = true)
    {
        _bursts++;
        var unstored = rowVersion == 0 && state.Lineage?.Repeats(state.DefinitionId) is true ? 1 : 0;
        _unstoredRepeats += unstored;
        BurstResult burst;
        try
        {
            burst = await WorkflowEngine.RunAsync(graph, state, start, Environment, cancellation);
        }
        finally
        {
            _unstoredRepeats -= unstored;
        }

        if (!burst.Ran)
            return false;

        var dispatches = new List<DispatchRequest>();
        foreach (var dispatch in burst.Effects.OfType<DispatchRequest>().Take(Math.Max(0, runtime.Options.MaxBursts - _bursts - _next.Count)))
        {
            // One that cannot be started is left for after the commit, where its failure becomes an incident instead of undoing this burst.
            if (await session.FindDefinitionAsync(DefinitionQuery.Published(dispatch.DefinitionId), cancellation) is not null)
                dispatches.Add(dispatch);
        }

        burst.Effects.RemoveAll(effect => effect is DispatchRequest dispatch && dispatches.Contains(dispatch));
        var room = Math.Max(0, runtime.Options.MaxBursts - _bursts - _next.Count - dispatches.Count);
        // What is too much for this unit of work is done after the commit, one at a time.
        burst.Effects.AddRange(burst.Events.Skip(room).Select(published => new PublishRequest(runtime.Ids.NewId(), published)));
        await session.SaveInstanceAsync(Changes.Of(burst, rowVersion), cancellation);
        Result.Runs.Add(new InstanceRun(
            state.Id, state.DefinitionId, state.DefinitionVersionId, state.Status, state.SubStatus, rowVersion == 0, state.Output, burst.Incidents, burst.Lines, burst.Effects));

        foreach (var published in burst.Events.Take(room))
            _next.Enqueue(() => SendAsync(new StimulusRequest(Event.StimulusOf(published.Name), published.Payload, published.CorrelationId, published.InstanceId, PublishedBy: published.By, Lineage: published.Lineage)));
        foreach (var dispatch in dispatches)
            _next.Enqueue(async () => await StartAsync(new StartRequest(dispatch.DefinitionId, null, dispatch.Input, dispatch.CorrelationId, dispatch.InstanceId, dispatch.ParentInstanceId, DispatchedBy: dispatch.By, Lineage: dispatch.Lineage)));
        if (tellParent && state is { Root: null, ParentInstanceId: { } parent })
            _next.Enqueue(() => SendAsync(new StimulusRequest(ChildFinished.StimulusOf(state.Id), ChildFinished.PayloadOf(state), InstanceId: parent)));
        // It comes to no end by a retry of this one either, so that nobody may go on waiting for it.
        if (tellParent && state.ParentInstanceId is { } waiting && burst.Incidents.Count > 0 && EndlessIn(state) is { } endless)
            _next.Enqueue(() => RefuseAsync(WaitingFor(state.Id, waiting), endless, endless: true));
        if (state.Status == WorkflowStatus.Running && (burst.BookmarksCreated.Count > 0 || start is BurstStart.Retry))
            await TakeQueuedAsync(state, burst);
        return true;
    }

    /// <summary>Delivers what came before this instance was ready for it.</summary>
    private async ValueTask TakeQueuedAsync(WorkflowState state, BurstResult burst)
    {
        var filter = new QueueFilter(
            state.Id, state.CorrelationId,
            state.Bookmarks.ConvertAll(bookmark => bookmark.Id),
            burst.BookmarksCreated.Select(bookmark => bookmark.Hash).Distinct().ToList());
        foreach (var queued in await session.TakeQueuedStimuliAsync(filter, cancellation))
        {
            var payload = WorkflowValue.FromJson(JsonElement.Parse(queued.Payload));
            var bookmarkId = queued.BookmarkId ?? state.Bookmarks.Find(bookmark => bookmark.Hash == queued.Hash)?.Id;
            if (bookmarkId is null)
                continue;
            if (queued.Name == ChildFinished.Name && payload is ValueMap told && ChildFinished.RefusalIn(told) is { } refusal)
                _next.Enqueue(async () => await FailAsync(new BookmarkFilter(bookmarkId), refusal, ChildFinished.IsEndless(told)));
            else
                _next.Enqueue(async () => await ResumeAsync(bookmarkId, payload));
        }
    }

    private ValueTask KeepAsync(StimulusRequest request, string? bookmarkId, TimeSpan keepFor)
    {
        var now = runtime.Time.GetUtcNow();
        return session.EnqueueStimulusAsync(
            new QueuedStimulus(
                runtime.Ids.NewId(), bookmarkId, request.Stimulus.Name, request.Stimulus.Hash, request.CorrelationId, request.InstanceId,
                WorkflowValue.ToJson(WorkflowValue.Normalise(request.Payload)), now, now + keepFor),
            cancellation);
    }
}

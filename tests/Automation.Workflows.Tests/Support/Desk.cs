using System.Globalization;
using System.Reflection;
using Automation.Workflows.Activities;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Automation.Workflows.Runtime.InMemory;
using Automation.Workflows.Values;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Workflows.Tests.Support;

/// <summary>An engine with everything around it in memory, a clock that stands still and ids that count.</summary>
internal sealed class Desk
{
    public Desk(ExpressionLimits? limits = null, RuntimeOptions? options = null)
    {
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        Ids = new CountingIds();
        Compiler = new GraphCompiler(ActivityRegistry.WithActivitiesOf(Assembly.GetExecutingAssembly()), new ExpressionCompiler(limits ?? new ExpressionLimits()));
        Graphs = new GraphCache(Compiler);
        Runtime = new WorkflowRuntime(Graphs, Time, Ids, options);
        Store = new InMemoryWorkflowStore(Time);
    }

    public FakeTimeProvider Time { get; }

    public CountingIds Ids { get; }

    public GraphCompiler Compiler { get; }

    public GraphCache Graphs { get; }

    public WorkflowRuntime Runtime { get; }

    public InMemoryWorkflowStore Store { get; }

    public HostServices Host { get; } = new();

    /// <summary>Stores a definition as published, with its triggers.</summary>
    public async Task<WorkflowDefinition> PublishAsync(WorkflowDefinition definition)
    {
        var published = definition.AsVersion(definition.Id, definition.DefinitionId, definition.Version, isLatest: true, isPublished: true);
        var session = Store.Open(Host);
        var graph = await Graphs.CompileAsync(published, session, CancellationToken.None);
        session.SaveDefinition(published, TriggerIndexer.RowsOf(graph, Time, Ids));
        await session.CommitAsync();
        return published;
    }

    public Task<WorkflowDefinition> PublishAsync(string json) => PublishAsync(WorkflowDefinition.Parse(json));

    /// <summary>Runs one unit of work and commits it.</summary>
    public async Task<RuntimeResult> DoAsync(Func<IWorkflowSession, ValueTask<RuntimeResult>> work)
    {
        var session = Store.Open(Host);
        var result = await work(session);
        await session.CommitAsync();
        return result;
    }

    public Task<RuntimeResult> StartAsync(string definitionId, ValueMap? input = null, string? correlationId = null) =>
        DoAsync(session => Runtime.StartAsync(session, new StartRequest(definitionId, Input: input, CorrelationId: correlationId)));

    public Task<RuntimeResult> EventAsync(string name, object? payload = null, string? correlationId = null) =>
        DoAsync(session => Runtime.PublishAsync(session, name, payload, correlationId));

    /// <summary>Moves the clock and fires what falls due, in order, as a scheduler would.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        var end = Time.GetUtcNow() + span;
        while (Store.Timers.FirstOrDefault(timer => timer.DueAt <= end) is { } timer)
        {
            if (timer.DueAt > Time.GetUtcNow())
                Time.SetUtcNow(timer.DueAt);
            await DoAsync(session => Runtime.ResumeAsync(session, timer.BookmarkId));
        }

        Time.SetUtcNow(end);
    }

    public WorkflowState State(string instanceId) => StateJson.Read(Store.Instances.Single(row => row.Id == instanceId).State.Span);

    /// <summary>The journal as <c>activityId:event</c>.</summary>
    public IReadOnlyList<string> Journal(string instanceId) => [.. Store.Journal(instanceId).Select(entry => $"{entry.ActivityId}:{entry.EventName}")];
}

/// <summary>Ids 1, 2, 3…</summary>
internal sealed class CountingIds : IIdGenerator
{
    private long _next;

    public string NewId() => (++_next).ToString("d6", CultureInfo.InvariantCulture);

    public Guid NewGuid() => new((int)++_next, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}

using System.Text;
using Automation.Stages.Effects;
using Automation.Stages.Health;
using Automation.Stages.Log;
using Automation.Stages.Timers;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Stages.Tests.Running;

/// <summary>What one process has of the workflow engine; a second one on the same database is another node, or the same after a crash.</summary>
public sealed class WorkflowNode : IDisposable
{
    private readonly DeskSignals _signals = new();
    private readonly HttpSender _http;

    public WorkflowNode(DeskDatabase database, TimeProvider time, string name = "a", IIdGenerator? ids = null, EffectOptions? options = null, RuntimeOptions? runtime = null, params object[] tasks)
    {
        options ??= new EffectOptions();
        ids ??= new TimeOrderedIds(time);
        var registry = ActivityRegistry.WithActivitiesOf(typeof(MailReceived).Assembly).WithChoices("secrets", options.Secrets.Keys);
        var graphs = new GraphCache(new GraphCompiler(registry, new ExpressionCompiler(new ExpressionLimits())));
        Definitions = new WorkflowDefinitionStore(database, graphs, ids, time);
        Runtime = new WorkflowRuntime(graphs, time, ids, runtime);
        Problems = new ProblemBoard(time);
        Units = new WorkflowUnits(database, time, new TimerClock(_signals));
        Timers = new DueTimers(database, Units, Runtime, Problems, time, NullLogger<DueTimers>.Instance);
        _http = new HttpSender(options, time);
        Effects = new EffectWorker(database, Units, Runtime, _http, tasks.OfType<IWorkflowTask>(), tasks.OfType<IDeskTask>(), options, Problems, _signals, new NodeIdentity(name), time, NullLogger<EffectWorker>.Instance);
    }

    public WorkflowDefinitionStore Definitions { get; }

    public WorkflowRuntime Runtime { get; }

    public ProblemBoard Problems { get; }

    public WorkflowUnits Units { get; }

    public DueTimers Timers { get; }

    public EffectWorker Effects { get; }

    /// <summary>What wakes the loop of effects.</summary>
    public WorkSignal EffectsSignal => _signals.Effects;

    public Task PublishAsync(string json) => Definitions.TakeShippedAsync(Encoding.UTF8.GetBytes(json), CancellationToken.None);

    public Task<RuntimeResult> StartAsync(string definitionId, ValueMap? input = null) =>
        Units.RunSharedAsync((session, token) => Runtime.StartAsync(session, new StartRequest(definitionId, Input: input), token), CancellationToken.None);

    public Task<RuntimeResult> EventAsync(string name, object? payload = null) =>
        Units.RunSharedAsync((session, token) => Runtime.PublishAsync(session, name, payload, cancellation: token), CancellationToken.None);

    public async Task FireAsync()
    {
        while (await Timers.FireAsync(CancellationToken.None))
        {
            // More may be due.
        }
    }

    public async Task DoEffectsAsync()
    {
        do
            await Effects.RunAsync(CancellationToken.None);
        while (await Effects.IdleAsync());
    }

    public void Dispose()
    {
        Units.Dispose();
        _http.Dispose();
        _signals.Dispose();
    }
}

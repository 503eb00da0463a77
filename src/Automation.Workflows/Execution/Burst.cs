using Automation.Workflows.Activities;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>
/// One run of an instance until nothing is left to do or everything waits. Activities run one after the other in the
/// order they were scheduled; an activity that completes tells its parent at once, before the next one runs.
/// </summary>
internal sealed partial class Burst(WorkflowGraph graph, WorkflowState state, ExecutionEnvironment environment, CancellationToken cancellation)
{
    public static readonly IReadOnlyList<string> DoneOutcomes = [Activity.Done];

    private readonly Queue<ActivityInstance> _scheduled = new();
    private readonly Dictionary<string, int> _recordIndex = [];
    private readonly Dictionary<string, ActivityInstance> _loaded = [];
    private readonly HashSet<string> _waitingNow = [];
    private ActivityInstance? _current;
    private string? _lastEnded;
    private IReadOnlyList<string>? _completion;
    private string? _triggerActivityId;
    private object? _triggerPayload;
    private ActivityInstance? _completeComposite;
    private IReadOnlyList<string> _compositeOutcomes = DoneOutcomes;
    private bool _stopped;
    private int _stepsBefore;
    private TimeSpan _workedBefore;

    public WorkflowGraph Graph { get; } = graph;

    public WorkflowState State { get; } = state;

    public ExecutionEnvironment Environment { get; } = environment;

    public CancellationToken Cancellation { get; } = cancellation;

    public BurstResult Result { get; } = new(state);

    public async ValueTask<BurstResult> RunAsync(BurstStart start)
    {
        Link();
        State.UpdatedAt = Environment.Time.GetUtcNow();

        switch (start)
        {
            case BurstStart.Begin begin:
                Begin(begin);
                break;
            case BurstStart.Resume resume:
                if (!await ResumeAsync(resume))
                    Result.Ran = false;
                break;
            case BurstStart.Fail fail:
                Result.Ran = await FailAsync(fail);
                break;
            case BurstStart.Retry retry:
                Result.Ran = Retry(retry);
                break;
            case BurstStart.Cancel cancel:
                Result.Ran = Cancel(cancel);
                break;
        }

        if (!Result.Ran)
            return Result;

        var executed = 0;
        var began = Environment.Time.GetTimestamp();
        while (!_stopped && _scheduled.TryDequeue(out var next))
        {
            Cancellation.ThrowIfCancellationRequested();
            if (next.Status != ActivityStatus.Pending)
                continue;
            if (IsTurnOver(executed))
            {
                PutAside(next, _stepsBefore + executed, _workedBefore + Environment.Time.GetElapsedTime(began));
                break;
            }

            if (_stepsBefore + ++executed > Environment.MaxSteps)
            {
                Fault(next, new InvalidOperationException($"{Environment.MaxSteps} activities ran without the workflow ever waiting; it was stopped. If the loop is meant, retry, and it goes on where it stopped; a short Delay in it lets it run without this."));
                break;
            }

            if (Environment.MaxTime is { } most && Environment.Time.GetElapsedTime(began) > most)
            {
                Fault(next, new InvalidOperationException($"The workflow worked for more than {most.TotalSeconds:0.#} seconds without ever waiting; it was stopped, because everybody else waits meanwhile. A short Delay in a long loop lets them go on."));
                break;
            }

            if (Environment.MaxWork is { } mostWork && _workedBefore > mostWork)
            {
                Fault(next, new InvalidOperationException($"The workflow worked for more than {mostWork.TotalSeconds:0.#} seconds in all without ever waiting; it was stopped. A short Delay in a long loop lets it go on."));
                break;
            }

            await ExecuteAsync(next);
        }

        Settle();
        return Result;
    }

    /// <summary>Restores what the stored state leaves out: parents, nodes, how many bookmarks an activity waits for.</summary>
    private void Link()
    {
        if (State.Root is { } root)
            Link(root, null);
        foreach (var bookmark in State.Bookmarks)
        {
            if (_loaded.TryGetValue(bookmark.ActivityInstanceId, out var waiting))
                waiting.WaitsFor++;
        }
    }

    private void Link(ActivityInstance instance, ActivityInstance? parent)
    {
        _loaded[instance.Id] = instance;
        instance.WaitsFor = 0;
        instance.Parent = parent;
        instance.Node = Graph.Find(instance.NodeId)
            ?? throw new InvalidOperationException($"Instance {State.Id} stands at {instance.NodeId}, which version {Graph.Definition.Version} of {Graph.Definition.DefinitionId} does not have.");
        foreach (var child in instance.Children)
            Link(child, instance);
    }

    private void Begin(BurstStart.Begin begin)
    {
        State.Status = WorkflowStatus.Running;
        State.SubStatus = WorkflowSubStatus.Executing;
        _triggerActivityId = begin.TriggerActivityId;
        _triggerPayload = WorkflowValue.Normalise(begin.Payload);
        State.Root = new ActivityInstance { Id = Environment.Ids.NewId(), NodeId = Graph.Root.NodeId, Node = Graph.Root };
        _scheduled.Enqueue(State.Root);
    }

    private async ValueTask<bool> ResumeAsync(BurstStart.Resume resume)
    {
        if (State.Status != WorkflowStatus.Running || State.Bookmarks.Find(bookmark => bookmark.Id == resume.BookmarkId) is not { } bookmark)
            return false;
        if (!_loaded.TryGetValue(bookmark.ActivityInstanceId, out var instance))
            return false;

        State.SubStatus = WorkflowSubStatus.Executing;
        if (bookmark.Name == Turn.Bookmark)
        {
            Burn(bookmark);
            await TakeUpAsync(instance);
            return true;
        }

        Journal(instance, JournalEvent.Resumed, null);
        if (!bookmark.Keep)
            Burn(bookmark);
        await ResumeAsync(instance, bookmark, WorkflowValue.Normalise(resume.Payload));
        return true;
    }

    private ValueTask ResumeAsync(ActivityInstance instance, Bookmark bookmark, object? payload)
    {
        instance.Status = ActivityStatus.Running;
        instance.Interrupted = new InterruptedStep(null, [], null, false, bookmark, payload);
        return StepAsync(instance, async context =>
        {
            await instance.Node.Activity.ResumeAsync(context, new Resumption(bookmark, payload));
            instance.Interrupted = null;
        });
    }

    private async ValueTask ExecuteAsync(ActivityInstance instance)
    {
        _lastEnded = null;
        if (instance.Interrupted is { } step)
        {
            await ContinueAsync(instance, step);
            return;
        }

        instance.Status = ActivityStatus.Running;
        instance.StartedAt = Environment.Time.GetUtcNow();
        Journal(instance, JournalEvent.Started, null);
        await StepAsync(instance, context =>
        {
            DeclareVariables(instance);
            EvaluateInputs(context, instance);
            return instance.Node.Activity.ExecuteAsync(context);
        });
    }

    /// <summary>Takes up the step that failed, after a retry: what had reached the activity reaches it again.</summary>
    private async ValueTask ContinueAsync(ActivityInstance instance, InterruptedStep step)
    {
        if (step.Bookmark is { } bookmark)
        {
            await ResumeAsync(instance, bookmark, step.Payload);
            return;
        }

        instance.Status = ActivityStatus.Running;
        var child = Graph.Find(step.ChildNodeId!) ?? throw new InvalidOperationException($"There is no activity {step.ChildNodeId}.");
        var completion = new ChildCompletion(child, step.Outcomes, step.Tag, step.Backward);
        await StepAsync(instance, async context =>
        {
            await instance.Node.Activity.ChildCompletedAsync(context, completion);
            instance.Interrupted = null;
        });
    }

    private static void DeclareVariables(ActivityInstance instance)
    {
        if (instance.Variables is not null || instance.Node.Variables.Count == 0)
            return;
        var variables = new ValueMap(instance.Node.Variables.Count);
        foreach (var variable in instance.Node.Variables)
            variables[variable.Id] = variable.Value;
        instance.Variables = variables;
    }

    private static void EvaluateInputs(ActivityContext context, ActivityInstance instance)
    {
        foreach (var input in instance.Node.Inputs)
        {
            if (!input.AutoEvaluate || input.Expression is not { } expression)
                continue;
            try
            {
                (instance.Inputs ??= [])[input.Name] = expression.Evaluate(context);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new ExpressionInputException(input.Name, exception);
            }
        }
    }

    /// <summary>Runs one method of an activity, then carries its end, if it ended, up to the parents.</summary>
    private async ValueTask StepAsync(ActivityInstance instance, Func<ActivityContext, ValueTask> method)
    {
        if (!await CallAsync(instance, method))
            return;

        var current = instance;
        while (!_stopped && IsOver(current, out var outcomes))
        {
            var parent = current.Parent;
            End(current, outcomes);
            if (parent is null)
                return;

            if (_completeComposite is null && !await TellAsync(parent, new ChildCompletion(current.Node, outcomes, current.Tag, current.Backward)))
                return;
            current = parent;
        }

        if (!_stopped && current.Status == ActivityStatus.Running && _waitingNow.Remove(current.Id))
        {
            Journal(current, JournalEvent.Suspended, null);
            Touch(current, [], null);
        }
    }

    private async ValueTask<bool> TellAsync(ActivityInstance parent, ChildCompletion completion)
    {
        parent.Interrupted = new InterruptedStep(completion.Node.NodeId, completion.Outcomes, completion.Tag, completion.Backward, null, null);
        if (!await CallAsync(parent, context => parent.Node.Activity.ChildCompletedAsync(context, completion)))
            return false;
        parent.Interrupted = null;
        return true;
    }

    private async ValueTask<bool> CallAsync(ActivityInstance instance, Func<ActivityContext, ValueTask> method)
    {
        _current = instance;
        _completion = null;
        try
        {
            await method(new ActivityContext(this, instance));
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !Cancellation.IsCancellationRequested)
        {
            Fault(instance, exception);
            return false;
        }
    }

    /// <summary>An activity is over when it said so, or when nothing of it is left to happen.</summary>
    private bool IsOver(ActivityInstance instance, out IReadOnlyList<string> outcomes)
    {
        outcomes = DoneOutcomes;
        if (_completeComposite is { } composite)
        {
            // A Complete or Break inside: everything up to the composite ends, the composite with the outcomes asked for.
            if (instance == composite)
            {
                outcomes = _compositeOutcomes;
                _completeComposite = null;
            }

            return true;
        }

        if (_completion is { } named)
        {
            outcomes = named;
            return true;
        }

        return instance.Status == ActivityStatus.Running && instance.Children.Count == 0 && instance.WaitsFor == 0;
    }
}

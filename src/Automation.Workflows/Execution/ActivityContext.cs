using Automation.Workflows.Activities;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>An activity's view of the instance it runs in.</summary>
public sealed class ActivityContext
{
    private readonly Burst _burst;

    internal ActivityContext(Burst burst, ActivityInstance instance)
    {
        _burst = burst;
        Instance = instance;
    }

    public ActivityNode Node => Instance.Node;

    /// <summary>This run of the activity; its id is in the journal.</summary>
    public ActivityInstance Instance { get; }

    public WorkflowGraph Graph => _burst.Graph;

    public string InstanceId => _burst.State.Id;

    public string DefinitionId => _burst.State.DefinitionId;

    public string DefinitionVersionId => _burst.State.DefinitionVersionId;

    public int DefinitionVersion => _burst.State.DefinitionVersion;

    public string? InstanceName
    {
        get => _burst.State.Name;
        set => _burst.State.Name = value;
    }

    public string? CorrelationId
    {
        get => _burst.State.CorrelationId;
        set => _burst.State.CorrelationId = value;
    }

    public DateTimeOffset Now => _burst.Environment.Time.GetUtcNow();

    public IIdGenerator Ids => _burst.Environment.Ids;

    public IChildRunner? Children => _burst.Environment.Children;

    public CancellationToken Cancellation => _burst.Cancellation;

    /// <summary>The activity's own notes, kept until it is complete.</summary>
    public ValueMap Properties => Instance.Properties ??= [];

    /// <summary>The activity waits for a bookmark.</summary>
    public bool IsWaiting => Instance.WaitsFor > 0;

    public bool HasChildren => Instance.Children.Count > 0;

    /// <summary>The host's object of this type for the current unit of work.</summary>
    /// <exception cref="InvalidOperationException">The host gave none.</exception>
    public T GetHost<T>() where T : class =>
        FindHost<T>() ?? throw new InvalidOperationException($"{Node.Type} needs a {typeof(T).Name}, which the host did not give.");

    public T? FindHost<T>() where T : class => _burst.Environment.Host.Find<T>();

    /// <summary>The input's value as it was evaluated before the activity ran.</summary>
    /// <exception cref="WorkflowValueException">The value cannot be read as <typeparamref name="T"/>.</exception>
    public T? Get<T>(Input<T> input) =>
        Instance.Inputs is { } inputs && inputs.TryGetValue(input.Name, out var value) && value is not null
            ? ValueConversion.To<T>(value)
            : input.DefaultValue;

    /// <summary>Evaluates the input now, for one that is not evaluated before the activity runs.</summary>
    public T? Evaluate<T>(Input<T> input) =>
        input.Expression?.Evaluate(this) is { } value ? ValueConversion.To<T>(value) : input.DefaultValue;

    /// <summary>Sets an output: what the definition bound it to, and what later expressions can ask for.</summary>
    public void Set<T>(Output<T> output, T? value) => SetOutput(output.Name, output.Target, value);

    internal void SetOutput(string name, OutputTarget? target, object? value)
    {
        var normal = WorkflowValue.Normalise(value);
        (Instance.Outputs ??= [])[name] = normal;
        if (target?.Variable is { } variable)
            SetVariable(variable, normal);
        else if (target?.WorkflowOutput is { } workflowOutput)
            Scopes.OutputsFrom(_burst, Instance.Parent)[workflowOutput] = normal;
    }

    /// <summary>The value of the variable, seen from this activity outwards; null when there is none.</summary>
    public object? GetVariable(string name) => TryGetVariable(name, out var value) ? value : null;

    public bool TryGetVariable(string name, out object? value) => Scopes.TryGetVariable(Instance, name, out value);

    /// <summary>Sets the variable, seen from this activity outwards; one that nobody declared is made in the workflow.</summary>
    public void SetVariable(string name, object? value) => Scopes.SetVariable(Instance, name, WorkflowValue.Normalise(value));

    public object? GetVariable(VariableReference variable) => Scopes.Get(Instance, variable);

    public void SetVariable(VariableReference variable, object? value) => Scopes.Set(Instance, variable, WorkflowValue.Normalise(value));

    /// <summary>The workflow's input of this name, or its default; null when there is neither.</summary>
    public object? FindInput(string name) => TryGetInput(name, out var value) ? value : null;

    public bool TryGetInput(string name, out object? value) => Scopes.TryGetInput(_burst, Instance, name, out value);

    /// <summary>All inputs of the workflow this activity stands in.</summary>
    public ValueMap WorkflowInputs => Scopes.Inputs(_burst, Instance);

    /// <summary>The outputs of the workflow this activity stands in.</summary>
    public ValueMap WorkflowOutputs => Scopes.Outputs(_burst, Instance);

    /// <summary>An output of an activity that has run, found by its id or name from here outwards.</summary>
    /// <param name="output">Null for the only or first one.</param>
    public object? FindOutput(string activity, string? output) => Scopes.FindOutput(_burst, Instance, activity, output);

    /// <summary>All outputs of an activity that has run, found by its id or name; null when it has none.</summary>
    public ValueMap? FindOutputs(string activity) => Scopes.FindOutputs(_burst, Instance, activity);

    /// <summary>The first output of the activity that set one last.</summary>
    public object? LastResult =>
        _burst.State is { ActivityOutputs: { } outputs, LastOutputNodeId: { } last } && outputs.Find(last) is ValueMap { Count: > 0 } values ? values.Values.First() : null;

    /// <summary>The variables visible from here by name, the nearest first where names repeat.</summary>
    public ValueMap VisibleVariables() => Scopes.Visible(Instance);

    /// <summary>The payload with which a trigger started the workflow at this very activity. Answers once.</summary>
    public bool TakeTrigger(out object? payload) => _burst.TakeTrigger(Instance, out payload);

    /// <summary>Ends the activity once the present method returns.</summary>
    public void Complete(params IReadOnlyList<string> outcomes) => _burst.Complete(Instance, outcomes.Count > 0 ? outcomes : Burst.DoneOutcomes);

    /// <summary>Ends the nearest workflow this activity stands in, with these outcomes.</summary>
    public void CompleteWorkflow(IReadOnlyList<string> outcomes) => _burst.CompleteComposite(Instance, outcomes);

    /// <summary>Ends the whole instance, whatever else is running in it.</summary>
    public void Finish() => _burst.Finish();

    /// <summary>Leaves the nearest loop this activity stands in.</summary>
    public void Break() => _burst.Break(Instance);

    /// <summary>Schedules a child; it runs after what is already scheduled.</summary>
    /// <param name="locals">Variables that exist only for it.</param>
    public void Schedule(ActivityNode child, string? tag = null, ValueMap? locals = null) => _burst.Schedule(Instance, child, tag, locals, backward: false);

    internal void Schedule(ActivityNode child, bool backward) => _burst.Schedule(Instance, child, null, null, backward);

    internal bool IsScheduled(ActivityNode child) => Instance.Children.Exists(existing => existing.Node == child && existing.Status == ActivityStatus.Pending);

    /// <summary>Cancels this activity's children that have begun and stand at one of <paramref name="nodes"/>.</summary>
    internal IReadOnlyList<ActivityNode> CancelBegun(Func<ActivityNode, bool> nodes) =>
        _burst.CancelChildren(Instance, child => child.Status != ActivityStatus.Pending && nodes(child.Node));

    /// <summary>True when a trigger at this node of the workflow's root container started the instance.</summary>
    internal bool IsTrigger(ActivityNode node) => _burst.IsTrigger(node);

    /// <summary>Waits for a stimulus.</summary>
    /// <param name="tag">Comes back in the resumption.</param>
    /// <param name="keep">The bookmark stays when it is met.</param>
    public Bookmark WaitFor(Stimulus stimulus, string? tag = null, bool keep = false) => _burst.Wait(Instance, stimulus, tag, keep);

    /// <summary>Waits for a moment; it comes back with the bookmark's tag.</summary>
    public Bookmark WaitUntil(DateTimeOffset due, string? tag = null) => _burst.WaitUntil(Instance, due, tag);

    public void Publish(PublishedEvent published) =>
        _burst.Result.Events.Add(published with { Payload = WorkflowValue.Normalise(published.Payload), By = AsDispatcher(), Lineage = Lineage.Of(_burst.State) });

    /// <summary>As <see cref="Publish"/>, but fails where the host's own activities leave a line in the journal.</summary>
    /// <exception cref="EndlessWorkflowException">It would go on without end.</exception>
    internal async ValueTask PublishAsync(PublishedEvent published)
    {
        if (Children is { } children)
            await children.DemandRoomAsync(published, Lineage.Of(_burst.State), Cancellation);
        Publish(published);
    }

    /// <summary>Fails when the workflow must not be started once more.</summary>
    /// <exception cref="EndlessWorkflowException">It would go on without end.</exception>
    internal async ValueTask DemandRoomAsync(string definitionId)
    {
        var lineage = Lineage.Of(_burst.State);
        if (Children is { } children && lineage.Repeats(definitionId))
            await children.DemandRoomAsync(definitionId, lineage, _burst.Result.Effects.OfType<DispatchRequest>().Count(asked => lineage.Repeats(asked.DefinitionId)), Cancellation);
    }

    /// <summary>Asks for another workflow to be started after this burst.</summary>
    internal void Dispatch(DispatchRequest request) => After(request with { Lineage = Lineage.Of(_burst.State) });

    /// <summary>Runs another workflow here and now.</summary>
    internal ValueTask<ChildRun> RunChildAsync(string definitionId, string? correlationId, ValueMap input) =>
        (Children ?? throw new InvalidOperationException("Workflows cannot be executed here."))
            .RunAsync(definitionId, correlationId, input, InstanceId, Lineage.Of(_burst.State), Cancellation);

    /// <summary>This activity as the one that starts other workflows.</summary>
    internal Dispatcher AsDispatcher(int? item = null) => new(InstanceId, Instance.Id, Instance.Parent?.Id, Instance.NodeId, item);

    /// <summary>Asks for something to be done after the commit.</summary>
    public void After(WorkflowEffect effect) => _burst.Result.Effects.Add(effect);

    public void WriteLine(string line) => _burst.Result.Lines.Add(line);

    /// <summary>Writes a line of the activity's own into the journal.</summary>
    public void Log(string eventName, string message) => _burst.Journal(Instance, eventName, message);
}

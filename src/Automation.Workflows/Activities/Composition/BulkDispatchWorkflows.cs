using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Composition;

/// <summary>
/// Starts another workflow once for every item of a list. One that may not start, or that there is none of, takes nothing from the others: the journal names it, and ChildFaulted runs for
/// it where there is one. Where there is none, the activity fails once all the others are over, and a retry dispatches those again that were refused, and no other. When nobody waits, the
/// journal is all that tells of them.
/// </summary>
[Activity("Elsa.BulkDispatchWorkflows", Category = "Composition", Description = "Starts another workflow once for every item of a list. Those that may not start run ChildFaulted, or make this fail when the others are over; a retry starts only them.", Kind = ActivityKind.Task)]
[Outcomes("Completed", "Canceled", "Done")]
internal sealed class BulkDispatchWorkflows : Activity, IOutlivesRefusal
{
    private const string AnyCancelled = "cancelled";

    /// <summary>Which item each workflow that is waited for was dispatched for, by instance id.</summary>
    private const string Open = "open";

    /// <summary>The items whose workflow was refused and that nobody has been told of.</summary>
    private const string Refused = "refused";

    /// <summary>Marks one of them that leads to itself without end: who waits for this instance is told too.</summary>
    private const string Endless = "endless";

    /// <summary>The incident has been made: what comes next is its retry.</summary>
    private const string Told = "told";

    [Input("The workflow.", UIHint = "workflow-definition-picker", Required = true)]
    public Input<string> WorkflowDefinitionId { get; } = new("");

    [Input("The items.")]
    public Input<List<object?>> Items { get; } = new([]);

    [Input("The input in which the workflow gets its item, when the item is not itself a set of inputs.")]
    public Input<string> DefaultItemInputKey { get; } = new("Item");

    [Input("Gives each instance's correlation id; sees the item as the variable Item.", AutoEvaluate = false)]
    public Input<string> CorrelationIdFunction { get; } = new();

    [Input("Inputs that all instances get.")]
    public Input<ValueMap> Input { get; } = new();

    [Input("Go on only when all are finished.")]
    public Input<bool> WaitForCompletion { get; } = new(true);

    [Port]
    public ActivityNode? ChildCompleted { get; private set; }

    [Port]
    public ActivityNode? ChildFaulted { get; private set; }

    protected internal override async ValueTask ExecuteAsync(ActivityContext context)
    {
        var items = context.Get(Items) ?? [];
        await DispatchAsync(context, [.. Enumerable.Range(0, items.Count)]);
        if (!context.IsWaiting)
            context.Complete("Completed", Done);
    }

    protected internal override async ValueTask ResumeAsync(ActivityContext context, Resumption resumption)
    {
        if (await TryDispatchRefusedAsync(context))
            return;
        var child = resumption.Payload as ValueMap ?? [];
        var childId = child.Find("instanceId") as string ?? "";
        var item = (context.Properties.Find(Open) as ValueMap)?.Find(childId);
        (context.Properties.Find(Open) as ValueMap)?.Remove(childId);
        if (ChildFinished.RefusalIn(child) is { } refusal)
        {
            OnRefused(context, childId, item, refusal, ChildFinished.IsEndless(child));
            CompleteWhenAllAreDone(context);
            return;
        }

        var subStatus = child.Find("subStatus") as string;
        if (subStatus == nameof(WorkflowSubStatus.Cancelled))
            context.Properties[AnyCancelled] = true;
        if ((subStatus == nameof(WorkflowSubStatus.Faulted) ? ChildFaulted : ChildCompleted) is { } then)
            context.Schedule(then, locals: new ValueMap { ["ChildInstanceId"] = childId, ["ChildOutput"] = child.Find("output"), ["Item"] = ItemAt(context, item) });
        CompleteWhenAllAreDone(context);
    }

    protected internal override async ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child)
    {
        if (!await TryDispatchRefusedAsync(context))
            CompleteWhenAllAreDone(context);
    }

    private async ValueTask DispatchAsync(ActivityContext context, List<int> indices)
    {
        var workflow = context.Get(WorkflowDefinitionId) ?? "";
        if (indices.Count > 0)
            await context.DemandRoomAsync(workflow);
        var wait = context.Get(WaitForCompletion);
        var items = context.Get(Items) ?? [];
        var requests = new List<(int Index, DispatchRequest Request)>();

        // All are made before one is asked for: an item that cannot be read fails the activity with nothing dispatched, and a retry begins at the first.
        foreach (var index in indices)
        {
            (context.Instance.Locals ??= [])["Item"] = items[index];
            var correlationId = context.Evaluate(CorrelationIdFunction);
            requests.Add((index, new DispatchRequest(
                context.Ids.NewId(), workflow, context.Ids.NewId(), correlationId, InputOf(context, items[index]), wait ? context.InstanceId : null,
                context.AsDispatcher(index + 1))));
        }

        foreach (var (index, request) in requests)
        {
            if (wait)
            {
                context.WaitFor(ChildFinished.StimulusOf(request.InstanceId));
                Kept<ValueMap>(context, Open)[request.InstanceId] = (long)index;
            }

            context.Dispatch(request);
        }
    }

    private ValueMap InputOf(ActivityContext context, object? item)
    {
        var input = new ValueMap(context.Get(Input) ?? []);
        if (item is not ValueMap own)
        {
            input[context.Get(DefaultItemInputKey) ?? "Item"] = item;
            return input;
        }

        foreach (var (key, value) in own)
            input[key] = value;
        return input;
    }

    private void OnRefused(ActivityContext context, string childId, object? item, string refusal, bool endless)
    {
        context.Log(JournalEvent.Refused, item is long index ? $"Item {index + 1}: {refusal}" : refusal);
        if (ChildFaulted is { } then)
            context.Schedule(then, locals: new ValueMap { ["ChildInstanceId"] = childId, ["ChildOutput"] = null, ["ChildProblem"] = refusal, ["Item"] = ItemAt(context, item) });
        else
            Kept<List<object?>>(context, Refused).Add(new ValueMap { ["item"] = item, ["problem"] = refusal, [Endless] = endless });
    }

    /// <summary>After the incident was retried: those that were refused, and only they.</summary>
    private async ValueTask<bool> TryDispatchRefusedAsync(ActivityContext context)
    {
        if (!context.Properties.ContainsKey(Told))
            return false;
        var refused = Kept<List<object?>>(context, Refused).OfType<ValueMap>().Select(r => r.Find("item")).OfType<long>().Select(i => (int)i).ToList();
        await DispatchAsync(context, refused);

        // Last: should an item fail to be read now, the next retry finds everything as this one did.
        context.Properties.Remove(Refused);
        context.Properties.Remove(Told);
        return true;
    }

    private static void CompleteWhenAllAreDone(ActivityContext context)
    {
        if (context.IsWaiting || context.HasChildren)
            return;
        if (context.Properties.Find(Refused) is List<object?> { Count: > 0 } refused)
        {
            context.Properties[Told] = true;
            var problems = refused.OfType<ValueMap>().Select(r => r.Find("problem") as string).Distinct().Take(3);
            var message = $"{refused.Count} of the workflows were not started; the others are over. {string.Join(" ", problems)} A retry starts those that are missing.";
            throw refused.OfType<ValueMap>().Any(r => r.Find(Endless) is true) ? new EndlessWorkflowException(message) : new EffectFailedException(message);
        }

        context.Complete(context.Properties.ContainsKey(AnyCancelled) ? ["Canceled", Done] : ["Completed", Done]);
    }

    private object? ItemAt(ActivityContext context, object? index) => index is long at && context.Get(Items) is { } items && at < items.Count ? items[(int)at] : null;

    private static T Kept<T>(ActivityContext context, string name) where T : class, new()
    {
        if (context.Properties.Find(name) is T known)
            return known;
        var made = new T();
        context.Properties[name] = made;
        return made;
    }
}

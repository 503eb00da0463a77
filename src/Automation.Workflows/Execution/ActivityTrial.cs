using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>
/// Runs one activity of a workflow by itself, to see what it makes of its inputs. Variables have their initial values. Nothing is stored, and nothing is done outside: what the
/// activity asks for is in the answer instead. It gets no services of the host, so one that works on a ticket or a mail says what it lacks.
/// </summary>
public static class ActivityTrial
{
    private const int MaxSteps = 1_000;

    /// <param name="nodeId">Where the activity stands in the workflow.</param>
    /// <returns>Null when there is no such activity.</returns>
    public static async ValueTask<TrialResult?> RunAsync(
        WorkflowDefinition definition, string nodeId, GraphCache graphs, IWorkflowSession session, TimeProvider time, IIdGenerator ids, CancellationToken cancellation)
    {
        var whole = await graphs.CompileAsync(definition, session, cancellation);
        if (whole.Find(nodeId) is not { Parent: not null } wanted)
            return null;

        var alone = await graphs.CompileAsync(Alone(definition, wanted), session, cancellation);
        var activity = alone.Root.Children[0];
        var environment = new ExecutionEnvironment(time, ids, new HostServices(), new NoChildren(), MaxSteps);
        var state = WorkflowEngine.Create(alone, environment);
        var burst = await WorkflowEngine.RunAsync(alone, state, new BurstStart.Begin(), environment, cancellation);
        var record = burst.Records.Find(r => r.NodeId == activity.NodeId)
            ?? throw new InvalidOperationException($"The activity '{activity.DisplayName}' did not begin.");
        return new TrialResult(record, burst.Incidents, burst.Lines, [.. burst.Effects.Select(Words), .. burst.Events.Select(e => $"Event {e.Name}"), .. burst.Timers.Select(t => $"Wait until {t.DueAt:u}")],
            [.. burst.BookmarksCreated.Where(b => burst.Effects.Count == 0 && burst.Timers.All(t => t.BookmarkId != b.Id)).Select(b => $"{b.Name} {WorkflowValue.ToJson(b.Payload)}")]);
    }

    /// <summary>The workflow with this activity as all that is in it, and with the variables that are seen from there.</summary>
    private static WorkflowDefinition Alone(WorkflowDefinition definition, ActivityNode activity)
    {
        var variables = new JsonArray();
        for (var scope = activity.Parent; scope is not null; scope = scope.Parent)
        {
            foreach (var variable in scope.Json.Items("variables"))
                variables.Add(JsonNode.Parse(variable.GetRawText()));
        }

        return definition.With(
            new("id", $"trial-of-{definition.Id}"), new("isLatest", true), new("isPublished", false),
            new("variables", variables), new("root", JsonSerializer.SerializeToNode(activity.Json, DefinitionReader.DeepDocuments)));
    }

    private static string Words(WorkflowEffect effect) => effect switch
    {
        SendHttp send => $"HTTP {send.Method} {send.Url}",
        HttpReply reply => $"HTTP reply {reply.StatusCode}",
        RunTaskRequest task => $"Task {task.TaskName}: {WorkflowValue.ToJson(task.Payload)}",
        DispatchRequest dispatch => $"Start of workflow {dispatch.DefinitionId}",
        PublishRequest publish => $"Event {publish.Event.Name}",
        _ => effect.GetType().Name,
    };

    private sealed class NoChildren : IChildRunner
    {
        public ValueTask<ChildRun> RunAsync(string definitionId, string? correlationId, ValueMap input, string parentInstanceId, Lineage lineage, CancellationToken cancellation) =>
            throw new InvalidOperationException($"A test of one activity starts no other workflow; '{definitionId}' was asked for.");

        public ValueTask DemandRoomAsync(string definitionId, Lineage lineage, int pending, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask DemandRoomAsync(PublishedEvent published, Lineage lineage, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}

/// <param name="Record">What the activity did.</param>
/// <param name="NotDone">What it asked to be done outside, in words.</param>
/// <param name="WaitsFor">What would let it go on, in words.</param>
public sealed record TrialResult(ActivityRecord Record, IReadOnlyList<Incident> Incidents, IReadOnlyList<string> Lines, IReadOnlyList<string> NotDone, IReadOnlyList<string> WaitsFor);

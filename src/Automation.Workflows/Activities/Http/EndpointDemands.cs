using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;

namespace Automation.Workflows.Activities.Http;

/// <summary>What an HTTP endpoint demands of who calls it: to have signed in.</summary>
/// <param name="Policy">And to meet this policy of the host; null when signing in is enough.</param>
public sealed record EndpointDemand(string? Policy);

/// <summary>Finds what the endpoints demand that a request would reach. Who the caller is, only the host knows: it asks here before it sends the request, in the same unit of work.</summary>
public static class EndpointDemands
{
    /// <param name="stimulus">As <see cref="Stimuli.HttpRequest"/> gives it.</param>
    /// <returns>All of them are to be met; empty when everyone may call.</returns>
    /// <exception cref="Expressions.ExpressionException">What an endpoint demands cannot be read.</exception>
    public static async ValueTask<IReadOnlyCollection<EndpointDemand>> OfAsync(WorkflowRuntime runtime, IWorkflowSession session, Stimulus stimulus, CancellationToken cancellation)
    {
        var demands = new HashSet<EndpointDemand>();
        foreach (var trigger in await session.FindTriggersAsync(stimulus.Name, stimulus.Hash, cancellation))
        {
            var graph = await runtime.Graphs.GetAsync(trigger.DefinitionVersionId, session, cancellation);
            var node = TriggerIndexer.Beginnings(graph).First(node => node.Id == trigger.ActivityId);
            if (((HttpEndpoint)node.Activity).Demand(WorkflowEngine.Preview(graph, node, new ExecutionEnvironment(runtime.Time, runtime.Ids, session.Host))) is { } demand)
                demands.Add(demand);
        }

        foreach (var bookmark in await session.FindBookmarksAsync(new BookmarkFilter(Name: stimulus.Name, Hash: stimulus.Hash), cancellation))
        {
            if (await session.LoadInstanceAsync(bookmark.InstanceId, cancellation) is not { } row)
                continue;
            var state = StateJson.Read(row.State.Span);
            if (state.Root is { } root && state.Bookmarks.Find(b => b.Id == bookmark.Id) is { } place && Find(root, place.ActivityInstanceId) is { } waiting
                && HttpEndpoint.Demand(waiting.Inputs ?? []) is { } demand)
            {
                demands.Add(demand);
            }
        }

        return demands;
    }

    private static ActivityInstance? Find(ActivityInstance from, string id) =>
        from.Id == id ? from : from.Children.Select(child => Find(child, id)).FirstOrDefault(found => found is not null);
}

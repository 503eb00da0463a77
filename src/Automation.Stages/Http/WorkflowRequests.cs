using System.Collections.Concurrent;
using System.Text.Json;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Activities;
using Automation.Workflows.Activities.Http;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Http;

/// <summary>Gives an HTTP request to the workflows whose endpoint it meets, and brings back what they answer.</summary>
public sealed class WorkflowRequests(DeskDatabase database, WorkflowUnits units, WorkflowRuntime runtime)
{
    private static readonly string EndpointType = Stimuli.HttpRequest("", "GET").Name;

    /// <summary>Which path a bookmark's hash stands for; bookmarks keep only the hash where they can be searched.</summary>
    private readonly ConcurrentDictionary<string, (string Path, string Method)> _known = new(StringComparer.Ordinal);

    /// <param name="path">Below the base path.</param>
    /// <param name="request">method, path, query, headers, body; the route's parameters are added.</param>
    /// <param name="meetsAsync">Whether the caller meets what an endpoint demands. Asked outside of any transaction, and only for endpoints that demand something.</param>
    public async Task<WorkflowAnswer> SendAsync(string path, string method, ValueMap request, Func<EndpointDemand, ValueTask<bool>> meetsAsync, CancellationToken cancellationToken)
    {
        var met = new HashSet<EndpointDemand>();
        foreach (var template in (await TemplatesAsync(method, cancellationToken)).OrderBy(t => t.Count(letter => letter == '{')))
        {
            if (PathTemplate.Match(template, path) is not { } route)
                continue;
            request["routeData"] = route;
            RuntimeResult? sent;
            for (IReadOnlyCollection<EndpointDemand> open; ;)
            {
                (sent, open) = await units.RunSharedAsync((session, token) => SendAsync(session, Stimuli.HttpRequest(template, method), request, met, token), cancellationToken);
                if (sent is not null)
                    break;
                foreach (var demand in open)
                {
                    if (!await meetsAsync(demand))
                        return new WorkflowAnswer(true, null, null, [], demand);
                    met.Add(demand);
                }
            }

            var result = sent;
            if (result.Runs.Count == 0)
                return new WorkflowAnswer(true, null, null, []);
            return new WorkflowAnswer(
                true,
                result.Runs.SelectMany(run => run.Effects).OfType<HttpReply>().FirstOrDefault(),
                result.Runs.SelectMany(run => run.Incidents).FirstOrDefault(),
                [.. result.Runs.Select(run => run.InstanceId).Distinct(StringComparer.Ordinal)]);
        }

        return new WorkflowAnswer(false, null, null, []);
    }

    /// <summary>Sends the request, unless an endpoint demands what the caller has not been seen to meet. Both in one unit of work, so that nothing is published in between.</summary>
    private async ValueTask<(RuntimeResult? Result, IReadOnlyCollection<EndpointDemand> Open)> SendAsync(
        WorkflowSession session, Stimulus stimulus, ValueMap request, HashSet<EndpointDemand> met, CancellationToken cancellationToken)
    {
        var open = (await EndpointDemands.OfAsync(runtime, session, stimulus, cancellationToken)).Where(demand => !met.Contains(demand)).ToList();
        return open.Count > 0 ? (null, open) : (await runtime.SendAsync(session, new StimulusRequest(stimulus, request, InOneGo: true), cancellationToken), []);
    }

    private async Task<IEnumerable<string>> TemplatesAsync(string method, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var triggers = await context.WorkflowTriggers.AsNoTracking().Where(x => x.Name == EndpointType).Select(x => new { x.Hash, x.Payload }).ToListAsync(cancellationToken);
        foreach (var trigger in triggers)
            Learn(trigger.Hash, WorkflowValue.FromJson(JsonElement.Parse(trigger.Payload)));
        var waiting = await context.WorkflowBookmarks.AsNoTracking().Where(x => x.Name == EndpointType).Select(x => x.Hash).Distinct().ToListAsync(cancellationToken);
        foreach (var hash in waiting.Where(hash => !_known.ContainsKey(hash)))
        {
            var state = await context.WorkflowInstances.AsNoTracking()
                .Where(i => context.WorkflowBookmarks.Any(b => b.InstanceId == i.Id && b.Hash == hash && b.Name == EndpointType))
                .Select(i => i.State)
                .FirstOrDefaultAsync(cancellationToken);
            if (state is not null && StateJson.Read(state).Bookmarks.Find(b => b.Hash == hash) is { } bookmark)
                Learn(hash, bookmark.Payload);
        }

        return triggers.Select(t => t.Hash).Concat(waiting).Distinct(StringComparer.Ordinal)
            .Where(hash => _known.TryGetValue(hash, out var known) && known.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            .Select(hash => _known[hash].Path)
            .ToList();
    }

    private void Learn(string hash, object? payload)
    {
        if (payload is ValueMap map && map.Find("path") is string path && map.Find("method") is string method)
            _known[hash] = (path, method);
    }
}

/// <summary>What became of a request.</summary>
/// <param name="Found">A workflow has an endpoint there.</param>
/// <param name="Reply">What it answered; null when it did not.</param>
/// <param name="Incident">What failed in it.</param>
/// <param name="InstanceIds">The instances that received it.</param>
/// <param name="Unmet">What an endpoint demands and the caller does not meet; nothing was run then.</param>
public sealed record WorkflowAnswer(bool Found, HttpReply? Reply, Incident? Incident, IReadOnlyList<string> InstanceIds, EndpointDemand? Unmet = null);

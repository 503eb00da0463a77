using System.Collections.Concurrent;
using System.Text.Json;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Activities;
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
    public async Task<WorkflowAnswer> SendAsync(string path, string method, ValueMap request, CancellationToken cancellationToken)
    {
        foreach (var template in (await TemplatesAsync(method, cancellationToken)).OrderBy(t => t.Count(letter => letter == '{')))
        {
            if (PathTemplate.Match(template, path) is not { } route)
                continue;
            request["routeData"] = route;
            var result = await units.RunAsync(
                (unit, token) => runtime.SendAsync(unit.Session, new StimulusRequest(Stimuli.HttpRequest(template, method), request), token), cancellationToken);
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
public sealed record WorkflowAnswer(bool Found, HttpReply? Reply, Incident? Incident, IReadOnlyList<string> InstanceIds);

using System.Collections.Concurrent;
using Automation.Stages.Health;
using Automation.Storage.Workflows;
using Automation.Studio.Wire;
using Microsoft.AspNetCore.SignalR;

namespace Automation.Studio.Live;

/// <summary>
/// Tells Studio when an instance that somebody looks at has moved. It compares the row versions of what is watched, so it does not matter which node and which
/// worker moved the instance; while nobody watches, nothing is asked of the database.
/// </summary>
public sealed class LiveInstances
{
    /// <summary>A page watches one instance over a few connections; more than this on one is no page of ours.</summary>
    private const int MostPerConnection = 20;

    private readonly ConcurrentDictionary<(string Connection, string Instance), long> _seen = new();
    private readonly InstanceViews _views;
    private readonly IHubContext<WorkflowInstanceHub> _hub;
    private readonly DeskSignals _signals;

    internal LiveInstances(InstanceViews views, IHubContext<WorkflowInstanceHub> hub, DeskSignals signals)
    {
        _views = views;
        _hub = hub;
        _signals = signals;
    }

    /// <summary>Tells everybody what is new for them since they were told last. Who has only begun to watch is told what there is: it may have moved since the page was drawn.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var watched = _seen.ToArray();
        if (watched.Length == 0)
            return;
        var now = await _views.RowVersionsAsync([.. watched.Select(w => w.Key.Instance).Distinct()], cancellationToken);
        foreach (var behind in watched.Where(w => now.TryGetValue(w.Key.Instance, out var version) && version > w.Value).GroupBy(w => (w.Key.Instance, Seen: w.Value)))
        {
            var (instance, seen) = behind.Key;
            var (records, touched) = await _views.RecordsAsync(instance, seen, cancellationToken);
            var runs = records.Where(r => touched.Contains(r.NodeId)).ToLookup(r => r.NodeId);
            var clients = _hub.Clients.Clients([.. behind.Select(w => w.Key.Connection)]);
            await clients.SendAsync("ActivityExecutionLogUpdatedAsync", new { Stats = runs.Select(r => InstanceJson.StatsOf(r.Key, [.. r])) }, cancellationToken);
            await clients.SendAsync("WorkflowExecutionLogUpdatedAsync", new { }, cancellationToken);
            await clients.SendAsync("WorkflowInstanceUpdatedAsync", new { WorkflowInstanceId = instance }, cancellationToken);
            // Not for one that has left meanwhile.
            foreach (var (key, _) in behind)
                _seen.TryUpdate(key, now[instance], seen);
        }
    }

    internal void Watch(string connection, string instance)
    {
        if (_seen.Keys.Count(k => k.Connection == connection) >= MostPerConnection)
            throw new HubException($"One connection watches {MostPerConnection} instances at most.");
        _seen[(connection, instance)] = 0;
        _signals.Pictures.Raise();
    }

    internal void Leave(string connection)
    {
        foreach (var key in _seen.Keys.Where(k => k.Connection == connection))
            _seen.TryRemove(key, out _);
    }
}

using System.Collections.Concurrent;
using Automation.Storage.Audit;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Migration;
using Automation.Workflows.Runtime;
using Automation.Workflows.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Instances.Migration;

/// <summary>
/// Moves the instances of a workflow that are not over to another of its versions: what would become of them first, then each in a transaction of its own. Those that failed can be
/// moved too, to be retried where the fault is mended. A run belongs to the node it was asked of; what it did is in the journals of the instances and in the audit.
/// </summary>
public sealed class InstanceMigrations(DeskDatabase database, WorkflowUnits units, WorkflowRuntime runtime, IIdGenerator ids, TimeProvider time, ILogger<InstanceMigrations> logger)
{
    private const int ReadAtOnce = 200;
    private const int MovedAtOnce = 8;
    private const int MostExamples = 5;
    private const int MostKept = 20;

    private readonly ConcurrentDictionary<Guid, MigrationRun> _runs = [];

    /// <summary>Workflows whose instances are being moved, from the moment somebody asked.</summary>
    private readonly ConcurrentDictionary<string, bool> _moving = new(StringComparer.Ordinal);

    /// <summary>The versions of a workflow, newest first, with how many instances on each are not over. Empty when there is no such workflow.</summary>
    public async Task<IReadOnlyList<VersionInUse>> VersionsAsync(string definitionId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var counts = await context.WorkflowInstances.Where(x => x.DefinitionId == definitionId).Where(IsNotOver).GroupBy(x => x.DefinitionVersion)
            .Select(g => new { Version = g.Key, Count = g.Count() }).ToDictionaryAsync(x => x.Version, x => x.Count, cancellationToken);
        var rows = await context.WorkflowDefinitions.IgnoreQueryFilters().AsNoTracking().Where(x => x.DefinitionId == definitionId).OrderByDescending(x => x.Version)
            .Select(x => new { x.Version, x.IsPublished, x.DeletedAt }).ToListAsync(cancellationToken);
        return [.. rows.Where(r => r.DeletedAt is null || counts.ContainsKey(r.Version)).Select(r => new VersionInUse(r.Version, r.IsPublished, r.DeletedAt is not null, counts.GetValueOrDefault(r.Version)))];
    }

    /// <summary>What would become of the instances. Changes nothing.</summary>
    /// <param name="map">Node ids of the old version and where they go; null for what is proposed.</param>
    /// <exception cref="ArgumentException">There is no such version, or the map names an activity that does not exist.</exception>
    public async Task<MigrationOutlook> PreviewAsync(string definitionId, int from, int to, IReadOnlyDictionary<string, string>? map, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(definitionId, from, to, map, cancellationToken);
        var proposed = MigrationPlan.Propose(plan.From, plan.To);
        var chosen = map ?? proposed;
        var instances = await InstancesAsync(plan.From.Definition, cancellationToken);
        var (canMove, spots, obstacles) = (0, new Dictionary<(string From, string To), int>(), new Obstacles());
        var standing = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var chunk in instances.Chunk(ReadAtOnce))
        {
            await using var context = database.Open();
            var states = await context.WorkflowInstances.AsNoTracking().Where(x => chunk.Contains(x.Id)).Select(x => x.State).ToListAsync(cancellationToken);
            foreach (var state in states.Select(s => StateJson.Read(s)))
            {
                var preview = plan.Preview(state);
                if (preview.CanMove)
                    canMove++;
                foreach (var obstacle in preview.Obstacles)
                    obstacles.Add(obstacle, state.Id);
                foreach (var node in NodesOf(state.Root).Distinct(StringComparer.Ordinal))
                    standing[node] = standing.GetValueOrDefault(node) + 1;
                foreach (var move in preview.Moves.Where(m => plan.From.Find(m.FromNodeId) is { Children.Count: 0 }).Select(m => (m.FromNodeId, m.ToNodeId)).Distinct())
                    spots[move] = spots.GetValueOrDefault(move) + 1;
            }
        }

        return new MigrationOutlook(
            instances.Count, canMove,
            [.. plan.From.Nodes.Where(n => n.Parent is not null).Select(n => NodeOf(n, plan, chosen, standing.GetValueOrDefault(n.NodeId)))],
            [.. spots.OrderByDescending(s => s.Value).Select(s => new MigrationSpot(plan.From.Find(s.Key.From)!.DisplayName, plan.To.Find(s.Key.To)!.DisplayName, s.Value))],
            obstacles.All, chosen);
    }

    /// <summary>Begins to move them.</summary>
    /// <param name="map">As in the preview.</param>
    /// <exception cref="ArgumentException">There is no such version, or the map names an activity that does not exist.</exception>
    /// <exception cref="InvalidOperationException">Instances of the workflow are being moved already.</exception>
    public async Task<MigrationRun> StartAsync(string definitionId, int from, int to, IReadOnlyDictionary<string, string>? map, string person, CancellationToken cancellationToken)
    {
        if (!_moving.TryAdd(definitionId, true))
            throw new InvalidOperationException("Instances of this workflow are being moved already; wait until that is over, or cancel it.");
        try
        {
            var plan = await PlanAsync(definitionId, from, to, map, cancellationToken);
            var instances = await InstancesAsync(plan.From.Definition, cancellationToken);
            var run = new MigrationRun(ids.NewGuid(), definitionId, from, to, person, instances.Count, time.GetUtcNow());
            await TellAsync(run, $"Began to move {instances.Count} instances from version {from} to version {to}.", cancellationToken);
            _runs[run.Id] = run;
            foreach (var old in _runs.Values.Where(r => r.State != MigrationRunState.Running).OrderByDescending(r => r.StartedAt).Skip(MostKept))
                _runs.TryRemove(old.Id, out _);
            _ = Task.Run(() => RunAsync(run, plan, instances), CancellationToken.None);
            return run;
        }
        catch
        {
            _moving.TryRemove(definitionId, out _);
            throw;
        }
    }

    public MigrationRun? Find(Guid id) => _runs.GetValueOrDefault(id);

    private async Task RunAsync(MigrationRun run, MigrationPlan plan, IReadOnlyList<string> instances)
    {
        var (state, problem) = (MigrationRunState.Finished, (string?)null);
        try
        {
            await Parallel.ForEachAsync(instances, new ParallelOptions { MaxDegreeOfParallelism = MovedAtOnce, CancellationToken = run.Stopped }, async (id, token) => await MoveAsync(run, plan, id, token));
        }
        catch (OperationCanceledException)
        {
            state = MigrationRunState.Cancelled;
        }
        catch (Exception e)
        {
            logger.LogError(e, "Moving instances of {Workflow} failed.", run.DefinitionId);
            (state, problem) = (MigrationRunState.Failed, e.GetBaseException().Message);
        }

        try
        {
            await TellAsync(run, $"{(state == MigrationRunState.Finished ? "Moved" : $"{state}: moved")} {run.Moved} of {run.Total} instances from version {run.From} to version {run.To}; {run.Stayed} stayed.", CancellationToken.None);
        }
        catch (Exception e)
        {
            // The instances' own journals say it too.
            logger.LogError(e, "The end of moving instances of {Workflow} could not be written to the audit.", run.DefinitionId);
        }

        // Before it is told: whoever waited for the end may begin the next.
        _moving.TryRemove(run.DefinitionId, out _);
        run.End(state, time.GetUtcNow(), problem);
    }

    private async Task MoveAsync(MigrationRun run, MigrationPlan plan, string id, CancellationToken cancellationToken)
    {
        try
        {
            var preview = await units.RunSharedAsync((session, token) => runtime.MigrateAsync(session, id, plan, token), cancellationToken);
            if (preview is { CanMove: true })
                run.Tell(moved: true, id, []);
            else
                run.Tell(moved: false, id, preview?.Obstacles ?? ["It was deleted in the meantime."]);
        }
        catch (WorkflowConflictException)
        {
            run.Tell(moved: false, id, ["It was busy all the time. Move it again."]);
        }
    }

    private async Task TellAsync(MigrationRun run, string details, CancellationToken cancellationToken) => await units.RunAsync(
        (unit, _) =>
        {
            unit.Context.Audit.Add(new AuditEntry { At = time.GetUtcNow(), Actor = run.Person, Act = "workflows.migrate", Subject = run.DefinitionId, Details = details });
            return ValueTask.FromResult(true);
        },
        cancellationToken);

    private async Task<MigrationPlan> PlanAsync(string definitionId, int from, int to, IReadOnlyDictionary<string, string>? map, CancellationToken cancellationToken)
    {
        if (from == to)
            throw new ArgumentException("The instances are on this version already; choose another one.");
        await using var context = database.Open();
        var session = new WorkflowSession(new WorkflowLookups(context, time), new HostServices());
        var rows = await context.WorkflowDefinitions.IgnoreQueryFilters().AsNoTracking().Where(x => x.DefinitionId == definitionId && (x.Version == from || x.Version == to))
            .Select(x => new { x.Id, x.Version, x.DeletedAt, x.WasPublished }).ToListAsync(cancellationToken);
        var old = rows.Find(r => r.Version == from) ?? throw new ArgumentException($"The workflow '{definitionId}' has no version {from}.");
        var next = rows.Find(r => r.Version == to && r.DeletedAt is null) ?? throw new ArgumentException($"The workflow '{definitionId}' has no version {to}.");
        var (before, after) = (await runtime.Graphs.GetAsync(old.Id, session, cancellationToken), await runtime.Graphs.GetAsync(next.Id, session, cancellationToken));
        // What was in force was judged then: of it, only what fails in every run counts now, and nothing that publishes are refused for since.
        var problems = next.WasPublished ? after.Problems : DefinitionValidator.Check(after, time, ids);
        if (problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error) is { } error)
            throw new ArgumentException($"Version {to} cannot run as it is: {error}");
        return new MigrationPlan(before, after, map ?? MigrationPlan.Propose(before, after));
    }

    private async Task<IReadOnlyList<string>> InstancesAsync(WorkflowDefinition version, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.WorkflowInstances.Where(x => x.DefinitionId == version.DefinitionId && x.DefinitionVersionId == version.Id).Where(IsNotOver)
            .OrderBy(x => x.Id).Select(x => x.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Runs, or failed and can be retried.</summary>
    private static System.Linq.Expressions.Expression<Func<WorkflowInstanceRow, bool>> IsNotOver => x => x.Status == WorkflowStatus.Running || x.SubStatus == WorkflowSubStatus.Faulted;

    private static IEnumerable<string> NodesOf(ActivityInstance? at) => at is null ? [] : at.Children.SelectMany(NodesOf).Prepend(at.NodeId);

    private static MigrationNode NodeOf(ActivityNode node, MigrationPlan plan, IReadOnlyDictionary<string, string> map, int instances)
    {
        var target = plan.TargetOf(node);
        var depth = 0;
        for (var at = node.Parent; at?.Parent is not null; at = at.Parent)
            depth++;
        return new MigrationNode(
            node.NodeId, node.DisplayName, node.Type, depth, instances, target?.Type == node.Type ? target.NodeId : null, map.ContainsKey(node.NodeId),
            [.. plan.To.Nodes.Where(n => n.Parent is not null && n.Type == node.Type).Select(n => new MigrationPlace(n.NodeId, n.DisplayName))]);
    }

    /// <summary>The same reason is told once, with how many it keeps.</summary>
    internal sealed class Obstacles
    {
        private readonly Dictionary<string, (int Count, List<string> Examples)> _all = new(StringComparer.Ordinal);

        public IReadOnlyList<MigrationObstacle> All => [.. _all.OrderByDescending(o => o.Value.Count).Select(o => new MigrationObstacle(o.Key, o.Value.Count, [.. o.Value.Examples]))];

        public void Add(string reason, string instanceId)
        {
            var (count, examples) = _all.GetValueOrDefault(reason, (0, []));
            if (examples.Count < MostExamples)
                examples.Add(instanceId);
            _all[reason] = (count + 1, examples);
        }
    }
}

/// <param name="IsDeleted">Only kept for its instances; nothing is moved to it.</param>
/// <param name="Instances">Those that are not over.</param>
public sealed record VersionInUse(int Version, bool IsPublished, bool IsDeleted, int Instances);

/// <summary>What would become of the instances of a version.</summary>
/// <param name="CanMove">How many of <paramref name="Instances"/>; the others stay where they are.</param>
/// <param name="Nodes">Every activity of the old version, each before what stands in it.</param>
/// <param name="Spots">Where those that can move stand and would go on.</param>
/// <param name="Map">The choices this is the answer to: node ids of the old version and where they go.</param>
public sealed record MigrationOutlook(
    int Instances, int CanMove, IReadOnlyList<MigrationNode> Nodes, IReadOnlyList<MigrationSpot> Spots, IReadOnlyList<MigrationObstacle> Obstacles, IReadOnlyDictionary<string, string> Map);

/// <summary>An activity of the old version.</summary>
/// <param name="Depth">How many containers it stands in.</param>
/// <param name="Instances">How many are in it right now.</param>
/// <param name="Target">Where it goes; null when it has no place.</param>
/// <param name="IsChosen">The place comes from the map, not from having the same ids.</param>
/// <param name="Places">Where it could go: all activities of its type.</param>
public sealed record MigrationNode(string NodeId, string Name, string Type, int Depth, int Instances, string? Target, bool IsChosen, IReadOnlyList<MigrationPlace> Places);

public sealed record MigrationPlace(string NodeId, string Name);

/// <summary>Instances that stand at one activity and would go on at another.</summary>
public sealed record MigrationSpot(string From, string To, int Instances);

/// <param name="Examples">Ids of some of them.</param>
public sealed record MigrationObstacle(string Reason, int Instances, IReadOnlyList<string> Examples);

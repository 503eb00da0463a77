using System.Linq.Expressions;
using Automation.Storage.Database;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Workflows;

/// <summary>Finds workflow instances and what they did, for lists and pages.</summary>
public sealed class InstanceViews(DeskDatabase database)
{
    /// <summary>A page of instances, without their state.</summary>
    public async Task<(IReadOnlyList<InstanceSummary> Items, int Total)> ListAsync(InstanceFilter filter, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var rows = context.WorkflowInstances.AsNoTracking();
        if (filter.DefinitionIds.Count > 0)
            rows = rows.Where(x => filter.DefinitionIds.Contains(x.DefinitionId));
        if (filter.Ids.Count > 0)
            rows = rows.Where(x => filter.Ids.Contains(x.Id));
        if (filter.CorrelationId is { Length: > 0 } correlation)
            rows = rows.Where(x => x.CorrelationId == correlation);
        if (filter.Version is { } version)
            rows = rows.Where(x => x.DefinitionVersion == version);
        if (filter.HasIncidents is { } incidents)
            rows = rows.Where(x => x.IncidentCount > 0 == incidents);
        if (filter.Statuses.Count > 0)
            rows = rows.Where(x => filter.Statuses.Contains(x.Status));
        if (filter.SubStatuses.Count > 0)
            rows = rows.Where(x => filter.SubStatuses.Contains(x.SubStatus));
        if (filter.Search is { Length: > 0 } search)
            rows = rows.Where(x => x.Id.Contains(search) || x.Name!.Contains(search) || x.CorrelationId!.Contains(search) || x.DefinitionId.Contains(search));
        rows = filter.Times.Aggregate(rows, (some, time) => some.Where(Holds(time)));
        var total = await rows.CountAsync(cancellationToken);
        rows = (filter.OrderBy, filter.Descending) switch
        {
            (InstanceOrder.Updated, true) => rows.OrderByDescending(x => x.UpdatedAt).ThenBy(x => x.Id),
            (InstanceOrder.Updated, false) => rows.OrderBy(x => x.UpdatedAt).ThenBy(x => x.Id),
            (InstanceOrder.Finished, true) => rows.OrderByDescending(x => x.FinishedAt).ThenBy(x => x.Id),
            (InstanceOrder.Finished, false) => rows.OrderBy(x => x.FinishedAt).ThenBy(x => x.Id),
            (InstanceOrder.Name, true) => rows.OrderByDescending(x => x.Name).ThenBy(x => x.Id),
            (InstanceOrder.Name, false) => rows.OrderBy(x => x.Name).ThenBy(x => x.Id),
            (_, true) => rows.OrderByDescending(x => x.CreatedAt).ThenBy(x => x.Id),
            _ => rows.OrderBy(x => x.CreatedAt).ThenBy(x => x.Id),
        };
        var items = await rows.Skip(filter.Skip).Take(filter.Take)
            .Select(x => new InstanceSummary(
                x.Id, x.DefinitionId, x.DefinitionVersionId, x.DefinitionVersion, x.CorrelationId, x.Name, x.ParentInstanceId, x.Status, x.SubStatus, x.IncidentCount, x.CreatedAt, x.UpdatedAt, x.FinishedAt))
            .ToListAsync(cancellationToken);
        return (items, total);
    }

    private static Expression<Func<WorkflowInstanceRow, bool>> Holds(TimeFilter filter)
    {
        Expression<Func<WorkflowInstanceRow, DateTimeOffset?>> time = filter.Column switch
        {
            InstanceOrder.Updated => x => x.UpdatedAt,
            InstanceOrder.Finished => x => x.FinishedAt,
            _ => x => x.CreatedAt,
        };
        Expression<Func<DateTimeOffset?>> wanted = () => filter.At;
        var (left, right) = (time.Body, wanted.Body);
        return Expression.Lambda<Func<WorkflowInstanceRow, bool>>(
            filter.Comparison switch
            {
                TimeComparison.Is => Expression.Equal(left, right),
                TimeComparison.IsNot => Expression.NotEqual(left, right),
                TimeComparison.GreaterThan => Expression.GreaterThan(left, right),
                TimeComparison.GreaterThanOrEqual => Expression.GreaterThanOrEqual(left, right),
                TimeComparison.LessThan => Expression.LessThan(left, right),
                _ => Expression.LessThanOrEqual(left, right),
            },
            time.Parameters);
    }

    /// <summary>An instance's state; null when there is none.</summary>
    public async Task<WorkflowState?> FindAsync(string instanceId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.WorkflowInstances.AsNoTracking().Where(x => x.Id == instanceId).Select(x => x.State).FirstOrDefaultAsync(cancellationToken) is { } state ? StateJson.Read(state) : null;
    }

    /// <summary>How far it is, cheaply; null when there is no such instance.</summary>
    public async Task<(WorkflowStatus Status, WorkflowSubStatus SubStatus, DateTimeOffset UpdatedAt)?> ProgressAsync(string instanceId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var row = await context.WorkflowInstances.AsNoTracking().Where(x => x.Id == instanceId).Select(x => new { x.Status, x.SubStatus, x.UpdatedAt }).FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : (row.Status, row.SubStatus, row.UpdatedAt);
    }

    /// <summary>The whole journal in order.</summary>
    public async Task<IReadOnlyList<JournalEntry>> JournalAsync(string instanceId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var bursts = await context.WorkflowBursts.AsNoTracking().Where(x => x.InstanceId == instanceId).OrderBy(x => x.RowVersion).Select(x => x.Journal).ToListAsync(cancellationToken);
        return [.. bursts.SelectMany(JournalJson.ReadJournal)];
    }

    /// <summary>The latest record of every activity that ran, in the order they began.</summary>
    public async Task<IReadOnlyList<ActivityRecord>> RecordsAsync(string instanceId, CancellationToken cancellationToken) =>
        (await RecordsAsync(instanceId, 0, cancellationToken)).All;

    /// <summary>The same, with the node ids of the activities that a later burst than the given one touched.</summary>
    /// <param name="afterRowVersion">The row version of the last burst that is known; 0 for none.</param>
    public async Task<(IReadOnlyList<ActivityRecord> All, IReadOnlySet<string> Touched)> RecordsAsync(string instanceId, long afterRowVersion, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var bursts = await context.WorkflowBursts.AsNoTracking().Where(x => x.InstanceId == instanceId).OrderBy(x => x.RowVersion).Select(x => new { x.RowVersion, x.Records }).ToListAsync(cancellationToken);
        var latest = new Dictionary<string, ActivityRecord>(StringComparer.Ordinal);
        var order = new List<string>();
        var touched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var burst in bursts)
        {
            foreach (var record in JournalJson.ReadRecords(burst.Records))
            {
                if (!latest.ContainsKey(record.Id))
                    order.Add(record.Id);
                latest[record.Id] = record;
                if (burst.RowVersion > afterRowVersion)
                    touched.Add(record.NodeId);
            }
        }

        return (order.ConvertAll(id => latest[id]), touched);
    }

    /// <summary>How often each was saved; those that there are none of are left out.</summary>
    public async Task<IReadOnlyDictionary<string, long>> RowVersionsAsync(IReadOnlyCollection<string> instanceIds, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.WorkflowInstances.AsNoTracking().Where(x => instanceIds.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.RowVersion, cancellationToken);
    }

    /// <summary>The instance an activity record belongs to, with the record; null when there is none.</summary>
    public async Task<(string InstanceId, ActivityRecord Record)?> RecordAsync(string recordId, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var burst = await context.WorkflowBursts.AsNoTracking().Where(x => x.Records.Contains(recordId)).OrderByDescending(x => x.At).FirstOrDefaultAsync(cancellationToken);
        if (burst is null)
            return null;
        var record = (await RecordsAsync(burst.InstanceId, cancellationToken)).FirstOrDefault(r => r.Id == recordId);
        return record is null ? null : (burst.InstanceId, record);
    }
}

public enum InstanceOrder
{
    Created,
    Updated,
    Finished,
    Name,
}

/// <param name="Search">Part of an id, the name or the correlation id.</param>
/// <param name="Take">1 to 1,000.</param>
public sealed record InstanceFilter(
    IReadOnlyList<string> DefinitionIds, IReadOnlyList<string> Ids, string? CorrelationId, int? Version, bool? HasIncidents,
    IReadOnlyList<WorkflowStatus> Statuses, IReadOnlyList<WorkflowSubStatus> SubStatuses, string? Search, InstanceOrder OrderBy, bool Descending, int Skip, int Take)
{
    /// <summary>All of them must hold.</summary>
    public IReadOnlyList<TimeFilter> Times { get; init; } = [];
}

/// <summary>When an instance was created, last changed or finished. One that is not finished has no such time, and no comparison with it holds but <see cref="TimeComparison.IsNot"/>.</summary>
public sealed record TimeFilter(InstanceOrder Column, TimeComparison Comparison, DateTimeOffset At);

/// <summary>Names as Studio sends them.</summary>
public enum TimeComparison
{
    Is,
    IsNot,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
}

public sealed record InstanceSummary(
    string Id, string DefinitionId, string DefinitionVersionId, int DefinitionVersion, string? CorrelationId, string? Name, string? ParentInstanceId,
    WorkflowStatus Status, WorkflowSubStatus SubStatus, int IncidentCount, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt);

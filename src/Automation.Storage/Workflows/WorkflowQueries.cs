using System.Runtime.CompilerServices;
using Automation.Storage.Database;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Automation.Storage.Workflows;

/// <summary>The questions every burst asks, compiled once for a database: making them anew costs as much as the answer.</summary>
internal sealed class WorkflowQueries
{
    private static readonly ConditionalWeakTable<IModel, WorkflowQueries> Known = [];

    public Func<DeskContext, string, string, IAsyncEnumerable<TriggerRow>> Triggers { get; } = EF.CompileAsyncQuery(
        (DeskContext context, string name, string hash) => context.WorkflowTriggers.AsNoTracking()
            .Where(x => x.Name == name && x.Hash == hash)
            .OrderBy(x => x.DefinitionId).ThenBy(x => x.ActivityId)
            .Select(x => new TriggerRow(x.Id, x.DefinitionId, x.DefinitionVersionId, x.ActivityId, x.Name, x.Hash, x.Payload)));

    /// <summary>With the correlation id that the instance has now: it may have got another since the bookmark was made.</summary>
    public Func<DeskContext, string, string, IAsyncEnumerable<FoundBookmark>> Bookmarks { get; } = EF.CompileAsyncQuery(
        (DeskContext context, string name, string hash) => context.WorkflowBookmarks.AsNoTracking()
            .Where(x => x.Name == name && x.Hash == hash)
            .Join(context.WorkflowInstances, b => b.InstanceId, i => i.Id, (b, i) => new FoundBookmark(new BookmarkRow(b.Id, b.InstanceId, b.Name, b.Hash), i.CorrelationId, b.CreatedAt)));

    /// <summary>Tracked: it will be written, and must not be read a second time for that.</summary>
    public Func<DeskContext, string, Task<WorkflowInstanceRow?>> Instance { get; } = EF.CompileAsyncQuery(
        (DeskContext context, string id) => context.WorkflowInstances.FirstOrDefault(x => x.Id == id));

    /// <summary>A compiled query belongs to one model, and SQLite and PostgreSQL have each its own.</summary>
    public static WorkflowQueries For(DeskContext context) => Known.GetValue(context.Model, static _ => new WorkflowQueries());
}

using System.Runtime.CompilerServices;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Automation.Storage.Sqlite;

/// <summary>What every burst writes, by statements of our own, with the columns and conversions of EF's model; EF would track and compare first. Needs an open transaction.</summary>
internal sealed class SqliteWorkflowRows
{
    private static readonly ConditionalWeakTable<IModel, SqliteWorkflowRows> Known = [];

    private readonly SqliteTable _instances;
    private readonly SqliteTable _bookmarks;
    private readonly SqliteTable _bursts;

    private SqliteWorkflowRows(IModel model)
    {
        _instances = TableOf<WorkflowInstanceRow>(model);
        _bookmarks = TableOf<WorkflowBookmarkRow>(model);
        _bursts = TableOf<WorkflowBurstRow>(model);
    }

    /// <summary>Null on another database.</summary>
    public static SqliteWorkflowRows? For(DeskContext context) => context is SqliteDeskContext ? Known.GetValue(context.Model, static model => new SqliteWorkflowRows(model)) : null;

    /// <exception cref="DbUpdateException">There is such a row already.</exception>
    public void Add(DeskContext context, WorkflowInstanceRow instance) => _instances.Insert(context, [instance]);

    /// <exception cref="DbUpdateException">There is such a row already.</exception>
    public void Add(DeskContext context, IEnumerable<WorkflowBookmarkRow> bookmarks) => _bookmarks.Insert(context, bookmarks);

    /// <exception cref="DbUpdateException">There is such a row already.</exception>
    public void Add(DeskContext context, WorkflowBurstRow burst) => _bursts.Insert(context, [burst]);

    /// <summary>Writes what is different in an instance.</summary>
    /// <exception cref="DbUpdateConcurrencyException">It is not as it was read.</exception>
    public void Change(DeskContext context, InstanceRow read, InstanceRow now) => _instances.Update(context, WorkflowInstances.ToEntity(read), WorkflowInstances.ToEntity(now));

    /// <summary>Removes those that are still there.</summary>
    public static void RemoveBookmarks(DeskContext context, IReadOnlyCollection<string> ids)
    {
        if (ids.Count == 0)
            return;
        using var statement = SqliteStatements.Of(context, """DELETE FROM "workflow_bookmarks" WHERE "Id" = $p0""", 1);
        foreach (var id in ids)
        {
            statement[0] = id;
            statement.Execute();
        }
    }

    private static SqliteTable TableOf<T>(IModel model) => SqliteTable.Of(model.FindEntityType(typeof(T))!);
}

using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Automation.Storage.Workflows;

/// <summary>
/// Removes bookmarks by a statement of its own. EF translates a deletion by a list of ids anew each time, which was a quarter of the processor time of a resume (docs/performance.md).
/// </summary>
internal static class BookmarkRemoval
{
    /// <summary>Removes those that are still there; needs an open transaction.</summary>
    public static async Task RemoveAsync(DeskContext context, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return;
        if (!context.Database.IsSqlite())
        {
            var all = ids.ToArray();
            await context.Database.ExecuteSqlAsync($"DELETE FROM workflow_bookmarks WHERE \"Id\" = ANY({all})", cancellationToken);
            return;
        }

        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = "DELETE FROM \"workflow_bookmarks\" WHERE \"Id\" = $id";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "$id";
        command.Parameters.Add(parameter);
        foreach (var id in ids)
        {
            parameter.Value = id;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

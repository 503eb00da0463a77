using System.Collections.Concurrent;
using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Automation.Storage.Sqlite;

/// <summary>
/// Writes a context's new rows with one prepared statement a table. EF sends each row as SQL text that SQLite parses anew, which was most of the time of a batch (docs/performance.md).
/// Columns and conversions come from EF's model, so both ways write the same rows.
/// </summary>
internal sealed class SqliteInserts
{
    private readonly ConcurrentDictionary<IEntityType, SqliteTable> _tables = new();

    /// <summary>Inserts everything in state Added and lets go of it; what changed stays for SaveChanges. Needs an open transaction.</summary>
    /// <exception cref="DbUpdateException">The database refused a row, as SaveChanges would say it.</exception>
    public void Write(DeskContext context, CancellationToken cancellationToken)
    {
        var detects = context.ChangeTracker.AutoDetectChangesEnabled;
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            var added = context.ChangeTracker.Entries().Where(e => e.State == EntityState.Added).ToLookup(e => e.Metadata);
            foreach (var group in added.OrderBy(g => Depth(g.Key)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                _tables.GetOrAdd(group.Key, SqliteTable.Of).Insert(context, group.Select(e => e.Entity));
                foreach (var entry in group)
                    entry.State = EntityState.Detached;
            }
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    /// <summary>Tables that others refer to go first: SQLite checks foreign keys row by row.</summary>
    private static int Depth(IEntityType type)
    {
        var deepest = 0;
        foreach (var key in type.GetForeignKeys())
        {
            if (key.PrincipalEntityType != type)
                deepest = Math.Max(deepest, 1 + Depth(key.PrincipalEntityType));
        }

        return deepest;
    }
}

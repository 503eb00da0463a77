using System.Collections.Concurrent;
using System.Globalization;
using Automation.Storage.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Automation.Storage.Sqlite;

/// <summary>
/// Writes a context's new rows with one prepared statement a table. EF sends each row as SQL text that SQLite parses anew, which was most of the time of a batch (docs/performance.md).
/// Columns and conversions come from EF's model, so both ways write the same rows.
/// </summary>
internal sealed class SqliteInserts
{
    private readonly ConcurrentDictionary<IEntityType, Table> _tables = new();

    /// <summary>Inserts everything in state Added and lets go of it; what changed stays for SaveChanges. Needs an open transaction.</summary>
    /// <exception cref="DbUpdateException">The database refused a row, as SaveChanges would say it.</exception>
    public async Task WriteAsync(DeskContext context, CancellationToken cancellationToken)
    {
        var detects = context.ChangeTracker.AutoDetectChangesEnabled;
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            var added = context.ChangeTracker.Entries().Where(e => e.State == EntityState.Added).ToLookup(e => e.Metadata);
            foreach (var group in added.OrderBy(g => Depth(g.Key)))
            {
                await InsertAsync(context, _tables.GetOrAdd(group.Key, Table.Of), group, cancellationToken);
                foreach (var entry in group)
                    entry.State = EntityState.Detached;
            }
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    private static async Task InsertAsync(DeskContext context, Table table, IEnumerable<EntityEntry> entries, CancellationToken cancellationToken)
    {
        await using var command = (SqliteCommand)context.Database.GetDbConnection().CreateCommand();
        command.Transaction = (SqliteTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = table.Sql;
        var parameters = new SqliteParameter[table.Columns.Count];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = command.Parameters.Add(new SqliteParameter { ParameterName = Parameter(i) });
        try
        {
            foreach (var entry in entries)
            {
                for (var i = 0; i < parameters.Length; i++)
                    parameters[i].Value = table.Columns[i].Read(entry.Entity) ?? DBNull.Value;
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        catch (SqliteException e)
        {
            throw new DbUpdateException($"A row of {table.Name} could not be stored: {e.Message}", e);
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

    private static string Parameter(int index) => string.Create(CultureInfo.InvariantCulture, $"$p{index}");

    private sealed record Table(string Name, string Sql, IReadOnlyList<SqliteColumn> Columns)
    {
        public static Table Of(IEntityType type)
        {
            var name = type.GetTableName()!;
            var store = StoreObjectIdentifier.Table(name, type.GetSchema());

            // A whole-number key that the database gives is left out.
            var columns = type.GetProperties()
                .Where(p => p.ValueGenerated != ValueGenerated.OnAdd)
                .Select(p => SqliteColumn.Of(p, store))
                .ToList();
            var sql = $"INSERT INTO \"{name}\" ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", columns.Select((_, i) => Parameter(i)))})";
            return new Table(name, sql, columns);
        }
    }
}

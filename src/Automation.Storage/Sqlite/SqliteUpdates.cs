using System.Collections.Concurrent;
using Automation.Storage.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Automation.Storage.Sqlite;

/// <summary>
/// Writes a context's changed rows with one prepared statement for all rows of a table that changed in the same columns. As with <see cref="SqliteInserts"/>, EF would send each as text.
/// Only changed columns are written, and a row whose concurrency token is not as it was read is a lost race, as with SaveChanges.
/// </summary>
internal sealed class SqliteUpdates
{
    private readonly ConcurrentDictionary<(IEntityType Type, string Columns), Statement> _statements = new();

    /// <summary>Updates what is in state Modified; what else there is stays for SaveChanges. Needs an open transaction.</summary>
    /// <returns>True when something is left for SaveChanges.</returns>
    /// <exception cref="DbUpdateConcurrencyException">A row is not as it was read.</exception>
    /// <exception cref="DbUpdateException">The database refused a row.</exception>
    public bool Write(DeskContext context, CancellationToken cancellationToken)
    {
        // Looks every row over once; the entries below are asked without looking again.
        context.ChangeTracker.DetectChanges();
        var detects = context.ChangeTracker.AutoDetectChangesEnabled;
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            // Where rows also go, EF knows in which order a unique value becomes free.
            var entries = context.ChangeTracker.Entries().ToList();
            var deleting = entries.Where(e => e.State == EntityState.Deleted).Select(e => e.Metadata).ToHashSet();
            var changed = entries
                .Where(e => e.State == EntityState.Modified && !deleting.Contains(e.Metadata))
                .GroupBy(e => _statements.GetOrAdd((e.Metadata, Columns(e)), Statement.Of));
            foreach (var group in changed)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Update(context, group.Key, group);
                foreach (var entry in group)
                    entry.State = EntityState.Unchanged;
            }

            return entries.Exists(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted);
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    private static void Update(DeskContext context, Statement statement, IEnumerable<EntityEntry> entries)
    {
        using var command = SqliteStatements.Of(context, statement.Sql, statement.Changed.Count + statement.Known.Count);
        foreach (var entry in entries)
        {
            var next = 0;
            foreach (var column in statement.Changed)
                command[next++] = column.Read(entry.Entity);
            foreach (var property in statement.Known)
                command[next++] = SqliteColumn.ToStored(property, entry.OriginalValues[property]);
            int rows;
            try
            {
                rows = command.Execute();
            }
            catch (SqliteException e)
            {
                throw new DbUpdateException($"A row of {statement.Name} could not be changed: {e.Message}", e);
            }

            if (rows != 1)
                throw new DbUpdateConcurrencyException($"A row of {statement.Name} is not as it was read any more.");
        }
    }

    /// <summary>Which columns changed, as a key.</summary>
    private static string Columns(EntityEntry entry) => string.Create(
        entry.Metadata.GetProperties().Count(),
        entry,
        static (flags, entry) =>
        {
            var i = 0;
            foreach (var property in entry.Metadata.GetProperties())
                flags[i++] = entry.Property(property).IsModified ? '1' : '0';
        });

    /// <param name="Known">Key and concurrency token, as they were read.</param>
    private sealed record Statement(string Name, string Sql, IReadOnlyList<SqliteColumn> Changed, IReadOnlyList<IProperty> Known)
    {
        public static Statement Of((IEntityType Type, string Columns) shape)
        {
            var (type, flags) = shape;
            var name = type.GetTableName()!;
            var store = StoreObjectIdentifier.Table(name, type.GetSchema());
            var changed = type.GetProperties().Where((_, i) => flags[i] == '1').Select(p => SqliteColumn.Of(p, store)).ToList();
            var known = type.GetProperties().Where(p => p.IsPrimaryKey() || p.IsConcurrencyToken).ToList();
            var set = changed.Select((c, i) => $"\"{c.Name}\" = {SqliteStatements.Parameter(i)}");

            // IS is true for two nulls as well; a key has none.
            var where = known.Select((p, i) => $"\"{p.GetColumnName(store)}\" {(p.IsPrimaryKey() ? "=" : "IS")} {SqliteStatements.Parameter(changed.Count + i)}");
            return new Statement(name, $"UPDATE \"{name}\" SET {string.Join(", ", set)} WHERE {string.Join(" AND ", where)}", changed, known);
        }
    }
}

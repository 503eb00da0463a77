using System.Collections.Concurrent;
using Automation.Storage.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Automation.Storage.Sqlite;

/// <summary>A table as EF's model has it, and how its rows are written without EF. Needs an open transaction.</summary>
internal sealed class SqliteTable
{
    private readonly string _name;
    private readonly IReadOnlyList<SqliteColumn> _columns;
    private readonly IReadOnlyList<IProperty> _properties;
    private readonly string _insert;
    private readonly ConcurrentDictionary<string, string> _updates = new(StringComparer.Ordinal);

    private SqliteTable(IEntityType type)
    {
        _name = type.GetTableName()!;
        var store = StoreObjectIdentifier.Table(_name, type.GetSchema());

        // A whole-number key that the database gives is left out.
        _properties = [.. type.GetProperties().Where(p => p.ValueGenerated != ValueGenerated.OnAdd)];
        _columns = [.. _properties.Select(p => SqliteColumn.Of(p, store))];
        _insert = $"INSERT INTO \"{_name}\" ({string.Join(", ", _columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", _columns.Select((_, i) => SqliteStatements.Parameter(i)))})";
    }

    public static SqliteTable Of(IEntityType type) => new(type);

    /// <exception cref="DbUpdateException">The database refused a row, as SaveChanges would say it.</exception>
    public void Insert(DeskContext context, IEnumerable<object> entities)
    {
        using var statement = SqliteStatements.Of(context, _insert, _columns.Count);
        try
        {
            foreach (var entity in entities)
            {
                for (var i = 0; i < _columns.Count; i++)
                    statement[i] = _columns[i].Read(entity);
                statement.Execute();
            }
        }
        catch (SqliteException e)
        {
            throw new DbUpdateException($"A row of {_name} could not be stored: {e.Message}", e);
        }
    }

    /// <summary>Writes the columns in which an entity differs from what was read.</summary>
    /// <exception cref="DbUpdateConcurrencyException">The row is not there, or its concurrency token is not as it was read.</exception>
    /// <exception cref="DbUpdateException">The database refused the row.</exception>
    public void Update(DeskContext context, object read, object now)
    {
        var values = new List<object?>(_columns.Count);
        var changed = new char[_columns.Count];
        for (var i = 0; i < _columns.Count; i++)
        {
            var value = _columns[i].Read(now);
            changed[i] = Equals(value, _columns[i].Read(read)) ? '0' : '1';
            if (changed[i] == '1')
                values.Add(value);
        }

        if (values.Count == 0)
            return;
        for (var i = 0; i < _columns.Count; i++)
        {
            if (IsKnown(_properties[i]))
                values.Add(_columns[i].Read(read));
        }

        using var statement = SqliteStatements.Of(context, _updates.GetOrAdd(new string(changed), UpdateOf), values.Count);
        for (var i = 0; i < values.Count; i++)
            statement[i] = values[i];
        int rows;
        try
        {
            rows = statement.Execute();
        }
        catch (SqliteException e)
        {
            throw new DbUpdateException($"A row of {_name} could not be changed: {e.Message}", e);
        }

        if (rows != 1)
            throw new DbUpdateConcurrencyException($"A row of {_name} is not as it was read any more.");
    }

    private static bool IsKnown(IProperty property) => property.IsPrimaryKey() || property.IsConcurrencyToken;

    private string UpdateOf(string changed)
    {
        var next = 0;
        var set = string.Join(", ", _columns.Where((_, i) => changed[i] == '1').Select(c => $"\"{c.Name}\" = {SqliteStatements.Parameter(next++)}").ToList());

        // IS is true for two nulls as well; a key has none.
        var where = string.Join(" AND ", _columns.Where((_, i) => IsKnown(_properties[i])).Select(c => $"\"{c.Name}\" IS {SqliteStatements.Parameter(next++)}"));
        return $"UPDATE \"{_name}\" SET {set} WHERE {where}";
    }
}

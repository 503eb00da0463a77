using System.Globalization;
using System.Runtime.CompilerServices;
using Automation.Storage.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Automation.Storage.Sqlite;

/// <summary>
/// Commands with the parameters $p0, $p1, … On the connection that the writer keeps (<see cref="SqliteWriter"/>) they stay prepared for the next time, because SQLite would parse
/// their text anew; on any other connection they are made for one use. As a connection, for one caller at a time.
/// </summary>
internal static class SqliteStatements
{
    private static readonly ConditionalWeakTable<SqliteConnection, Dictionary<string, SqliteCommand>> Kept = [];

    /// <summary>From now on this connection's commands stay prepared, until it is closed.</summary>
    public static void KeepOn(SqliteConnection connection) => Kept.Add(connection, new Dictionary<string, SqliteCommand>(StringComparer.Ordinal));

    /// <summary>The command for the context's present transaction; dispose it before asking for the same again.</summary>
    public static SqliteStatement Of(DeskContext context, string sql, int parameters)
    {
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        var isKept = Kept.TryGetValue(connection, out var known);
        if (known is null || !known.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = Parameter(i) });
            known?.Add(sql, command);
        }

        command.Transaction = (SqliteTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
        return new SqliteStatement(command, isKept);
    }

    public static string Parameter(int index) => string.Create(CultureInfo.InvariantCulture, $"$p{index}");
}

/// <summary>A command in use.</summary>
internal readonly struct SqliteStatement(SqliteCommand command, bool isKept) : IDisposable
{
    public object? this[int parameter]
    {
        set => command.Parameters[parameter].Value = value ?? DBNull.Value;
    }

    /// <returns>How many rows were written.</returns>
    public int Execute() => command.ExecuteNonQuery();

    public SqliteDataReader Read() => command.ExecuteReader();

    public void Dispose()
    {
        if (!isKept)
            command.Dispose();
    }
}

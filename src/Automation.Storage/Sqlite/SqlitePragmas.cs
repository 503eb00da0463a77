using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Automation.Storage.Sqlite;

/// <summary>
/// Settings of every connection. WAL lets readers go on while we write; synchronous=FULL makes every commit survive a power cut (SQLite's own definition of durable in WAL mode).
/// They belong to SQLite's own connection, which the pool keeps and hands out again as it was left: nobody here changes them, so each gets them once and not at every opening.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=30000; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=4000;";

    private readonly ConditionalWeakTable<sqlite3, object> _set = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (IsSet(connection) || IsReadOnly(connection))
            return;
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
        Remember(connection);
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (IsSet(connection) || IsReadOnly(connection))
            return;
        await SetAsync(connection, cancellationToken);
        Remember(connection);
    }

    /// <summary>For a connection that EF does not open.</summary>
    public static async Task SetAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private bool IsSet(DbConnection connection) => connection is SqliteConnection { Handle: { } handle } && _set.TryGetValue(handle, out _);

    /// <summary>Only once all are set: one that failed half way is set again.</summary>
    private void Remember(DbConnection connection)
    {
        if (connection is SqliteConnection { Handle: { } handle })
            _set.AddOrUpdate(handle, this);
    }

    /// <summary>
    /// EF looks read-only whether the database exists. A file whose maker was killed before it switched to WAL refuses the switch there, and would never be started on again.
    /// </summary>
    private static bool IsReadOnly(DbConnection connection) =>
        new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly;
}

using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using SQLitePCL;

namespace Automation.Storage.Sqlite;

/// <summary>
/// A connection that stays open from one write transaction to the next, with its statements prepared: opening, closing and parsing cost a short transaction more than its rows.
/// For whoever has the writer's turn.
/// </summary>
internal sealed class SqliteWriter(string connectionString) : IDisposable
{
    /// <summary>Not pooled: what is let go of after a failure must be closed, not handed to the next who opens one.</summary>
    private readonly string _own = new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    private SqliteConnection? _connection;
    private PooledDbContextFactory<SqliteDeskContext>? _contexts;

    /// <summary>A context on the connection; dispose it before the turn ends.</summary>
    public async Task<SqliteDeskContext> OpenAsync(CancellationToken cancellationToken)
    {
        if (_contexts is null)
        {
            var connection = new SqliteConnection(_own);
            try
            {
                await connection.OpenAsync(cancellationToken);
                await SqlitePragmas.SetAsync(connection, cancellationToken);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }

            SqliteStatements.KeepOn(connection);
            _connection = connection;
            _contexts = new PooledDbContextFactory<SqliteDeskContext>(new DbContextOptionsBuilder<SqliteDeskContext>().UseSqlite(connection).Options, poolSize: 1);
        }

        return _contexts.CreateDbContext();
    }

    /// <summary>True when the connection is open, has no transaction left, and reads.</summary>
    public bool IsSound()
    {
        if (_connection is not { State: ConnectionState.Open, Handle: { } handle } || raw.sqlite3_get_autocommit(handle) == 0)
            return false;
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT 1 FROM sqlite_master LIMIT 1";
            _ = command.ExecuteScalar();
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>Begins anew with the next turn: after a failure nobody knows what state a connection is in.</summary>
    public void Forget()
    {
        _contexts = null;
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose() => Forget();
}

using Npgsql;

namespace Automation.Storage.PostgreSql;

/// <summary>
/// A node's name, held by a connection of its own. PostgreSQL lets go of it when the connection ends, so a process that is killed frees its name at once.
/// </summary>
public sealed class PostgreSqlNodeLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private PostgreSqlNodeLock(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Null when another process holds the name.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task<PostgreSqlNodeLock?> TryTakeAsync(string connectionString, string name, CancellationToken cancellationToken)
    {
        // Not of the pool: a connection that goes back there would keep the lock. Kept alive, so that a host that vanished does not hold its name for hours.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 15, ApplicationName = $"automation node {name}" };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended('node:' || $1, 0))", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = name });
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
                return new PostgreSqlNodeLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>False when the connection is gone, and the name with it.</summary>
    public async Task<bool> IsHeldAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", _connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}

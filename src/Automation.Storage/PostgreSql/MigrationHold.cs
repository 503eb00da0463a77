using System.Data.Common;
using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Automation.Storage.PostgreSql;

/// <summary>A session-level advisory lock on the context's connection, which stays open until then. It goes with the connection when the node dies.</summary>
internal sealed class MigrationHold : IAsyncDisposable
{
    private const string Key = "hashtextextended('migration', 0)";

    private readonly DeskContext _context;

    private MigrationHold(DeskContext context) => _context = context;

    public static async Task<IAsyncDisposable> TakeAsync(DeskContext context, CancellationToken cancellationToken)
    {
        await CreateIfMissingAsync(context, cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var hold = new MigrationHold(context);
        try
        {
            await hold.ExecuteAsync($"SELECT pg_advisory_lock({Key})", cancellationToken);
            return hold;
        }
        catch
        {
            await context.Database.CloseConnectionAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await ExecuteAsync($"SELECT pg_advisory_unlock({Key})", CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // The connection broke or is closed, and the lock went with it; what broke it is on its way already.
        }
        finally
        {
            await _context.Database.CloseConnectionAsync();
        }
    }

    private static async Task CreateIfMissingAsync(DeskContext context, CancellationToken cancellationToken)
    {
        var creator = context.GetService<IRelationalDatabaseCreator>();
        if (await creator.ExistsAsync(cancellationToken))
            return;
        try
        {
            await creator.CreateAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another node was faster.
        }
    }

    /// <summary>Without a limit in time: whoever migrates before us may have much to change.</summary>
    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

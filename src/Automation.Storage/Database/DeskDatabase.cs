using Automation.Storage.PostgreSql;
using Automation.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Database;

/// <summary>Which database and where.</summary>
/// <param name="ConnectionString">For SQLite <c>Data Source=…</c>, for PostgreSQL Npgsql's own form.</param>
public sealed record DatabaseOptions(DatabaseKind Kind, string ConnectionString);

public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}

/// <summary>Opens contexts on the one database. Thread-safe.</summary>
public sealed class DeskDatabase : IDisposable
{
    private readonly Func<DeskContext> _create;

    public DeskDatabase(DatabaseOptions options)
    {
        Options = options;
        if (options.Kind == DatabaseKind.Sqlite)
        {
            var built = new DbContextOptionsBuilder<SqliteDeskContext>()
                .UseSqlite(options.ConnectionString)
                .AddInterceptors(new SqlitePragmas())
                .Options;
            var pool = new Microsoft.EntityFrameworkCore.Infrastructure.PooledDbContextFactory<SqliteDeskContext>(built);
            _create = pool.CreateDbContext;
            Dialect = new SqliteDialect(new SqliteWriter(options.ConnectionString));
        }
        else
        {
            var built = new DbContextOptionsBuilder<PostgreSqlDeskContext>()
                .UseNpgsql(options.ConnectionString)
                .Options;
            var pool = new Microsoft.EntityFrameworkCore.Infrastructure.PooledDbContextFactory<PostgreSqlDeskContext>(built);
            _create = pool.CreateDbContext;
            Dialect = new PostgreSqlDialect(Open);
        }
    }

    public DatabaseOptions Options { get; }

    public IDatabaseDialect Dialect { get; }

    /// <summary>A context for one unit of work; dispose it.</summary>
    public DeskContext Open() => _create();

    /// <summary>Brings the schema to this version. Nodes may start together: one does it, the others wait.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = Open();
        await using var turn = await Dialect.HoldMigrationAsync(context, cancellationToken);
        // Nothing to do is the usual start: then a crash right now leaves nothing behind.
        if (!(await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            return;
        await Dialect.ForgetAbandonedMigrationAsync(context, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    public void Dispose() => (Dialect as IDisposable)?.Dispose();
}

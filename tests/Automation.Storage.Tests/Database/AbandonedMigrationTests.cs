using Automation.Storage.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Database;

/// <summary>A process killed while it migrated leaves EF's lock row behind in SQLite.</summary>
public sealed class AbandonedMigrationTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");

    [Fact]
    public async Task A_lock_left_over_before_the_first_table_does_not_stop_the_next_start()
    {
        await LeaveLockAsync();
        await MigrateAsync();
        using var database = Open();
        await using var context = database.Open();
        (await context.Database.GetPendingMigrationsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_lock_left_over_in_a_finished_database_does_not_stop_the_next_start()
    {
        await MigrateAsync();
        await LeaveLockAsync();
        await MigrateAsync();
    }

    [Fact]
    public async Task A_start_with_nothing_to_migrate_takes_no_lock()
    {
        await MigrateAsync();
        await using var connection = await ConnectAsync();
        await RunAsync(connection, "DROP TABLE __EFMigrationsLock");
        await MigrateAsync();
        await using var count = new SqliteCommand("SELECT COUNT(*) FROM sqlite_master WHERE name = '__EFMigrationsLock'", connection);
        (await count.ExecuteScalarAsync()).Should().Be(0L);
    }

    public void Dispose()
    {
        using (var connection = new SqliteConnection($"Data Source={_file}"))
            SqliteConnection.ClearPool(connection);
        foreach (var ending in new[] { "", "-wal", "-shm" })
            File.Delete(_file + ending);
    }

    private DeskDatabase Open() => new(new DatabaseOptions(DatabaseKind.Sqlite, $"Data Source={_file}"));

    private async Task MigrateAsync()
    {
        using var database = Open();
        await database.MigrateAsync(CancellationToken.None).WaitAsync(Patience);
    }

    /// <summary>The row as EF writes it before it migrates and deletes it after.</summary>
    private async Task LeaveLockAsync()
    {
        await using var connection = await ConnectAsync();
        await RunAsync(connection, """CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL)""");
        await RunAsync(connection, """INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-27 13:01:40+00:00')""");
    }

    private async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={_file}");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Database;

public abstract class MigrationTests(DeskTestDatabase store) : DatabaseTest(store)
{
    [Fact]
    public async Task All_migrations_are_applied_and_the_model_has_nothing_they_lack()
    {
        await using var context = Database.Open();
        (await context.Database.GetAppliedMigrationsAsync()).Should().NotBeEmpty().And.Equal(context.Database.GetMigrations());
        context.Database.HasPendingModelChanges().Should().BeFalse();
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await Database.MigrateAsync(CancellationToken.None);
        (await ReadAsync(c => c.Inbox.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task An_instant_comes_back_as_it_was_stored_and_sorts_as_time_does()
    {
        var early = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(2));
        var late = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        await WriteAsync(c =>
        {
            c.FolderCursors.Add(new() { Mailbox = "a", Folder = "inbox", Watermark = late });
            c.FolderCursors.Add(new() { Mailbox = "b", Folder = "inbox", Watermark = early.ToUniversalTime() });
            return Task.CompletedTask;
        });
        (await ReadAsync(c => c.FolderCursors.OrderBy(x => x.Watermark).Select(x => x.Watermark).ToListAsync())).Should().Equal(early, late);
    }
}

public sealed class MigrationsOnSqlite() : MigrationTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class MigrationsOnPostgres(PostgresServer server) : MigrationTests(server.Empty()), IOnPostgres;

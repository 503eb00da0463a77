using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Tests.Databases;

/// <summary>The tests of one project on PostgreSQL run one after the other on one database, which each of them finds empty.</summary>
[CollectionDefinition(Collection)]
public sealed class PostgresServer : IAsyncLifetime, ICollectionFixture<PostgresServer>
{
    public const string Collection = "PostgreSQL";

    private PostgresDatabase? _database;

    public async Task InitializeAsync()
    {
        if (PostgresDatabase.WhyNot is not null)
            return;
        _database = await PostgresDatabase.CreateAsync();
        using var desk = new DeskDatabase(new DatabaseOptions(DatabaseKind.PostgreSql, _database.ConnectionString));
        await desk.MigrateAsync(CancellationToken.None);
    }

    public DeskTestDatabase Empty() => new Emptied(this);

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private sealed class Emptied(PostgresServer server) : DeskTestDatabase
    {
        private bool _isEmpty;

        public override async Task<DeskDatabase> OpenAsync()
        {
            var desk = new DeskDatabase(new DatabaseOptions(DatabaseKind.PostgreSql, server._database!.ConnectionString));
            if (!_isEmpty)
            {
                await using var context = desk.Open();
                var tables = string.Join(", ", context.Model.GetEntityTypes().Select(e => e.GetTableName()).Distinct());
#pragma warning disable EF1002 // The names are our own tables'.
                await context.Database.ExecuteSqlRawAsync($"TRUNCATE {tables} RESTART IDENTITY CASCADE; ALTER SEQUENCE ticket_numbers RESTART");
#pragma warning restore EF1002
                _isEmpty = true;
            }

            return desk;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

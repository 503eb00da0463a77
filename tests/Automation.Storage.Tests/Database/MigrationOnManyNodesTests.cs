using Automation.Storage.Database;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Database;

public class MigrationOnManyNodesTests : IOnPostgres
{
    [PostgresFact]
    public async Task Nodes_that_start_together_on_an_empty_database_all_come_up()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var nodes = Enumerable.Range(0, 6).Select(_ => Node(database)).ToList();

        await Task.WhenAll(nodes.Select(n => Task.Run(() => n.MigrateAsync(CancellationToken.None))));

        await using var context = nodes[0].Open();
        (await context.Database.GetPendingMigrationsAsync()).Should().BeEmpty();
        (await context.Database.SqlQuery<long>($"SELECT count(*) AS \"Value\" FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())").SingleAsync())
            .Should().Be(0, "nobody holds the others up any longer");
        nodes.ForEach(n => n.Dispose());
    }

    [PostgresFact]
    public async Task A_database_that_is_missing_is_made()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.DisposeAsync();
        using var node = Node(database);

        await node.MigrateAsync(CancellationToken.None);

        await using var context = node.Open();
        (await context.Inbox.CountAsync()).Should().Be(0);
    }

    private static DeskDatabase Node(PostgresDatabase database) => new(new DatabaseOptions(DatabaseKind.PostgreSql, database.ConnectionString));
}

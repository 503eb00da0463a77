using Automation.Mail.Mailboxes;
using Automation.Storage.Database;
using Automation.Storage.Mailboxes;
using Automation.Storage.People;
using Automation.Tests.Databases;
using Automation.Tickets.People;
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

    [PostgresFact]
    public async Task What_nodes_store_at_their_start_does_not_collide()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var nodes = Enumerable.Range(0, 6).Select(_ => Node(database)).ToList();
        await nodes[0].MigrateAsync(CancellationToken.None);
        var folder = new MailFolder("helpdesk@contoso.example", "inbox");

        var replaced = await Task.WhenAll(nodes.Select((n, i) => Task.Run(async () =>
        {
            var directory = new DirectoryStore(n, TimeProvider.System);
            await directory.SetDesksAsync([.. Enumerable.Range(0, 20).Select(d => new Desk($"desk{d}@contoso.example", "Desk", "UTC", "en"))], CancellationToken.None);
            await directory.AddMissingAsync([.. Enumerable.Range(0, 20).Select(p => new Person($"p{p}@contoso.example", "P"))], [new Team("team", "Team", [])], CancellationToken.None);
            return await new SubscriptionStore(n).PutAsync(new SubscriptionRow { Mailbox = folder.Mailbox, Folder = folder.Name, Id = $"s{i}", ClientState = "x", ExpiresAt = DateTimeOffset.UnixEpoch }, CancellationToken.None);
        })));

        var kept = (await new SubscriptionStore(nodes[0]).ListAsync(CancellationToken.None)).Should().ContainSingle().Subject;
        replaced.Select(r => r?.Id).OfType<string>().Append(kept.Id).Should().BeEquivalentTo(["s0", "s1", "s2", "s3", "s4", "s5"], "each that was put aside is told to the node that did it");
        nodes.ForEach(n => n.Dispose());
    }

    private static DeskDatabase Node(PostgresDatabase database) => new(new DatabaseOptions(DatabaseKind.PostgreSql, database.ConnectionString));
}

using Automation.Storage.People;
using Automation.Tests.Databases;
using Automation.Tickets.People;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.People;

public abstract class DirectoryStoreTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private DirectoryStore Directory => new(Database, Time);

    [Fact]
    public async Task People_and_teams_are_added_once_and_what_an_administrator_changed_stays()
    {
        await Directory.AddMissingAsync([new Person("ann@contoso.example", "Ann", Language: "de", IsVip: true, Tags: ["board"])], [new Team("net", "Network", ["sam@x", "kim@x"])], default);
        await WriteAsync(async c => (await c.People.SingleAsync()).Name = "Ann Lee");
        await Directory.AddMissingAsync([new Person("ann@contoso.example", "Somebody")], [new Team("net", "Other", [])], default);
        var ann = (await ReadAsync(c => c.People.SingleAsync())).ToPerson();
        ann.Should().BeEquivalentTo(new Person("ann@contoso.example", "Ann Lee", Language: "de", IsVip: true, Tags: ["board"]));
        (await Directory.TeamsAsync(default))["net"].Should().BeEquivalentTo(new Team("net", "Network", ["sam@x", "kim@x"]));
    }

    [Fact]
    public async Task Somebody_known_only_from_a_mail_becomes_known_by_the_directory()
    {
        await WriteAsync(c =>
        {
            c.People.Add(new PersonRow { Address = "ann@contoso.example", Name = "ann", CreatedAt = Start });
            return Task.CompletedTask;
        });
        await Directory.AddMissingAsync([new Person("ann@contoso.example", "Ann Lee", "Finance")], [], default);
        var row = await ReadAsync(c => c.People.SingleAsync());
        (row.Name, row.Department, row.IsRegistered).Should().Be(("Ann Lee", "Finance", true));
    }

    [Fact]
    public async Task Desks_follow_the_configuration_and_those_no_longer_configured_stay()
    {
        await Directory.SetDesksAsync([new Desk("a@x", "A", "UTC", "en"), new Desk("b@x", "B", "UTC", "en")], default);
        await Directory.SetDesksAsync([new Desk("a@x", "A2", "Europe/Berlin", "de")], default);
        (await ReadAsync(c => c.Desks.OrderBy(d => d.Address).Select(d => d.Name).ToListAsync())).Should().Equal("A2", "B");
    }
}

public sealed class DirectoryStoreOnSqlite() : DirectoryStoreTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class DirectoryStoreOnPostgres(PostgresServer server) : DirectoryStoreTests(server.Empty()), IOnPostgres;

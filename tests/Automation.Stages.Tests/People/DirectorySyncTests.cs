using Automation.Rules.Fields;
using Automation.Stages.People;
using Automation.Stages.Tests.Desk;
using Automation.Stages.Tests.RuleBook;
using Automation.Storage.People;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Stages.Tests.People;

public abstract class DirectorySyncTests(DeskTestDatabase store) : RuleBookTest(store)
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"directory-{Guid.NewGuid():n}.json");
    private DirectorySync _sync = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _sync = new DirectorySync(_file, new DirectoryStore(Database, Time), Desk.Holder, Desk.Problems, NullLogger<DirectorySync>.Instance);
    }

    [Fact]
    public async Task Rules_know_of_a_requester_what_the_file_says_and_of_a_team_its_members()
    {
        await OpenAsync(Eml.Write("Zoe Field <zoe.field@contoso.example>"));
        Write("""{"people":[{"address":"zoe.field@contoso.example","name":"Zoe Field","department":"Field Service","location":"Oslo","organisation":"Contoso Nordic","isVip":true,"tags":["abroad","night"]}],"teams":[{"key":"network","name":"Networks","members":["new@contoso.example"]}]}""");

        await _sync.RefreshAsync(default);

        var facts = (await Past.FindAsync(1, default))!.Sheet;
        new[] { StandardFields.RequesterDepartment, StandardFields.RequesterLocation, StandardFields.RequesterOrganisation, StandardFields.RequesterVip, StandardFields.RequesterTags }
            .Select(field => FactText.Of(facts, field)).Should().Equal("Field Service", "Oslo", "Contoso Nordic", "true", "abroad, night");
        Desk.Holder.Current.TeamName("network").Should().Be("Networks");
        Desk.Holder.Current.Teams["network"].Members.Should().Equal("new@contoso.example");
        Desk.Holder.Current.Teams.Should().ContainKey("service-desk", "whom the file does not name stays");
    }

    [Fact]
    public async Task A_change_of_the_file_is_taken_in_and_one_that_cannot_be_used_changes_nothing_until_it_is_mended()
    {
        Write("""{"people":[{"address":"zoe@contoso.example","department":"One"}]}""");
        await _sync.RefreshAsync(default);
        Write("""{"people":[{"address":"zoe@contoso.example","department":"Two, and longer"}]}""");
        await _sync.RefreshAsync(default);
        (await DepartmentAsync()).Should().Be("Two, and longer");

        Write("""{"people":[{"address":"zoe@contoso.example","department":"Three"},{"address":"nobody"}]}""");
        await _sync.RefreshAsync(default);
        (await DepartmentAsync()).Should().Be("Two, and longer");
        Told().Should().Contain("people[1] (nobody)").And.Contain("stay as they are");

        File.Delete(_file);
        await _sync.RefreshAsync(default);
        Told().Should().Contain("is not there");

        Write("""{"people":[{"address":"zoe@contoso.example","department":"Three"}]}""");
        await _sync.RefreshAsync(default);
        (await DepartmentAsync()).Should().Be("Three");
        Told().Should().BeNull();
    }

    [Fact]
    public async Task Teams_that_another_node_took_in_come_here_too()
    {
        var other = new DirectorySync(null, new DirectoryStore(Database, Time), Desk.Holder, Desk.Problems, NullLogger<DirectorySync>.Instance);
        await other.RefreshAsync(default);
        var before = Desk.Holder.Current;
        await WriteAsync(c => c.Teams.Where(x => x.Key == "network").ExecuteUpdateAsync(set => set.SetProperty(x => x.Name, "Renamed")));

        await other.RefreshAsync(default);

        Desk.Holder.Current.TeamName("network").Should().Be("Renamed");
        var changed = Desk.Holder.Current;
        changed.Should().NotBeSameAs(before);
        await other.RefreshAsync(default);
        Desk.Holder.Current.Should().BeSameAs(changed, "nothing is different");
    }

    private Task<string?> DepartmentAsync() => ReadAsync(c => c.People.Where(x => x.Address == "zoe@contoso.example").Select(x => x.Department).SingleAsync());

    private string? Told() => Desk.Problems.Current.FirstOrDefault(p => p.Key == "directory")?.Message;

    private void Write(string json) => File.WriteAllText(_file, json);

    public override async Task DisposeAsync()
    {
        File.Delete(_file);
        await base.DisposeAsync();
    }
}

public sealed class DirectorySyncOnSqlite() : DirectorySyncTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class DirectorySyncOnPostgres(PostgresServer server) : DirectorySyncTests(server.Empty()), IOnPostgres;

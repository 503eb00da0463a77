using Automation.Stages.Instances;
using Automation.Stages.Instances.Migration;
using Automation.Stages.Tests.Running;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Stages.Tests.Instances;

public abstract class InstanceMigrationsTests(DeskTestDatabase store) : WorkflowTest(store)
{
    protected InstanceMigrations Migrations => field ??= new InstanceMigrations(Database, Node.Units, Node.Runtime, new TimeOrderedIds(Time), Time, NullLogger<InstanceMigrations>.Instance);

    private DefinitionLibrary Library => new(Node.Units, Node.Runtime.Graphs, new TimeOrderedIds(Time), Time);

    [Fact]
    public async Task What_would_move_where_and_what_cannot_is_shown_and_nothing_is_changed()
    {
        await PrepareAsync();

        var outlook = await Migrations.PreviewAsync("w", 1, 2, null, default);

        (outlook.Instances, outlook.CanMove).Should().Be((5, 3));
        outlook.Map.Should().Equal(new Dictionary<string, string> { ["Workflow1:Root:First"] = "Workflow1:Root:Begin" }, "the only other event in the same container");
        outlook.Spots.Should().Equal(new MigrationSpot("First", "Begin", 3));
        outlook.Nodes.Single(n => n.Name == "Gone").Should().BeEquivalentTo(new { Instances = 2, Target = (string?)null, Depth = 1 });
        outlook.Obstacles.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Reason = "The new version has no place for 'Gone'.", Instances = 2 });
        (await InstancesAsync()).Should().OnlyContain(x => x.DefinitionVersion == 1);
    }

    [Fact]
    public async Task They_are_moved_one_by_one_those_that_cannot_stay_with_the_reason_and_the_audit_says_who()
    {
        await PrepareAsync();

        var run = await Migrations.StartAsync("w", 1, 2, null, "ada", default);
        await run.Ended;

        (run.State, run.Moved, run.Stayed).Should().Be((MigrationRunState.Finished, 3, 2));
        run.Obstacles.Should().ContainSingle().Which.Examples.Should().HaveCount(2);
        (await InstancesAsync()).Select(x => x.DefinitionVersion).Should().BeEquivalentTo([2, 2, 2, 1, 1]);
        (await ReadAsync(c => c.Audit.OrderBy(x => x.Id).Select(x => x.Actor + ": " + x.Details).ToListAsync())).Should().Equal(
            "ada: Began to move 5 instances from version 1 to version 2.", "ada: Moved 3 of 5 instances from version 1 to version 2; 2 stayed.");
        (await Migrations.VersionsAsync("w", default)).Should().Equal(new VersionInUse(2, true, false, 3), new VersionInUse(1, false, false, 2));

        // They go on where they stood, in the new version, whose end is another.
        await Node.EventAsync("First");
        (await InstancesAsync()).Where(x => x.DefinitionVersion == 2).Should().OnlyContain(x => x.SubStatus == WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task An_own_choice_counts_instead_of_the_proposal()
    {
        await PrepareAsync();
        var nowhere = await Migrations.PreviewAsync("w", 1, 2, new Dictionary<string, string>(), default);
        nowhere.CanMove.Should().Be(0);
        nowhere.Nodes.Single(n => n.Name == "First").Places.Should().ContainSingle().Which.NodeId.Should().Be("Workflow1:Root:Begin");

        var chosen = await Migrations.PreviewAsync("w", 1, 2, new Dictionary<string, string> { ["Workflow1:Root:Gone"] = "Workflow1:Root:Begin" }, default);

        chosen.CanMove.Should().Be(0);
        chosen.Obstacles.Should().Contain(o => o.Instances == 2 && o.Reason.Contains("is a Elsa.Delay") && o.Reason.Contains("a Elsa.Event"), "one that waits for a time cannot wait for an event");
        (await Migrations.PreviewAsync("w", 1, 2, new Dictionary<string, string> { ["Workflow1:Root:First"] = "Workflow1:Root:Begin" }, default)).CanMove.Should().Be(3);
        var unknown = () => Migrations.PreviewAsync("w", 1, 2, new Dictionary<string, string> { ["Workflow1:Root:Gone"] = "Workflow1:Root:Nobody" }, default);
        await unknown.Should().ThrowAsync<ArgumentException>().WithMessage("*Nobody*");
    }

    [Fact]
    public async Task An_instance_that_failed_is_moved_to_the_version_without_the_fault_and_retried_there()
    {
        await Node.PublishAsync(Sequence("f", Activity("Elsa.RunJavaScript", "Script", "", ("script", "throw new Error('No printer.')"))));
        var id = (await Node.StartAsync("f")).Runs[0].InstanceId;
        await SaveAsync(Sequence("f", Activity("Elsa.RunJavaScript", "Script", "", ("script", "1 + 1"))));

        var run = await Migrations.StartAsync("f", 1, 2, null, "ada", default);
        await run.Ended;
        await new InstanceActions(Database, Node.Units, Node.Runtime, Time).RetryAsync(id, null, default);

        run.Moved.Should().Be(1);
        (await InstancesAsync()).Single().SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task Cancelled_it_moves_no_further_instance_and_says_how_far_it_came()
    {
        await Node.PublishAsync(Sequence("w", Activity("Elsa.Event", "First", "", ("eventName", "First"))));
        for (var i = 0; i < 100; i++)
            await Node.StartAsync("w");
        await SaveAsync(Sequence("w", Activity("Elsa.Event", "First", "", ("eventName", "First")), Activity("Elsa.WriteLine", "Say", "", ("text", "new"))));

        var run = await Migrations.StartAsync("w", 1, 2, null, "ada", default);
        run.Cancel();
        await run.Ended;

        run.State.Should().Be(MigrationRunState.Cancelled);
        run.Moved.Should().BeLessThan(100);
        (await InstancesAsync()).Count(x => x.DefinitionVersion == 2).Should().Be(run.Moved);
    }

    [Theory]
    [InlineData("w", 1, 1, "on this version already")]
    [InlineData("w", 1, 7, "no version 7")]
    [InlineData("nobody", 1, 2, "no version 1")]
    public async Task What_cannot_be_is_refused_with_the_reason(string workflow, int from, int to, string words)
    {
        await PrepareAsync();
        var start = () => Migrations.StartAsync(workflow, from, to, null, "ada", default);
        await start.Should().ThrowAsync<ArgumentException>().WithMessage($"*{words}*");
    }

    [Fact]
    public async Task A_version_that_has_errors_is_no_place_to_move_to()
    {
        await PrepareAsync();
        await SaveAsync(Sequence("w", Activity("No.Such", "First")), publish: false);
        var start = () => Migrations.StartAsync("w", 1, 3, null, "ada", default);
        await start.Should().ThrowAsync<ArgumentException>().WithMessage("*cannot run as it is*No.Such*");
    }

    [Fact]
    public async Task A_version_that_was_in_force_is_a_place_to_move_to_although_it_would_not_be_published_any_more()
    {
        await PrepareAsync();
        await WriteAsync(async c =>
        {
            var second = await c.WorkflowDefinitions.SingleAsync(x => x.DefinitionId == "w" && x.Version == 2);
            second.Json = WorkflowDefinition.Parse(second.Json).With(new KeyValuePair<string, System.Text.Json.Nodes.JsonNode?>("name", "")).Write();
        });

        var run = await Migrations.StartAsync("w", 1, 2, null, "ada", default);
        await run.Ended;

        run.Moved.Should().Be(3);
    }

    [Fact]
    public async Task A_map_that_leads_from_or_to_what_is_not_there_is_refused_in_words()
    {
        await PrepareAsync();
        var map = () => Migrations.StartAsync("w", 1, 2, new Dictionary<string, string> { ["Workflow1:Main:First"] = "Workflow1:Nowhere" }, "ada", default);
        (await map.Should().ThrowAsync<ArgumentException>()).Which.Message.Should().EndWith(".").And.NotContain("(Parameter");
    }

    [Fact]
    public async Task After_the_end_of_a_run_and_after_one_that_could_not_begin_the_next_may_begin()
    {
        await PrepareAsync();
        var wrong = () => Migrations.StartAsync("w", 1, 7, null, "ada", default);
        await wrong.Should().ThrowAsync<ArgumentException>();

        await (await Migrations.StartAsync("w", 1, 2, null, "ada", default)).Ended;
        var again = await Migrations.StartAsync("w", 1, 2, null, "ada", default);
        await again.Ended;

        (again.Moved, again.Stayed).Should().Be((0, 2));
    }

    /// <summary>Five instances on version 1, three at its first event and two at one that version 2 does not have.</summary>
    protected async Task PrepareAsync()
    {
        await Node.PublishAsync(Sequence("w", Activity("Elsa.Event", "First", "", ("eventName", "First")), Activity("Elsa.Delay", "Gone", "", ("timeSpan", "01:00:00"))));
        await Node.StartAsync("w");
        await Node.StartAsync("w");
        await Node.EventAsync("First");
        for (var i = 0; i < 3; i++)
            await Node.StartAsync("w");
        await SaveAsync(Sequence("w", Activity("Elsa.Event", "Begin", "", ("eventName", "First")), Activity("Elsa.WriteLine", "Say", "", ("text", "new"))));
    }

    private Task<SavedDefinition> SaveAsync(string json, bool publish = true) => Library.SaveAsync(WorkflowDefinition.Parse(json), publish, DraftEdit.Of("ada"), default);
}

public sealed class InstanceMigrationsOnSqlite() : InstanceMigrationsTests(new SqliteTestDatabase())
{
    /// <summary>There is one writer: while the test is it, the first run cannot get further than to the line that tells of it.</summary>
    [Fact]
    public async Task Of_two_that_are_asked_for_at_once_one_is_refused()
    {
        await PrepareAsync();
        Task<MigrationRun> first, second;
        await using (var context = Database.Open())
        await using (await Database.Dialect.BeginWriteAsync(context, default))
        {
            first = Migrations.StartAsync("w", 1, 2, null, "ada", default);
            second = Migrations.StartAsync("w", 1, 2, null, "bob", default);
        }

        await (await first).Ended;
        var refused = () => second;
        await refused.Should().ThrowAsync<InvalidOperationException>().WithMessage("*being moved already*");
    }
}

[Collection(PostgresServer.Collection)]
public sealed class InstanceMigrationsOnPostgres(PostgresServer server) : InstanceMigrationsTests(server.Empty()), IOnPostgres;

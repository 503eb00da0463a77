using Automation.Workflows.Migration;
using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Execution;

public sealed class Migrating_instances
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task An_instance_goes_on_in_the_new_version_with_its_variables_and_joins()
    {
        var old = Json.Workflow("w", Json.Flow(
            ["S>A", "S>B", "A>J", "B>J", "J>L"],
            Json.Activity("Elsa.Start", "S"), Json.Event("A", "A"), Json.Event("B", "B"), Json.Line("J"), Json.Line("L", Json.Literal("old"))), ["N:Int32=1"]);
        var next = Json.Workflow("w", Json.Flow(
            ["S>New", "S>A", "S>Other", "New>J", "A>J", "Other>J", "J>L"],
            Json.Activity("Elsa.Start", "S"), Json.Line("New"), Json.Event("Other", "B"), Json.Event("A", "A"), Json.Line("J"), Json.Line("L", Json.Js("'new ' + getN() + getM()"))),
            ["M:Int32=5", "N:Int32=2"]).AsVersion("w:2", "w", 2, true, true);
        await _desk.PublishAsync(old);
        var run = (await _desk.StartAsync("w")).Runs.Single();
        await _desk.EventAsync("A");
        await _desk.PublishAsync(next);

        var plan = await PlanAsync("w:1", "w:2", new() { ["Workflow1:Flow:B"] = "Workflow1:Flow:Other" });
        var preview = plan.Preview(_desk.State(run.InstanceId));
        preview.Obstacles.Should().BeEmpty();
        preview.Moves.Should().Contain(move => move.ToNodeId == "Workflow1:Flow:Other");
        await MigrateAsync(run.InstanceId, plan);

        (await _desk.EventAsync("B")).Runs.Single().Lines.Should().Equal("J", "new 15");
        _desk.State(run.InstanceId).DefinitionVersion.Should().Be(2);
        _desk.Store.Journal(run.InstanceId).Should().Contain(entry => entry.EventName == "Migrated");
    }

    [Fact]
    public async Task What_has_no_place_in_the_new_version_is_named_and_the_instance_stays()
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Sequence("S", Json.Event("E", "Go"))));
        var run = (await _desk.StartAsync("w")).Runs.Single();
        await _desk.PublishAsync(Json.Workflow("w", Json.Sequence("S", Json.Delay("E", "00:01:00"))).AsVersion("w:2", "w", 2, true, true));

        var plan = await PlanAsync("w:1", "w:2", []);
        (await MigrateAsync(run.InstanceId, plan)).Obstacles.Should().ContainSingle().Which.Should().Contain("Elsa.Event");
        _desk.State(run.InstanceId).DefinitionVersion.Should().Be(1);
    }

    private async Task<MigrationPlan> PlanAsync(string from, string to, Dictionary<string, string> moves)
    {
        var session = _desk.Store.Open();
        return new MigrationPlan(await _desk.Graphs.GetAsync(from, session, default), await _desk.Graphs.GetAsync(to, session, default), moves);
    }

    private async Task<MigrationPreview> MigrateAsync(string instanceId, MigrationPlan plan)
    {
        var session = _desk.Store.Open();
        var preview = await _desk.Runtime.MigrateAsync(session, instanceId, plan);
        await session.CommitAsync();
        return preview!;
    }
}

using Automation.Workflows.Execution;
using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Execution;

public sealed class Flowcharts
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task Activities_run_breadth_first_and_an_activity_with_several_ways_in_runs_once()
    {
        var lines = await LinesAsync(Json.Flow(["A>B", "A>C", "B>D", "C>D", "D>E"], Line("A"), Line("B"), Line("C"), Line("D"), Line("E")));
        lines.Should().Equal("A", "B", "C", "D", "E");
    }

    [Fact]
    public async Task A_way_not_taken_does_not_block_the_activity_where_ways_meet()
    {
        var lines = await LinesAsync(Json.Flow(
            ["A>Q", "Q:True>B", "Q:False>C", "B>D", "C>D"],
            Line("A"), Json.Decide("Q", Json.Literal(true)), Line("B"), Line("C"), Line("D")));
        lines.Should().Equal("A", "B", "D");
    }

    [Fact]
    public async Task A_way_back_repeats_until_the_decision_changes()
    {
        var definition = Json.Workflow("loop", Json.Flow(
            ["A>Set", "Set>Q", "Q:False>A", "Q:True>End"],
            Line("A"), Json.Set("Set", "N", Json.Js("getN() + 1")), Json.Decide("Q", Json.Js("variables.N >= 3")), Line("End")), ["N:Int32=0"]);
        (await LinesAsync(definition)).Should().Equal("A", "A", "A", "End");
    }

    [Theory]
    [InlineData("WaitAll", "Paid,Shipped", true)]
    [InlineData("WaitAll", "Paid", false)]
    [InlineData("WaitAny", "Shipped", true)]
    [InlineData("WaitAllActive", "Paid", false)]
    public async Task A_join_goes_on_as_its_mode_says(string mode, string events, bool expected)
    {
        var definition = Json.Workflow("join", Json.Flow(
            ["Start>Paid", "Start>Shipped", "Paid>Join", "Shipped>Join", "Join>After"],
            Json.Activity("Elsa.Start", "Start"), Json.Event("Paid", "Paid"), Json.Event("Shipped", "Shipped"),
            Json.Activity("Elsa.FlowJoin", "Join", new() { ["mode"] = Json.Literal(mode) }), Line("After")));
        await _desk.PublishAsync(definition);
        await _desk.StartAsync("join");
        var lines = new List<string>();
        foreach (var name in events.Split(','))
            lines.AddRange((await _desk.EventAsync(name)).Runs.SelectMany(run => run.Lines));

        lines.Contains("After").Should().Be(expected);
    }

    [Fact]
    public async Task A_join_that_takes_the_first_cancels_what_waits_on_the_other_ways_and_runs_on_once()
    {
        await _desk.PublishAsync(Json.Workflow("first", Json.Flow(
            ["Start>Paid", "Start>Shipped", "Paid>Join", "Shipped>Join", "Join>After"],
            Json.Activity("Elsa.Start", "Start"), Json.Event("Paid", "Paid"), Json.Event("Shipped", "Shipped"),
            Json.Activity("Elsa.FlowJoin", "Join", new() { ["mode"] = Json.Literal("WaitAny") }), Line("After"))));
        var started = (await _desk.StartAsync("first")).Runs.Single();
        _desk.Store.Bookmarks.Should().HaveCount(2);

        (await _desk.EventAsync("Shipped")).Runs.Single().Lines.Should().Equal("After");

        _desk.Store.Bookmarks.Should().BeEmpty();
        _desk.Journal(started.InstanceId).Should().Contain("Paid:Canceled").And.ContainSingle(line => line == "Join:Completed");
        _desk.State(started.InstanceId).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task End_cancels_everything_else_in_the_flowchart()
    {
        await _desk.PublishAsync(Json.Workflow("ends", Json.Flow(
            ["Start>Wait", "Start>End"], Json.Activity("Elsa.Start", "Start"), Json.Event("Wait", "Never"), Json.Activity("Elsa.End", "End"))));
        var run = (await _desk.StartAsync("ends")).Runs.Single();
        run.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        _desk.Store.Bookmarks.Should().BeEmpty();
        _desk.Journal(run.InstanceId).Should().Contain("Wait:Canceled");
    }

    [Fact]
    public async Task A_switch_goes_on_at_the_first_true_case_or_at_all_of_them()
    {
        foreach (var (mode, expected) in new[] { ("MatchFirst", new[] { "B" }), ("MatchAny", ["B", "C"]) })
        {
            var cases = System.Text.Json.Nodes.JsonNode.Parse("""
                [{"label":"one","condition":{"type":"JavaScript","value":"1 > 2"}},
                 {"label":"two","condition":{"type":"JavaScript","value":"2 > 1"}},
                 {"label":"three","condition":{"type":"Literal","value":true}}]
                """);
            var lines = await LinesAsync(Json.Workflow("switch" + mode, Json.Flow(
                ["S:one>A", "S:two>B", "S:three>C", "S:Default>D"],
                Json.Activity("Elsa.FlowSwitch", "S", new() { ["cases"] = cases, ["mode"] = Json.Literal(mode) }), Line("A"), Line("B"), Line("C"), Line("D"))));
            lines.Should().Equal(expected);
        }
    }

    [Fact]
    public async Task A_fork_goes_on_at_all_its_branches()
    {
        var lines = await LinesAsync(Json.Flow(
            ["F:x>A", "F:y>B", "F:z>C"],
            Json.Activity("Elsa.FlowFork", "F", new() { ["branches"] = Json.Object("""["x","y"]""") }), Line("A"), Line("B"), Line("C")));
        lines.Should().Equal("A", "B");
    }

    [Fact]
    public async Task A_way_back_that_some_ways_do_not_pass_becomes_an_incident_not_a_wrong_run()
    {
        await _desk.PublishAsync(Json.Workflow("odd", Json.Flow(
            ["A>B", "A>C", "B>D", "C>D", "D>B"], Line("A"), Line("B"), Line("C"), Line("D"))));
        var run = (await _desk.StartAsync("odd")).Runs.Single();
        run.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        run.Incidents.Single().Message.Should().Contain("leads back to B");
    }

    private static System.Text.Json.Nodes.JsonObject Line(string id) => Json.Line(id);

    private Task<IReadOnlyList<string>> LinesAsync(System.Text.Json.Nodes.JsonObject root) => LinesAsync(Json.Workflow("w" + _desk.Ids.NewId(), root));

    private async Task<IReadOnlyList<string>> LinesAsync(Automation.Workflows.Definitions.WorkflowDefinition definition)
    {
        await _desk.PublishAsync(definition);
        var run = (await _desk.StartAsync(definition.DefinitionId)).Runs.Single();
        run.Incidents.Should().BeEmpty();
        run.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        return run.Lines;
    }
}

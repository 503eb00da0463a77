using System.Text.Json.Nodes;
using Automation.Workflows.Execution;
using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Execution;

public sealed class Dispatching_many_workflows
{
    private static readonly JsonObject OncePerCorrelation = new()
    {
        ["options"] = new JsonObject { ["activationStrategyType"] = "Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime" }
    };

    private readonly Desk _desk = new();

    [Fact]
    public async Task One_that_may_not_start_is_named_the_others_go_on_and_a_retry_starts_only_it()
    {
        await _desk.PublishAsync(Child());
        await _desk.StartAsync("one", correlationId: "c-y");
        var parent = await StartAsync(more: []);
        _desk.State(parent).Should().BeEquivalentTo(new { SubStatus = WorkflowSubStatus.Suspended, Incidents = Array.Empty<Incident>() });
        _desk.Store.Journal(parent).Should().ContainSingle(entry => entry.EventName == "Refused").Which.Message.Should().StartWith("Item 2: The workflow 'one' was not started");

        (await _desk.EventAsync("Go", correlationId: "c-x")).Runs.SelectMany(run => run.Lines).Should().Equal("x", "done x");
        (await _desk.EventAsync("Go", correlationId: "c-z")).Runs.SelectMany(run => run.Lines).Should().Equal("z", "done z");
        _desk.State(parent).Incidents.Should().ContainSingle().Which.Message.Should().StartWith("1 of the workflows were not started").And.Contain("activation strategy");
        (await _desk.EventAsync("Go", correlationId: "c-y")).Runs.Should().ContainSingle("the one that ran already, which nobody waits for");

        await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, parent));

        _desk.Store.Instances.Count(row => row.DefinitionId == "one").Should().Be(4, "x, z, the one before and, after the retry, y");
        (await _desk.EventAsync("Go")).Runs.SelectMany(run => run.Lines).Should().Equal("y", "done y", "After");
        _desk.State(parent).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task When_none_may_start_each_retry_tries_them_all_again()
    {
        await _desk.PublishAsync(Child());
        foreach (var taken in new[] { "c-x", "c-y", "c-z" })
            await _desk.StartAsync("one", correlationId: taken);
        var parent = await StartAsync(more: []);
        _desk.State(parent).Incidents.Should().ContainSingle().Which.Message.Should().StartWith("3 of the workflows");

        await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, parent));
        _desk.State(parent).Incidents.Should().ContainSingle().Which.Message.Should().StartWith("3 of the workflows");
        await _desk.EventAsync("Go");
        await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, parent));

        (await _desk.EventAsync("Go")).Runs.SelectMany(run => run.Lines).Should().BeEquivalentTo("x", "done x", "y", "done y", "z", "done z", "After");
    }

    [Fact]
    public async Task A_way_for_failed_ones_is_taken_for_those_that_were_refused_and_there_is_no_incident()
    {
        await _desk.PublishAsync(Child());
        await _desk.StartAsync("one", correlationId: "c-y");
        var parent = await StartAsync(new() { ["childFaulted"] = Json.Line("Refused", Json.Js("'refused: ' + getChildProblem()")) });
        await _desk.EventAsync("Go", correlationId: "c-x");

        (await _desk.EventAsync("Go", correlationId: "c-z")).Runs.SelectMany(run => run.Lines).Should().Equal("z", "done z", "After");
        _desk.State(parent).Incidents.Should().BeEmpty();
        _desk.Journal(parent).Should().Contain("Refused:Completed");
    }

    [Fact]
    public async Task An_item_that_cannot_be_read_fails_before_anything_is_dispatched()
    {
        await _desk.PublishAsync(Child());
        var parent = await StartAsync(new() { ["correlationIdFunction"] = Json.Js("if (variables.Item === 'z') throw new Error('no id'); 'c-' + variables.Item") });

        _desk.State(parent).Incidents.Should().ContainSingle();
        _desk.Store.Instances.Should().NotContain(row => row.DefinitionId == "one");
    }

    [Fact]
    public async Task One_that_may_not_start_and_that_nobody_waits_for_is_named_in_the_journal()
    {
        await _desk.PublishAsync(Child());
        await _desk.StartAsync("one", correlationId: "c-y");
        var parent = await StartAsync(new() { ["waitForCompletion"] = Json.Literal(false) });

        _desk.State(parent).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        _desk.Store.Instances.Count(row => row.DefinitionId == "one").Should().Be(3, "x and z, and the one before");
        var line = _desk.Store.Journal(parent).Should().ContainSingle(entry => entry.EventName == "Refused").Subject;
        line.Should().BeEquivalentTo(new { ActivityId = "B", ActivityType = "Elsa.BulkDispatchWorkflows" });
        line.Message.Should().StartWith("Item 2: The workflow 'one' was not started").And.Contain("activation strategy");
        _desk.Store.Journal(parent).Select(entry => entry.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_single_one_that_may_not_start_and_that_nobody_waits_for_is_named_too()
    {
        await _desk.PublishAsync(Child());
        await _desk.StartAsync("one", correlationId: "c");
        await _desk.PublishAsync(Json.Workflow("parent", Json.Activity("Elsa.DispatchWorkflow", "D", new() { ["workflowDefinitionId"] = Json.Literal("one"), ["correlationId"] = Json.Literal("c") })));

        var parent = (await _desk.StartAsync("parent")).Runs[0].InstanceId;

        _desk.Store.Journal(parent).Should().ContainSingle(entry => entry.EventName == "Refused").Which.Message.Should().StartWith("The workflow 'one' was not started");
    }

    private static Automation.Workflows.Definitions.WorkflowDefinition Child() => Json.Workflow(
        "one", Json.Sequence("S", Json.Event("Wait", "Go"), Json.Line("L", Json.Input("Item"))), more: OncePerCorrelation);

    private async Task<string> StartAsync(JsonObject more)
    {
        var bulk = Json.Activity("Elsa.BulkDispatchWorkflows", "B", new()
        {
            ["workflowDefinitionId"] = Json.Literal("one"),
            ["items"] = Json.Object("""["x","y","z"]"""),
            ["correlationIdFunction"] = Json.Js("'c-' + variables.Item"),
            ["childCompleted"] = Json.Line("Each", Json.Js("'done ' + getItem()"))
        });
        foreach (var (name, value) in more)
            bulk[name] = value?.DeepClone();
        await _desk.PublishAsync(Json.Workflow("bulk", Json.Flow(["B:Completed>After"], bulk, Json.Line("After"))));
        return (await _desk.StartAsync("bulk")).Runs[0].InstanceId;
    }
}

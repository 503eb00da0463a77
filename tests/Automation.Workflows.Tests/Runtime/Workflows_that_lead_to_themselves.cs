using System.Text.Json.Nodes;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Runtime;

public sealed class Workflows_that_lead_to_themselves
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task One_that_dispatches_itself_is_stopped_with_an_incident_that_names_it_the_limit_and_the_cure()
    {
        await _desk.PublishAsync(Json.Workflow("again", Dispatch("again")));
        await _desk.StartAsync("again");

        _desk.Store.Instances.Should().HaveCount(101, "the first and a hundred repetitions");
        _desk.Store.Effects.Should().BeEmpty("nothing is left that would go on");
        var incident = Incidents().Should().ContainSingle().Subject;
        incident.Should().BeEquivalentTo(new { ActivityId = "D", ActivityType = "Elsa.DispatchWorkflow" });
        incident.Message.Should().Contain("'again'").And.Contain("100 times").And.Contain("Delay").And.Contain("MaxRepeats");
    }

    [Fact]
    public async Task Two_that_dispatch_each_other_are_stopped_too()
    {
        await _desk.PublishAsync(Json.Workflow("ping", Dispatch("pong")));
        await _desk.PublishAsync(Json.Workflow("pong", Dispatch("ping")));
        await _desk.StartAsync("ping");

        _desk.Store.Instances.Should().HaveCount(102, "the first of each is no repetition");
        Incidents().Should().ContainSingle();
    }

    [Fact]
    public async Task One_that_starts_itself_twice_each_time_is_stopped_after_as_many()
    {
        await _desk.PublishAsync(Json.Workflow("twice", Bulk("twice", wait: false)));
        await _desk.StartAsync("twice");
        await AfterCommitsAsync();

        _desk.Store.Instances.Should().HaveCount(101, "all of the family are counted, not only a line of it");
        Incidents().Should().NotBeEmpty().And.OnlyContain(incident => incident.Message.Contains("'twice'"));
    }

    [Fact]
    public async Task When_they_wait_for_each_other_all_fail_and_nobody_waits_for_ever()
    {
        await _desk.PublishAsync(Json.Workflow("again", Dispatch("again", wait: true)));
        await _desk.StartAsync("again");

        _desk.Store.Instances.Should().HaveCount(101).And.OnlyContain(row => row.SubStatus == WorkflowSubStatus.Faulted && row.IncidentCount == 1);
    }

    [Fact]
    public async Task When_many_wait_for_many_all_of_them_fail()
    {
        await _desk.PublishAsync(Json.Workflow("twice", Bulk("twice", wait: true)));
        await _desk.StartAsync("twice");
        await AfterCommitsAsync();

        _desk.Store.Instances.Should().HaveCount(101).And.OnlyContain(row => row.SubStatus == WorkflowSubStatus.Faulted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_executes_itself_fails_and_nobody_waits_for_ever(bool wait)
    {
        await _desk.PublishAsync(Json.Workflow("within", Json.Activity("Elsa.ExecuteWorkflow", "X", new()
        {
            ["workflowDefinitionId"] = Json.Literal("within"),
            ["waitForCompletion"] = Json.Literal(wait)
        })));
        await _desk.StartAsync("within");

        _desk.Store.Instances.Should().OnlyContain(row => row.Status == WorkflowStatus.Finished);
        _desk.Store.Instances.Count(row => row.SubStatus == WorkflowSubStatus.Faulted).Should().Be(wait ? _desk.Store.Instances.Count : 1);
        Incidents().Should().OnlyContain(incident => incident.Message.Contains("'within'"));
    }

    [Fact]
    public async Task An_event_that_starts_the_workflow_that_publishes_it_is_stopped()
    {
        await _desk.PublishAsync(Json.Workflow("echo", Json.Flow(["E>P"], Json.Event("E", "Called").Trigger(), Json.Publish("P", "Called"))));
        await _desk.EventAsync("Called");

        _desk.Store.Instances.Should().HaveCount(101);
        _desk.Store.Effects.Should().BeEmpty();
        Incidents().Should().ContainSingle().Which.Should().BeEquivalentTo(new { ActivityId = "P" });
        Incidents()[0].Message.Should().Contain("'Called'").And.Contain("'echo'");
    }

    [Fact]
    public async Task An_event_that_an_activity_of_the_host_publishes_is_stopped_with_a_line_in_its_journal()
    {
        await _desk.PublishAsync(Json.Workflow("echo", Json.Flow(["E>P"], Json.Event("E", "Called").Trigger(), Json.Activity("Test.Announce", "P", new() { ["eventName"] = Json.Literal("Called") }))));
        await _desk.EventAsync("Called");

        _desk.Store.Instances.Should().HaveCount(101);
        _desk.Store.Instances.SelectMany(row => _desk.Store.Journal(row.Id)).Should().ContainSingle(entry => entry.EventName == "Refused").Which.Message.Should().Contain("'echo'");
    }

    [Fact]
    public async Task One_that_starts_itself_again_each_day_goes_on()
    {
        await _desk.PublishAsync(Json.Workflow("daily", Json.Sequence("S", Json.Delay("W", "1.00:00:00"), Dispatch("daily"))));
        await _desk.StartAsync("daily");
        await _desk.PassAsync(TimeSpan.FromDays(300));

        _desk.Store.Instances.Should().HaveCount(301);
        Incidents().Should().BeEmpty();
    }

    [Fact]
    public async Task An_hour_later_a_retry_goes_on()
    {
        await _desk.PublishAsync(Json.Workflow("again", Dispatch("again")));
        await _desk.StartAsync("again");
        var stopped = _desk.Store.Instances.Single(row => row.IncidentCount > 0).Id;

        await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, stopped));
        _desk.State(stopped).Incidents.Should().ContainSingle();
        _desk.Time.Advance(TimeSpan.FromHours(1.1));
        await _desk.PublishAsync(Json.Workflow("again", Json.Line("L")).AsVersion("again:2", "again", 2, isLatest: true, isPublished: true));

        (await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, stopped))).Runs.SelectMany(run => run.Lines).Should().Equal("L");
        _desk.State(stopped).Incidents.Should().BeEmpty();
    }

    [Fact]
    public async Task Many_that_do_not_lead_to_themselves_are_not_counted()
    {
        await _desk.PublishAsync(Json.Workflow("many", Bulk("one", wait: true, items: 150)));
        await _desk.PublishAsync(Json.Workflow("one", Json.Line("L")));
        await _desk.StartAsync("many");

        _desk.Store.Instances.Should().HaveCount(151).And.OnlyContain(row => row.SubStatus == WorkflowSubStatus.Finished);
    }

    private static JsonObject Dispatch(string workflow, bool wait = false) =>
        Json.Activity("Elsa.DispatchWorkflow", "D", new() { ["workflowDefinitionId"] = Json.Literal(workflow), ["waitForCompletion"] = Json.Literal(wait) });

    private static JsonObject Bulk(string workflow, bool wait, int items = 2) => Json.Activity("Elsa.BulkDispatchWorkflows", "B", new()
    {
        ["workflowDefinitionId"] = Json.Literal(workflow),
        ["items"] = Json.Object($"[{string.Join(",", Enumerable.Range(1, items))}]"),
        ["waitForCompletion"] = Json.Literal(wait)
    });

    /// <summary>Starts what was too much for one unit of work, as the host does.</summary>
    private async Task AfterCommitsAsync()
    {
        for (var done = 0; done < _desk.Store.Effects.Count && _desk.Store.Instances.Count < 1000; done++)
        {
            var dispatch = (DispatchRequest)_desk.Store.Effects[done];
            await _desk.DoAsync(session => _desk.Runtime.StartAsync(session, new StartRequest(
                dispatch.DefinitionId, null, dispatch.Input, dispatch.CorrelationId, dispatch.InstanceId, dispatch.ParentInstanceId, DispatchedBy: dispatch.By, Lineage: dispatch.Lineage)));
        }
    }

    private List<Incident> Incidents() => [.. _desk.Store.Instances.SelectMany(row => StateJson.Read(row.State.Span).Incidents)];
}

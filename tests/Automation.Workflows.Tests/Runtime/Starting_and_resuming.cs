using System.Text.Json.Nodes;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Values;

namespace Automation.Workflows.Tests.Runtime;

public sealed class Starting_and_resuming
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task An_event_starts_what_it_triggers_and_resumes_what_waits_and_carries_its_payload()
    {
        await _desk.PublishAsync(Json.Workflow("act", Json.Flow(
            ["E>L"], Json.Event("E", "TicketLogged", into: "P").Trigger(), Json.Line("L", Json.Js("'act ' + getP().number"))), ["P"]));
        await _desk.PublishAsync(Json.Workflow("waits", Json.Sequence("S", Json.Event("E", "TicketLogged"), Json.Line("L"))));
        await _desk.StartAsync("waits");

        var result = await _desk.EventAsync("TicketLogged", new ValueMap { ["number"] = 12L });

        result.Runs.SelectMany(run => run.Lines).Should().BeEquivalentTo("act 12", "L");
    }

    [Theory]
    [InlineData("Int32", "abc", "whole number")]
    [InlineData("Int32", 3_000_000_000L, "whole number")]
    [InlineData("Int32", 1.5, "whole number")]
    [InlineData("Long", "x", "whole number")]
    [InlineData("Byte", -1L, "whole number")]
    [InlineData("Double", "abc", "number")]
    [InlineData("Boolean", "perhaps", "true or false")]
    [InlineData("DateTimeOffset", "soon", "2026-05-01T09:00:00Z")]
    [InlineData("TimeSpan", "soon", "00:05:00")]
    [InlineData("Guid", "soon", "Guid")]
    [InlineData("ObjectDictionary", "soon", "JSON object")]
    [InlineData("ByteArray", "no, none!", "Base64")]
    public async Task A_value_that_a_variable_cannot_hold_is_refused_by_its_name_and_nothing_changes(string type, object value, string words)
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Event("E", "Go"), [$"Total:{type}", "Other"]));
        var run = (await _desk.StartAsync("w")).Runs.Single();
        var setting = async () => await _desk.DoAsync(async session =>
        {
            await _desk.Runtime.SetVariablesAsync(session, run.InstanceId, new ValueMap { ["Other"] = 1L, ["Total"] = value });
            return new RuntimeResult();
        });

        (await setting.Should().ThrowAsync<ArgumentException>()).Which.Message.Should().Contain("'Total'").And.Contain(type).And.Contain(words);
        (_desk.State(run.InstanceId).Root!.Variables ?? []).Find("v-Other").Should().BeNull();
    }

    [Theory]
    [InlineData("Int32", "41", 41L)]
    [InlineData("Int32", "", null)]
    [InlineData("Int32", null, null)]
    [InlineData("Long", "3000000000", 3_000_000_000L)]
    [InlineData("Double", "1.5", 1.5)]
    [InlineData("Boolean", "True", true)]
    [InlineData("String", 5L, "5")]
    [InlineData("TimeSpan", "PT5M", "PT5M")]
    [InlineData("ByteArray", "R28=", "R28=")]
    [InlineData("Object", "anything", "anything")]
    public async Task A_value_that_a_variable_can_hold_is_brought_into_its_type(string type, object? value, object? expected)
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Event("E", "Go"), [$"Total:{type}"]));
        var run = (await _desk.StartAsync("w")).Runs.Single();
        await _desk.DoAsync(async session =>
        {
            await _desk.Runtime.SetVariablesAsync(session, run.InstanceId, new ValueMap { ["Total"] = value });
            return new RuntimeResult();
        });
        _desk.State(run.InstanceId).Root!.Variables!.Find("v-Total").Should().Be(expected);
    }

    [Fact]
    public async Task A_workflow_that_publishes_starts_the_next_within_the_same_unit_of_work()
    {
        await _desk.PublishAsync(Json.Workflow("log", Json.Sequence("S", Json.Publish("P", "TicketLogged", Json.Js("({ n: 1 })"), Json.Literal("t-1")), Json.Line("Logged"))));
        await _desk.PublishAsync(Json.Workflow("act", Json.Flow(["E>L"], Json.Event("E", "TicketLogged").Trigger(), Json.Line("L", Json.Js("getCorrelationId()")))));
        var result = await _desk.StartAsync("log");
        result.Runs.Select(run => run.DefinitionId).Should().Equal("log", "act");
        result.Runs[1].Lines.Should().Equal("t-1");
    }

    [Fact]
    public async Task A_correlated_event_reaches_only_its_own()
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Sequence("S", Json.Event("E", "Reply"), Json.Line("L", Json.Js("getCorrelationId()")))));
        await _desk.StartAsync("w", correlationId: "t-1");
        await _desk.StartAsync("w", correlationId: "t-2");
        (await _desk.EventAsync("Reply", correlationId: "t-2")).Runs.SelectMany(run => run.Lines).Should().Equal("t-2");
        _desk.Store.Bookmarks.Should().ContainSingle();
    }

    [Fact]
    public async Task An_event_nobody_waits_for_is_gone_but_a_stimulus_to_be_kept_meets_the_bookmark_that_comes_later()
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Sequence("S", Json.Event("E", "Early"), Json.Line("L"))));
        await _desk.EventAsync("Early");
        _desk.Store.Queue.Should().BeEmpty();

        var kept = await _desk.DoAsync(session => _desk.Runtime.SendAsync(session, new StimulusRequest(Stimuli.Event("Early"), CorrelationId: "t-1", KeepFor: TimeSpan.FromHours(1))));
        kept.Queued.Should().BeTrue();
        (await _desk.StartAsync("w", correlationId: "t-2")).Runs.Should().ContainSingle();
        (await _desk.StartAsync("w", correlationId: "t-1")).Runs.SelectMany(run => run.Lines).Should().Equal("L");
        _desk.Store.Queue.Should().BeEmpty();
    }

    [Fact]
    public async Task An_event_for_an_instance_that_comes_too_early_waits_for_it()
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Sequence("S", Json.Event("First", "First"), Json.Event("E", "Early"), Json.Line("L"))));
        var id = (await _desk.StartAsync("w")).Runs.Single().InstanceId;
        (await _desk.DoAsync(session => _desk.Runtime.PublishAsync(session, "Early", instanceId: id))).Queued.Should().BeTrue();

        (await _desk.EventAsync("First")).Runs.SelectMany(run => run.Lines).Should().Equal("L");
        _desk.Store.Queue.Should().BeEmpty();
        (await _desk.DoAsync(session => _desk.Runtime.PublishAsync(session, "Early", instanceId: id))).Queued.Should().BeFalse("the instance is over");
        (await _desk.DoAsync(session => _desk.Runtime.PublishAsync(session, "Early", instanceId: "nobody"))).Queued.Should().BeFalse();
        _desk.Store.Queue.Should().BeEmpty();
    }

    [Fact]
    public async Task Two_units_of_work_resuming_one_bookmark_give_one_result()
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Sequence("S", Json.Event("E", "Go"), Json.Activity("Elsa.RunTask", "T", new() { ["taskName"] = Json.Literal("t") }))));
        await _desk.StartAsync("w");
        var first = _desk.Store.Open();
        var second = _desk.Store.Open();
        (await _desk.Runtime.PublishAsync(first, "Go")).Runs.Should().ContainSingle();
        (await _desk.Runtime.PublishAsync(second, "Go")).Runs.Should().ContainSingle();
        await first.CommitAsync();
        await second.Invoking(session => session.CommitAsync()).Should().ThrowAsync<WorkflowConflictException>();

        (await _desk.EventAsync("Go")).Runs.Should().BeEmpty();
        _desk.Store.Effects.Should().ContainSingle();
    }

    [Fact]
    public async Task A_retry_runs_the_failed_activity_again_and_what_came_meanwhile_is_delivered()
    {
        var switches = new FlakySwitch { Broken = true };
        _desk.Host.Add(switches);
        await _desk.PublishAsync(Json.Workflow("w", Json.Activity("Elsa.Parallel", "P", new()
        {
            ["activities"] = new JsonArray(
                Json.Sequence("A", Json.Event("E", "Go"), Json.Line("Went")),
                Json.Sequence("B", Json.Line("Before"), Json.Activity("Test.Flaky", "F"), Json.Line("Mended")))
        })));
        var run = (await _desk.StartAsync("w")).Runs.Single();
        run.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        run.Lines.Should().Equal("Before");

        (await _desk.EventAsync("Go")).Runs.Should().BeEmpty();
        switches.Broken = false;
        var retried = await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, run.InstanceId));

        retried.Runs.SelectMany(one => one.Lines).Should().Equal("Mended", "Went");
        _desk.State(run.InstanceId).Should().BeEquivalentTo(new { SubStatus = WorkflowSubStatus.Finished, Incidents = Array.Empty<Incident>() });
    }

    [Fact]
    public async Task A_failure_after_a_resume_keeps_what_the_resume_brought()
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Flow(
            ["E>L"], Json.Event("E", "Go", into: "P"), Json.Line("L", Json.Js("getP().deep.value"))), ["P"]));
        var run = (await _desk.StartAsync("w")).Runs.Single();
        (await _desk.EventAsync("Go", new ValueMap { ["wrong"] = true })).Runs.Single().SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        (await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, run.InstanceId))).Runs.Single().SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        _desk.State(run.InstanceId).Incidents.Should().ContainSingle();
        _desk.Journal(run.InstanceId).Count(line => line == "L:Retried").Should().Be(1);
    }

    [Fact]
    public async Task With_incidents_tolerated_other_branches_go_on()
    {
        _desk.Host.Add(new FlakySwitch { Broken = true });
        var options = new JsonObject { ["options"] = new JsonObject { ["incidentStrategyType"] = "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core" } };
        await _desk.PublishAsync(Json.Workflow("w", Json.Activity("Elsa.Parallel", "P", new() { ["activities"] = new JsonArray(Json.Activity("Test.Flaky", "F"), Json.Line("Other")) }), more: options));
        var run = (await _desk.StartAsync("w")).Runs.Single();
        run.Lines.Should().Equal("Other");
        run.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
    }

    [Fact]
    public async Task Cancelling_ends_an_instance_and_takes_its_bookmarks_and_timers_away()
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Sequence("S", Json.Delay("D", "01:00:00"))));
        var run = (await _desk.StartAsync("w")).Runs.Single();
        await _desk.DoAsync(session => _desk.Runtime.CancelAsync(session, run.InstanceId, "No longer wanted"));
        _desk.State(run.InstanceId).SubStatus.Should().Be(WorkflowSubStatus.Cancelled);
        _desk.Store.Timers.Should().BeEmpty();
        _desk.Store.Journal(run.InstanceId).Should().Contain(entry => entry.Message == "No longer wanted");
    }

    [Fact]
    public async Task Cancelling_cancels_the_workflows_it_waits_for_and_those_they_wait_for_and_not_those_that_run_beside_it()
    {
        await _desk.PublishAsync(Json.Workflow("leaf", Json.Event("E", "Never")));
        await _desk.PublishAsync(Json.Workflow("middle", Json.Activity("Elsa.ExecuteWorkflow", "X", new() { ["workflowDefinitionId"] = Json.Literal("leaf"), ["waitForCompletion"] = Json.Literal(true) })));
        await _desk.PublishAsync(Json.Workflow("top", Json.Sequence("S",
            Json.Activity("Elsa.DispatchWorkflow", "Beside", new() { ["workflowDefinitionId"] = Json.Literal("leaf") }),
            Json.Activity("Elsa.DispatchWorkflow", "Under", new() { ["workflowDefinitionId"] = Json.Literal("middle"), ["waitForCompletion"] = Json.Literal(true) }))));
        var top = (await _desk.StartAsync("top")).Runs.First(run => run.DefinitionId == "top").InstanceId;

        await _desk.DoAsync(session => _desk.Runtime.CancelAsync(session, top));

        _desk.Store.Instances.Select(row => (row.DefinitionId, row.ParentInstanceId is null, row.SubStatus)).Should().BeEquivalentTo(
            [("top", true, WorkflowSubStatus.Cancelled), ("middle", false, WorkflowSubStatus.Cancelled), ("leaf", false, WorkflowSubStatus.Cancelled), ("leaf", true, WorkflowSubStatus.Suspended)]);
        _desk.Store.Bookmarks.Should().ContainSingle();
    }

    [Fact]
    public async Task A_workflow_that_may_not_start_is_an_incident_of_the_one_that_would_wait_for_it_and_a_retry_starts_it_later()
    {
        var options = new JsonObject { ["options"] = new JsonObject { ["activationStrategyType"] = "Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core" } };
        await _desk.PublishAsync(Json.Workflow("only", Json.Event("E", "Go"), more: options));
        await _desk.PublishAsync(Json.Workflow("w", Json.Activity("Elsa.DispatchWorkflow", "D", new() { ["workflowDefinitionId"] = Json.Literal("only"), ["waitForCompletion"] = Json.Literal(true) })));
        await _desk.StartAsync("only");

        var waiting = (await _desk.StartAsync("w")).Runs[0].InstanceId;

        _desk.State(waiting).Incidents.Should().ContainSingle().Which.Message.Should().Contain("'only' was not started").And.Contain("activation");
        await _desk.EventAsync("Go");
        await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, waiting));
        await _desk.EventAsync("Go");
        _desk.State(waiting).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task A_refusal_that_comes_while_the_one_that_waits_stands_at_another_incident_is_told_after_its_retry()
    {
        var switches = new FlakySwitch { Broken = true };
        _desk.Host.Add(switches);
        var options = new JsonObject { ["options"] = new JsonObject { ["activationStrategyType"] = "Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core" } };
        await _desk.PublishAsync(Json.Workflow("only", Json.Event("E", "Go"), more: options));
        await _desk.PublishAsync(Json.Workflow("w", Json.Activity("Elsa.Parallel", "P", new()
        {
            ["activities"] = new JsonArray(
                Json.Activity("Elsa.DispatchWorkflow", "D", new() { ["workflowDefinitionId"] = Json.Literal("only"), ["waitForCompletion"] = Json.Literal(true) }),
                Json.Activity("Test.Flaky", "F"))
        })));
        await _desk.StartAsync("only");
        var waiting = (await _desk.StartAsync("w")).Runs[0].InstanceId;
        _desk.State(waiting).Incidents.Should().ContainSingle().Which.ActivityId.Should().Be("F");
        switches.Broken = false;

        await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, waiting));

        _desk.State(waiting).Incidents.Should().ContainSingle().Which.Message.Should().Contain("'only' was not started");
    }

    [Fact]
    public async Task What_comes_for_a_failed_instance_at_the_moment_it_is_retried_is_not_left_in_the_queue()
    {
        var (instance, switches) = await FailedBesideAWaitAsync();
        var late = _desk.Store.Open(_desk.Host);
        await _desk.Runtime.PublishAsync(late, "Go");
        switches.Broken = false;
        await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, instance));

        var commit = () => late.CommitAsync();

        await commit.Should().ThrowAsync<WorkflowConflictException>("the event has to be sent again, to the instance as it is now");
        await _desk.EventAsync("Go");
        _desk.State(instance).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task What_came_for_a_failed_instance_waits_for_the_retry_however_late_that_is()
    {
        var (instance, switches) = await FailedBesideAWaitAsync();
        await _desk.EventAsync("Go");
        _desk.Time.Advance(TimeSpan.FromDays(80));
        switches.Broken = false;

        await _desk.DoAsync(session => _desk.Runtime.RetryAsync(session, instance));

        _desk.State(instance).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    private async Task<(string InstanceId, FlakySwitch Switches)> FailedBesideAWaitAsync()
    {
        var switches = new FlakySwitch { Broken = true };
        _desk.Host.Add(switches);
        await _desk.PublishAsync(Json.Workflow("w", Json.Activity("Elsa.Parallel", "P", new() { ["activities"] = new JsonArray(Json.Event("E", "Go"), Json.Activity("Test.Flaky", "F")) })));
        return ((await _desk.StartAsync("w")).Runs.Single().InstanceId, switches);
    }

    [Theory]
    [InlineData("SingletonStrategy", null, null, 1)]
    [InlineData("CorrelationStrategy", "a", "b", 2)]
    [InlineData("CorrelationStrategy", "a", "a", 1)]
    [InlineData("CorrelatedSingletonStrategy", "a", "a", 1)]
    [InlineData("AlwaysStrategy", "a", "a", 2)]
    public async Task An_activation_strategy_decides_whether_a_second_instance_starts(string strategy, string? first, string? second, int started)
    {
        var options = new JsonObject { ["options"] = new JsonObject { ["activationStrategyType"] = $"Elsa.Workflows.ActivationValidators.{strategy}, Elsa.Workflows.Core" } };
        await _desk.PublishAsync(Json.Workflow("w", Json.Event("E", "Never"), more: options));
        await _desk.StartAsync("w", correlationId: first);
        await _desk.StartAsync("w", correlationId: second);
        _desk.Store.Instances.Should().HaveCount(started);
    }

    [Fact]
    public async Task A_start_with_the_id_of_an_instance_that_exists_does_nothing()
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Line("L")));
        for (var time = 0; time < 2; time++)
            await _desk.DoAsync(session => _desk.Runtime.StartAsync(session, new StartRequest("w", InstanceId: "same")));
        _desk.Store.Instances.Should().ContainSingle();
    }

    [Fact]
    public async Task A_running_instance_stays_on_its_version_when_a_new_one_is_published()
    {
        var first = Json.Workflow("w", Json.Sequence("S", Json.Event("E", "Go"), Json.Line("L", Json.Literal("one"))));
        var second = Json.Workflow("w", Json.Sequence("S", Json.Event("E", "Go"), Json.Line("L", Json.Literal("two"))));
        await _desk.PublishAsync(first);
        await _desk.StartAsync("w");
        await _desk.PublishAsync(second.AsVersion("w:2", "w", 2, true, true));
        await _desk.StartAsync("w");
        (await _desk.EventAsync("Go")).Runs.SelectMany(run => run.Lines).Should().BeEquivalentTo("one", "two");
    }

    [Fact]
    public async Task A_host_s_activity_uses_the_unit_of_work_outcomes_outputs_and_variables()
    {
        var work = new TicketWork();
        _desk.Host.Add(work);
        await _desk.PublishAsync(Json.Workflow("w", Json.Flow(
            ["R>A", "A:Assigned>L", "A:Unassigned>N"],
            Json.Activity("Test.Received", "R", new() { ["mailbox"] = Json.Literal("desk"), ["mail"] = Json.Into("Mail") }).Trigger(),
            Json.Activity("Test.Assign", "A", new() { ["team"] = Json.Liquid("{{ Variables.Mail.team }}"), ["agent"] = Json.Into("Agent") }),
            Json.Line("L", Json.Js("getAgent() + ' ' + getNote()")), Json.Line("N")), ["Mail", "Agent", "Note"]));

        async Task<IEnumerable<string>> ReceiveAsync(string team) => (await _desk.DoAsync(session => _desk.Runtime.SendAsync(
            session, new StimulusRequest(Received.StimulusOf("desk"), new ValueMap { ["team"] = team })))).Runs.SelectMany(run => run.Lines);

        (await ReceiveAsync("network")).Should().Equal("network's first assigned");
        (await ReceiveAsync("")).Should().Equal("N");
        work.Done.Should().Equal("assign network", "assign ");
    }

    [Fact]
    public async Task Events_that_call_each_other_for_ever_end_as_effects_not_as_an_endless_transaction()
    {
        var desk = new Desk(options: new RuntimeOptions { MaxBursts = 20 });
        await desk.PublishAsync(Json.Workflow("ping", Json.Flow(["E>P"], Json.Event("E", "Ping").Trigger(), Json.Publish("P", "Pong"))));
        await desk.PublishAsync(Json.Workflow("pong", Json.Flow(["E>P"], Json.Event("E", "Pong").Trigger(), Json.Publish("P", "Ping"))));
        (await desk.EventAsync("Ping")).Runs.Should().HaveCountLessThanOrEqualTo(20);
        desk.Store.Effects.OfType<PublishRequest>().Should().ContainSingle();
    }

    [Fact]
    public async Task Variables_of_a_running_instance_can_be_changed()
    {
        await _desk.PublishAsync(Json.Workflow("w", Json.Sequence("S", Json.Event("E", "Go"), Json.Line("L", Json.Js("getN() + 1"))), ["N:Int32=1"]));
        var run = (await _desk.StartAsync("w")).Runs.Single();
        var session = _desk.Store.Open();
        (await _desk.Runtime.SetVariablesAsync(session, run.InstanceId, new ValueMap { ["N"] = "41" })).Should().BeTrue();
        await session.CommitAsync();
        (await _desk.EventAsync("Go")).Runs.Single().Lines.Should().Equal("42");
    }
}

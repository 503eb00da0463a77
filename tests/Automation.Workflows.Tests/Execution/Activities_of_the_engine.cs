using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Values;

namespace Automation.Workflows.Tests.Execution;

public sealed class Activities_of_the_engine
{
    private readonly Desk _desk = new();

    [Fact]
    public async Task A_sequence_runs_its_activities_one_after_the_other_and_If_chooses()
    {
        var lines = await LinesAsync(Json.Sequence("S",
            Json.Line("A"),
            Json.Activity("Elsa.If", "If", new() { ["condition"] = Json.Js("1 < 2"), ["then"] = Json.Line("Then"), ["else"] = Json.Line("Else") }),
            Json.Line("B")));
        lines.Should().Equal("A", "Then", "B");
    }

    [Fact]
    public async Task Loops_give_their_body_the_present_value_and_Break_leaves_them()
    {
        var lines = await LinesAsync(Json.Sequence("S",
            Json.Activity("Elsa.For", "For", new() { ["start"] = Json.Literal(1), ["end"] = Json.Literal(3), ["body"] = Json.Line("F", Json.Js("`for ${getCurrentValue()}`")) }),
            Json.Activity("Elsa.ForEach", "Each", new()
            {
                ["items"] = Json.Object("""["a","b","c"]"""),
                ["body"] = Json.Sequence("Body",
                    Json.Line("E", Json.Liquid("each {{ Variables.CurrentIndex }} {{ Variables.CurrentValue }}")),
                    Json.Activity("Elsa.If", "Enough", new() { ["condition"] = Json.Js("getVariable('CurrentValue') === 'b'"), ["then"] = Json.Activity("Elsa.Break", "Break") }),
                    Json.Line("Tail"))
            }),
            Json.Activity("Elsa.While", "While", new()
            {
                ["condition"] = Json.Js("getN() < 2"),
                ["body"] = Json.Sequence("W", Json.Line("Again", Json.Js("'while ' + getN()")), Json.Set("Add", "N", Json.Js("getN() + 1")))
            })), ["N:Int32=0"]);
        lines.Should().Equal("for 1", "for 2", "for 3", "each 0 a", "Tail", "each 1 b", "while 0", "while 1");
    }

    [Fact]
    public async Task Branches_side_by_side_end_together_or_with_the_first()
    {
        await _desk.PublishAsync(Json.Workflow("fork", Json.Sequence("S",
            Json.Activity("Elsa.Fork", "Fork", new() { ["joinMode"] = "WaitAny", ["branches"] = new JsonArray(Json.Event("E1", "One"), Json.Event("E2", "Two")) }),
            Json.Activity("Elsa.Parallel", "Both", new() { ["activities"] = new JsonArray(Json.Event("E3", "Three"), Json.Event("E4", "Four")) }),
            Json.Line("End"))));
        var run = (await _desk.StartAsync("fork")).Runs.Single();
        await _desk.EventAsync("Two");
        _desk.Journal(run.InstanceId).Should().Contain("E1:Canceled");
        await _desk.EventAsync("Four");
        _desk.State(run.InstanceId).Status.Should().Be(WorkflowStatus.Running);
        (await _desk.EventAsync("Three")).Runs.Single().Lines.Should().Equal("End");
    }

    [Fact]
    public async Task For_each_in_parallel_waits_for_all_rounds_and_keeps_their_values_apart()
    {
        await _desk.PublishAsync(Json.Workflow("many", Json.Activity("Elsa.ParallelForEach", "Each", new()
        {
            ["items"] = Json.Object("[1,2,3]"),
            ["body"] = Json.Sequence("B", Json.Event("Wait", "Go"), Json.Line("L", Json.Js("'item ' + variables.CurrentValue")))
        })));
        await _desk.StartAsync("many");
        var runs = (await _desk.EventAsync("Go")).Runs;
        runs.SelectMany(run => run.Lines).Should().Equal("item 1", "item 2", "item 3");
        runs[^1].SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task Finish_ends_the_instance_wherever_it_stands()
    {
        await _desk.PublishAsync(Json.Workflow("finish", Json.Sequence("S",
            Json.Activity("Elsa.Parallel", "P", new() { ["activities"] = new JsonArray(Json.Event("E", "Never"), Json.Sequence("Inner", Json.Line("A"), Json.Activity("Elsa.Finish", "Finish"), Json.Line("B"))) }),
            Json.Line("C"))));
        var run = (await _desk.StartAsync("finish")).Runs.Single();
        run.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        run.Lines.Should().Equal("A");
        _desk.Store.Bookmarks.Should().BeEmpty();
    }

    [Fact]
    public async Task Names_correlation_and_outputs_are_set_where_people_see_them()
    {
        await _desk.PublishAsync(Json.Workflow("named", Json.Sequence("S",
            Json.Activity("Elsa.SetName", "Name", new() { ["value"] = Json.Liquid("Ticket {{ Input.Number }}") }),
            Json.Activity("Elsa.Correlate", "Correlate", new() { ["correlationId"] = Json.Js("'t-' + getInput('Number')") }),
            Json.Activity("Elsa.SetOutput", "Out", new() { ["outputName"] = Json.Literal("Answer"), ["outputValue"] = Json.Js("getCorrelationId()") }),
            Json.Event("Wait", "Never"))));
        await _desk.StartAsync("named", new ValueMap { ["Number"] = 7L });
        var row = _desk.Store.Instances.Single();
        row.Name.Should().Be("Ticket 7");
        row.CorrelationId.Should().Be("t-7");
        _desk.State(row.Id).Output.Should().Contain("Answer", "t-7");
    }

    [Fact]
    public async Task A_delay_waits_for_its_time_and_its_timer_goes_with_its_bookmark()
    {
        await _desk.PublishAsync(Json.Workflow("delay", Json.Sequence("S", Json.Delay("D", "00:10:00"), Json.Line("Late"))));
        var run = (await _desk.StartAsync("delay")).Runs.Single();
        _desk.Store.Timers.Single().DueAt.Should().Be(_desk.Time.GetUtcNow().AddMinutes(10));

        await _desk.PassAsync(TimeSpan.FromMinutes(9));
        _desk.State(run.InstanceId).Status.Should().Be(WorkflowStatus.Running);
        await _desk.PassAsync(TimeSpan.FromMinutes(1));

        _desk.State(run.InstanceId).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        _desk.Store.Timers.Should().BeEmpty();
    }

    [Fact]
    public async Task A_script_sets_outcomes_and_its_value_can_be_asked_for_later()
    {
        var lines = await LinesAsync(Json.Flow(
            ["Script:Yes>Line", "Script:No>Other"],
            Json.Activity("Elsa.RunJavaScript", "Script", new()
            {
                ["script"] = Json.Literal("setVariable('N', 5); setOutcome('Yes'); return { half: 2.5 };"),
                ["possibleOutcomes"] = Json.Object("""["Yes","No"]""")
            }),
            Json.Line("Line", Json.Js("`${getN()} ${getResultFromScript().half} ${getOutputFrom('Script').half} ${getLastResult().half}`")),
            Json.Line("Other")), ["N:Int32=0"]);
        lines.Should().Equal("5 2.5 2.5 2.5");
    }

    [Theory]
    [InlineData("MatchFirst", 5, new[] { "big" })]
    [InlineData("MatchAny", 5, new[] { "big", "odd" })]
    [InlineData("MatchAny", 2, new[] { "none" })]
    public async Task A_switch_runs_the_activity_of_the_first_true_case_or_of_all_or_the_default_one(string mode, int number, string[] expected)
    {
        var lines = await LinesAsync(Json.Activity("Elsa.Switch", "Switch", new()
        {
            ["mode"] = Json.Literal(mode),
            ["cases"] = new JsonArray(Case("big", "getN() > 3"), Case("odd", "getN() % 2 === 1")),
            ["default"] = Json.Line("none")
        }), [$"N:Int32={number}"]);
        lines.Should().Equal(expected);

        static JsonObject Case(string name, string condition) =>
            new() { ["label"] = name, ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = condition }, ["activity"] = Json.Line(name) };
    }

    [Fact]
    public async Task A_fault_names_what_happened_and_the_instance_says_so()
    {
        await _desk.PublishAsync(Json.Workflow("fault", Json.Activity("Elsa.Fault", "F", new() { ["message"] = Json.Literal("No budget left") })));
        var run = (await _desk.StartAsync("fault")).Runs.Single();
        run.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        run.Incidents.Single().Should().BeEquivalentTo(new { Message = "No budget left", ActivityId = "F" });
    }

    [Fact]
    public async Task An_http_request_is_an_effect_and_its_answer_chooses_the_way()
    {
        await _desk.PublishAsync(Json.Workflow("http", Json.Flow(
            ["Send:200>Good", "Send:Unmatched status code>Bad", "Send:Timeout>Slow", "Send:Failed to connect>Away", "Send:Done>Answered"],
            Json.Activity("Elsa.FlowSendHttpRequest", "Send", new() { ["url"] = Json.Literal("https://api.example/x"), ["method"] = Json.Literal("post"), ["content"] = Json.Object("""{"a":1}""") }),
            Json.Line("Good", Json.Js("getParsedContentFromSend().ok")), Json.Line("Bad"), Json.Line("Slow"), Json.Line("Away"), Json.Line("Answered"))));

        // Done is gone on at after an answer, never after none.
        foreach (var (result, lines) in new (HttpResult, string[])[]
        {
            (new HttpResult(200, null, new ValueMap { ["ok"] = "fine" }, null), ["fine", "Answered"]), (new HttpResult(500, null, "x", null), ["Bad", "Answered"]),
            (new HttpResult(0, "Timeout", null, null), ["Slow"]), (new HttpResult(0, "FailedToConnect", null, null), ["Away"]),
        })
        {
            await _desk.StartAsync("http");
            var request = _desk.Store.Effects.OfType<SendHttp>().Last();
            request.Should().BeEquivalentTo(new { Url = "https://api.example/x", Method = "POST" });
            var runs = (await _desk.DoAsync(session => _desk.Runtime.ResumeAsync(session, request.BookmarkId, result))).Runs;
            runs.Single().Lines.Should().Equal(lines);
        }
    }

    [Fact]
    public async Task An_http_endpoint_starts_the_workflow_and_the_answer_is_an_effect()
    {
        await _desk.PublishAsync(Json.Workflow("endpoint", Json.Flow(
            ["In>Out"],
            Json.Activity("Elsa.HttpEndpoint", "In", new() { ["path"] = Json.Literal("/Orders/{id}"), ["supportedMethods"] = Json.Object("""["POST"]"""), ["routeData"] = Json.Into("Route") }).Trigger(),
            Json.Activity("Elsa.WriteHttpResponse", "Out", new() { ["statusCode"] = Json.Literal("Accepted"), ["content"] = Json.Js("getRoute().id") })), ["Route"]));
        var result = await _desk.DoAsync(session => _desk.Runtime.SendAsync(session, new StimulusRequest(
            Automation.Workflows.Activities.Stimuli.HttpRequest("orders/{id}", "post"), new ValueMap { ["routeData"] = new ValueMap { ["id"] = "42" } })));
        result.Runs.Single().Effects.OfType<HttpReply>().Single().Should().BeEquivalentTo(new { StatusCode = 202, Content = "42" });
    }

    [Fact]
    public async Task A_task_waits_for_its_worker()
    {
        await _desk.PublishAsync(Json.Workflow("task", Json.Sequence("S",
            Json.Activity("Elsa.RunTask", "Task", new() { ["taskName"] = Json.Literal("print"), ["payload"] = Json.Object("""{"copies":2}"""), ["result"] = Json.Into("R") }),
            Json.Line("L", Json.Js("getR()"))), ["R"]));
        await _desk.StartAsync("task");
        var task = _desk.Store.Effects.OfType<RunTaskRequest>().Single();
        task.Payload.Should().Contain("copies", 2L);
        (await _desk.DoAsync(session => _desk.Runtime.ReportTaskAsync(session, task.TaskId, "printed"))).Runs.Single().Lines.Should().Equal("printed");
    }

    [Fact]
    public async Task A_dispatched_workflow_runs_beside_its_parent_which_can_wait_for_it()
    {
        await _desk.PublishAsync(Json.Workflow("child", Json.Sequence("S",
            Json.Event("Wait", "Go"),
            Json.Activity("Elsa.SetOutput", "Out", new() { ["outputName"] = Json.Literal("Double"), ["outputValue"] = Json.Js("getInput('N') * 2") }))));
        await _desk.PublishAsync(Json.Workflow("parent", Json.Sequence("P",
            Json.Activity("Elsa.DispatchWorkflow", "D", new() { ["workflowDefinitionId"] = Json.Literal("child"), ["input"] = Json.Object("""{"N":21}"""), ["waitForCompletion"] = Json.Literal(true), ["result"] = Json.Into("R") }),
            Json.Line("L", Json.Js("'child said ' + getR().Double"))), ["R"]));
        (await _desk.StartAsync("parent")).Runs.Should().HaveCount(2);
        (await _desk.EventAsync("Go")).Runs.SelectMany(run => run.Lines).Should().Equal("child said 42");
    }

    [Fact]
    public async Task An_executed_workflow_that_waits_keeps_its_parent_waiting()
    {
        await _desk.PublishAsync(Json.Workflow("slow", Json.Event("Wait", "Go")));
        await _desk.PublishAsync(Json.Workflow("caller", Json.Sequence("P",
            Json.Activity("Elsa.ExecuteWorkflow", "E", new() { ["workflowDefinitionId"] = Json.Literal("slow"), ["waitForCompletion"] = Json.Literal(true) }), Json.Line("After"))));
        var parent = (await _desk.StartAsync("caller")).Runs.Last();
        parent.SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        (await _desk.EventAsync("Go")).Runs.SelectMany(run => run.Lines).Should().Equal("After");
    }

    [Fact]
    public async Task Many_workflows_are_dispatched_for_a_list_and_the_parent_goes_on_after_the_last()
    {
        await _desk.PublishAsync(Json.Workflow("one", Json.Sequence("S", Json.Event("Wait", "Go"), Json.Line("L", Json.Js("'item ' + getInput('Item') + ' ' + getCorrelationId()")))));
        await _desk.PublishAsync(Json.Workflow("bulk", Json.Flow(
            ["B:Completed>After"],
            Json.Activity("Elsa.BulkDispatchWorkflows", "B", new()
            {
                ["workflowDefinitionId"] = Json.Literal("one"),
                ["items"] = Json.Object("""["x","y"]"""),
                ["correlationIdFunction"] = Json.Js("'c-' + variables.Item"),
                ["childCompleted"] = Json.Line("Each", Json.Js("'done ' + (getChildInstanceId() !== null)"))
            }), Json.Line("After"))));
        await _desk.StartAsync("bulk");
        (await _desk.EventAsync("Go")).Runs.SelectMany(run => run.Lines).Should().Equal("item x c-x", "item y c-y", "done true", "done true", "After");
    }

    [Fact]
    public async Task A_workflow_used_as_an_activity_has_its_own_variables_inputs_outputs_and_outcomes()
    {
        var options = new JsonObject { ["options"] = new JsonObject { ["usableAsActivity"] = true }, ["outcomes"] = new JsonArray("Small", "Big"), ["inputs"] = JsonNode.Parse("""[{"name":"Amount","type":"Int32"}]"""), ["outputs"] = JsonNode.Parse("""[{"name":"Tax","type":"Double"}]""") };
        await _desk.PublishAsync(Json.Workflow("Judge amount", Json.Flow(
            ["Tax>Q", "Q:True>Big", "Q:False>Small"],
            Json.Activity("Elsa.SetOutput", "Tax", new() { ["outputName"] = Json.Literal("Tax"), ["outputValue"] = Json.Js("getAmount() * 0.5") }),
            Json.Decide("Q", Json.Js("getInput('Amount') > 100 && getVariable('Outer') === null")),
            Json.Activity("Elsa.Complete", "Big", new() { ["outcomes"] = Json.Literal("Big") }),
            Json.Activity("Elsa.Complete", "Small", new() { ["outcomes"] = Json.Object("""["Small"]""") })), more: options));
        var use = Json.Activity("JudgeAmount", "Judge", new()
        {
            ["workflowDefinitionId"] = "Judge amount",
            ["workflowDefinitionVersionId"] = "Judge amount:1",
            ["amount"] = Json.Js("variables.Outer"),
            ["tax"] = Json.Into("T")
        });
        await _desk.PublishAsync(Json.Workflow("user", Json.Flow(
            ["Judge:Big>B", "Judge:Small>S"], use, Json.Line("B", Json.Js("'big ' + getT()")), Json.Line("S")), ["Outer:Int32=300", "T"]));

        var run = (await _desk.StartAsync("user")).Runs.Single();
        run.Incidents.Should().BeEmpty();
        run.Lines.Should().Equal("big 150");
        _desk.Journal(run.InstanceId).Should().StartWith("Workflow2:Started").And.Contain("Workflow1:Completed");
    }

    [Theory]
    [InlineData("Elsa.Delay", "timeSpan", "'10000000.00:00:00'", "100 years")]
    [InlineData("Elsa.Timer", "interval", "'10000000.00:00:00'", "100 years")]
    [InlineData("Elsa.Timer", "interval", "'00:00:00'", "at least one second")]
    [InlineData("Elsa.StartAt", "dateTime", "'9999-01-01T00:00:00Z'", "100 years")]
    public async Task A_computed_wait_that_is_too_long_or_none_is_an_incident_in_words(string type, string input, string script, string words)
    {
        await _desk.PublishAsync(Json.Workflow("wait", Json.Activity(type, "A", new() { [input] = Json.Js(script) })));
        var run = (await _desk.StartAsync("wait")).Runs.Single();
        run.Incidents.Should().ContainSingle().Which.Message.Should().Contain(words);
        _desk.Store.Timers.Should().BeEmpty();
    }

    [Fact]
    public async Task A_delay_of_less_than_nothing_goes_on_at_once()
    {
        await _desk.PublishAsync(Json.Workflow("wait", Json.Sequence("S", Json.Activity("Elsa.Delay", "A", new() { ["timeSpan"] = Json.Js("'-10000000.00:00:00'") }), Json.Line("L"))));
        await _desk.StartAsync("wait");
        await _desk.PassAsync(TimeSpan.Zero);
        _desk.Store.Instances.Single().SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task A_loop_that_never_waits_is_stopped_with_an_incident()
    {
        var desk = new Desk(options: new RuntimeOptions { MaxSteps = 200 });
        await desk.PublishAsync(Json.Workflow("forever", Json.Activity("Elsa.While", "W", new() { ["condition"] = Json.Literal(true), ["body"] = Json.Line("L") })));
        var run = (await desk.StartAsync("forever")).Runs.Single();
        run.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        run.Incidents.Single().Message.Should().Contain("200 activities");
    }

    [Fact]
    public async Task Work_that_goes_on_and_on_without_waiting_is_stopped_with_an_incident()
    {
        var desk = new Desk(options: new RuntimeOptions { MaxTime = TimeSpan.FromSeconds(5), MaxTurn = TimeSpan.FromMinutes(1) });
        await desk.PublishAsync(Json.Workflow("slow", Json.Activity("Elsa.While", "W", new() { ["condition"] = Json.Literal(true), ["body"] = Json.Line("L") })));
        // Every look at the clock takes a while.
        desk.Time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(100);
        var run = (await desk.StartAsync("slow")).Runs.Single();
        run.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        run.Incidents.Single().Message.Should().Contain("more than 5 seconds").And.Contain("Delay");
    }

    [Fact]
    public async Task Work_that_takes_long_lets_others_go_and_goes_on_in_turns_until_it_is_done()
    {
        var desk = new Desk(options: new RuntimeOptions { MaxTurn = TimeSpan.FromSeconds(1) });
        await desk.PublishAsync(Json.Workflow("long", Json.Activity("Elsa.ForEach", "E", new() { ["items"] = Json.Js("Array.from({ length: 40 }, (_, i) => i)"), ["body"] = Json.Line("L", Json.Js("`${getVariable('CurrentValue')}`")) })));
        desk.Time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(20);

        var first = (await desk.StartAsync("long")).Runs.Single();

        (first.Status, first.SubStatus).Should().Be((WorkflowStatus.Running, WorkflowSubStatus.Executing));
        first.Lines.Should().NotBeEmpty().And.HaveCountLessThan(40);
        var lines = first.Lines.ToList();
        var turns = 1;
        for (; desk.Store.Timers.Count > 0; turns++)
            lines.AddRange((await desk.DoAsync(session => desk.Runtime.ResumeAsync(session, desk.Store.Timers.Single().BookmarkId))).Runs.Single().Lines);
        turns.Should().BeGreaterThan(3);
        lines.Should().Equal(Enumerable.Range(0, 40).Select(n => $"{n}"));
        var state = desk.State(first.InstanceId);
        (state.SubStatus, state.Aside).Should().Be((WorkflowSubStatus.Finished, (PutAside?)null));
        desk.Journal(first.InstanceId).Should().NotContain(line => line.EndsWith(":Suspended") || line.EndsWith(":Resumed"), "it never waited for anything");
    }

    [Fact]
    public async Task Turns_have_an_end_too()
    {
        var desk = new Desk(options: new RuntimeOptions { MaxTurn = TimeSpan.FromSeconds(1), MaxWork = TimeSpan.FromSeconds(5) });
        await desk.PublishAsync(Json.Workflow("endless", Json.Activity("Elsa.While", "W", new() { ["condition"] = Json.Literal(true), ["body"] = Json.Line("L") })));
        desk.Time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(20);
        var id = (await desk.StartAsync("endless")).Runs.Single().InstanceId;

        for (var turn = 0; turn < 20 && desk.State(id).Status == WorkflowStatus.Running; turn++)
            await desk.DoAsync(session => desk.Runtime.ResumeAsync(session, desk.Store.Timers.Single().BookmarkId));

        desk.State(id).SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        desk.State(id).Incidents.Single().Message.Should().Contain("more than 5 seconds in all").And.Contain("Delay");
    }

    [Fact]
    public async Task Activities_count_over_all_turns()
    {
        var desk = new Desk(options: new RuntimeOptions { MaxTurn = TimeSpan.Zero, MaxSteps = 50 });
        await desk.PublishAsync(Json.Workflow("endless", Json.Activity("Elsa.While", "W", new() { ["condition"] = Json.Literal(true), ["body"] = Json.Line("L") })));
        var id = (await desk.StartAsync("endless")).Runs.Single().InstanceId;

        for (var turn = 0; turn < 60 && desk.State(id).Status == WorkflowStatus.Running; turn++)
            await desk.DoAsync(session => desk.Runtime.ResumeAsync(session, desk.Store.Timers.Single().BookmarkId));

        desk.State(id).Incidents.Single().Message.Should().Contain("50 activities");
    }

    [Fact]
    public async Task What_comes_between_two_turns_does_not_set_back_what_was_counted()
    {
        var desk = new Desk(options: new RuntimeOptions { MaxTurn = TimeSpan.Zero, MaxSteps = 50 });
        await desk.PublishAsync(Json.Workflow("endless", Json.Activity("Elsa.Parallel", "P", new()
        {
            ["activities"] = new JsonArray(
            Json.Activity("Elsa.While", "W", new() { ["condition"] = Json.Literal(true), ["body"] = Json.Line("L") }),
            Json.Activity("Elsa.While", "V", new() { ["condition"] = Json.Literal(true), ["body"] = Json.Sequence("B", Json.Event("E", "Poke"), Json.Line("K1"), Json.Line("K2")) }))
        })));
        var id = (await desk.StartAsync("endless")).Runs.Single().InstanceId;

        for (var turn = 0; turn < 120 && desk.State(id).Status == WorkflowStatus.Running; turn++)
        {
            await desk.DoAsync(session => desk.Runtime.ResumeAsync(session, desk.Store.Timers.Single().BookmarkId));
            await desk.EventAsync("Poke");
        }

        desk.State(id).Incidents.Single().Message.Should().Contain("50 activities");
    }

    [Fact]
    public async Task What_must_come_to_rest_in_one_unit_of_work_does_and_what_it_leads_to_need_not()
    {
        var desk = new Desk(options: new RuntimeOptions { MaxTurn = TimeSpan.Zero });
        await desk.PublishAsync(Json.Workflow("first", Json.Sequence("S", Json.Trigger(Json.Event("E", "Begin")), Json.Line("A"), Json.Publish("P", "Then"), Json.Line("B"))));
        await desk.PublishAsync(Json.Workflow("second", Json.Sequence("S", Json.Trigger(Json.Event("E", "Then")), Json.Line("C"), Json.Line("D"))));

        var result = await desk.DoAsync(session => desk.Runtime.SendAsync(session, new StimulusRequest(Automation.Workflows.Activities.Stimuli.Event("Begin"), InOneGo: true)));

        result.Runs.Select(run => (run.DefinitionId, run.SubStatus)).Should().Equal(("first", WorkflowSubStatus.Finished), ("second", WorkflowSubStatus.Executing));
    }

    private async Task<IReadOnlyList<string>> LinesAsync(JsonObject root, string[]? variables = null)
    {
        WorkflowDefinition definition = Json.Workflow("w" + _desk.Ids.NewId(), root, variables);
        await _desk.PublishAsync(definition);
        var run = (await _desk.StartAsync(definition.DefinitionId)).Runs.Single();
        run.Incidents.Should().BeEmpty();
        run.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        return run.Lines;
    }
}

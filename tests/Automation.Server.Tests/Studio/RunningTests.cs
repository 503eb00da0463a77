using System.Net;
using System.Text.Json.Nodes;

namespace Automation.Server.Tests.Studio;

/// <summary>Workflows started by hand, as Studio and other programs do.</summary>
public sealed class RunningTests(StudioDesk desk) : IClassFixture<StudioDesk>
{
    [Fact]
    public async Task Inputs_are_taken_in_the_types_that_the_workflow_declares_and_what_does_not_fit_is_refused_by_name()
    {
        var model = StudioDesk.Workflow("With inputs", "`${typeof getInput('Count')} ${getInput('Count') + 1} ${getInput('Whatever')}`");
        model["inputs"] = JsonNode.Parse("""[{ "name": "Count", "type": "Int32" }, { "name": "Hosts", "type": "String", "isArray": true }]""");
        var id = (await desk.SaveAsync(model, publish: true))["definitionId"]!.GetValue<string>();

        var (status, answer) = await ExecuteAsync(id, """{ "Count": "41", "Whatever": "as it is" }""");
        var (refusal, refused) = await ExecuteAsync(id, """{ "Count": "soon", "Hosts": 3 }""");

        status.Should().Be(HttpStatusCode.OK);
        (await LineAsync(answer!)).Should().Be("number 42 as it is");
        refusal.Should().Be(HttpStatusCode.BadRequest);
        refused!["detail"]!.GetValue<string>().Should().Contain("The input 'Count' is 'soon'; it must be a whole number").And.Contain("The input 'Hosts' is '3'; it must be a list");
        var (_, instances) = await desk.SendAsync(HttpMethod.Post, "workflow-instances", new JsonObject { ["definitionId"] = id });
        instances!["totalCount"]!.GetValue<int>().Should().Be(1, "what was refused did not run");
    }

    [Fact]
    public async Task An_input_that_nobody_gives_has_its_default_in_its_type()
    {
        var model = StudioDesk.Workflow("With defaults", "`${getInput('Ready') ? 'yes' : 'no'} ${getInput('Count') + 1}`");
        // Studio writes defaults as texts.
        model["inputs"] = JsonNode.Parse("""[{ "name": "Count", "type": "Int32", "defaultValue": "5" }, { "name": "Ready", "type": "Boolean", "defaultValue": "false" }]""");
        var id = (await desk.SaveAsync(model, publish: true))["definitionId"]!.GetValue<string>();

        (await LineAsync((await ExecuteAsync(id, "{}")).Body!)).Should().Be("no 6");
    }

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("""{ "versionOptions": "Published" }""", 1)]
    [InlineData("""{ "versionOptions": { "isPublished": true } }""", 1)]
    [InlineData("""{ "versionOptions": "Latest" }""", 2)]
    [InlineData("""{ "versionOptions": { "isLatest": true } }""", 2)]
    [InlineData("""{ "versionOptions": { "version": 2 } }""", 2)]
    public async Task What_runs_is_what_is_in_force_unless_another_version_is_asked_for(string body, int version)
    {
        var first = await desk.SaveAsync(StudioDesk.Workflow("In force"), publish: true);
        var draft = first.DeepClone();
        draft["description"] = "not published";
        var id = (await desk.SaveAsync(draft, publish: false))["definitionId"]!.GetValue<string>();

        var (_, executed) = await desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{id}/execute", JsonNode.Parse(body));
        var (_, dispatched) = await desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{id}/dispatch", JsonNode.Parse(body));

        (await desk.GetAsync($"workflow-instances/{executed!["workflowState"]!["id"]}"))["version"]!.GetValue<int>().Should().Be(version);
        (await desk.GetAsync($"workflow-instances/{dispatched!["workflowInstanceId"]}"))["version"]!.GetValue<int>().Should().Be(version);
    }

    [Theory]
    [InlineData("execute")]
    [InlineData("dispatch")]
    public async Task Whoever_starts_a_workflow_that_may_not_run_twice_is_told_so(string how)
    {
        var model = StudioDesk.Workflow($"Only one to {how}");
        model["options"] = new JsonObject { ["activationStrategyType"] = "Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core" };
        var id = (await desk.SaveAsync(model, publish: true))["definitionId"]!.GetValue<string>();
        await desk.RunAsync(id);

        using var answer = await desk.Http.PostAsync(new Uri($"/elsa/api/workflow-definitions/{id}/{how}", UriKind.Relative), new StringContent("{}", null, "application/json"));

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Headers.GetValues("x-elsa-workflow-cannot-start").Should().Equal("True");
        (await answer.Content.ReadAsStringAsync()).Should().Contain("one is running already");
    }

    [Fact]
    public async Task The_workflow_of_mails_run_by_hand_says_how_to_see_it_run_and_waits_for_no_mail()
    {
        var (_, answer) = await ExecuteAsync("log", "{}");

        var state = answer!["workflowState"]!;
        state["subStatus"]!.GetValue<string>().Should().Be("Faulted");
        state["incidents"]![0]!["message"]!.GetValue<string>().Should().Contain("write a mail to one of the desk's mailboxes");
        state["bookmarks"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Waiting_in_business_time_knows_the_calendars_in_every_turn()
    {
        var model = StudioDesk.Workflow("Waits in business time");
        model["root"]!["activities"]![1] = JsonNode.Parse("""{ "id": "Wait", "type": "Elsa.Delay", "version": 1, "timeSpan": { "typeName": "TimeSpan", "expression": { "type": "Literal", "value": "00:00:00.010" } } }""");
        model["root"]!["activities"]![2] = JsonNode.Parse("""{ "id": "Liquid", "type": "Automation.WaitBusinessTime", "version": 1, "duration": { "typeName": "TimeSpan", "expression": { "type": "Literal", "value": "2.00:00:00" } } }""");
        var instance = await desk.RunAsync((await desk.SaveAsync(model, publish: true))["definitionId"]!.GetValue<string>());

        JsonNode state;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        do
        {
            state = await desk.GetAsync($"workflow-instances/{instance}");
            await Task.Yield();
        }
        while (!patience.IsCancellationRequested && state["incidentCount"]!.GetValue<int>() == 0 && !(await JournalAsync()).Contains("Liquid:Suspended"));

        (await JournalAsync()).Should().Contain("Liquid:Suspended", state.ToJsonString());

        async Task<List<string>> JournalAsync() =>
            [.. (await desk.GetAsync($"workflow-instances/{instance}/journal"))["items"]!.AsArray().Select(e => $"{e!["activityId"]}:{e["eventName"]}")];
    }

    private Task<(HttpStatusCode Status, JsonNode? Body)> ExecuteAsync(string id, string input) =>
        desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{id}/execute", new JsonObject { ["input"] = JsonNode.Parse(input) });

    private async Task<string> LineAsync(JsonNode executed)
    {
        var runs = (await desk.GetAsync($"activity-executions/list?workflowInstanceId={executed["workflowState"]!["id"]}"))["items"]!.AsArray();
        return runs.First(r => r!["activityId"]!.GetValue<string>() == "Say")!["activityState"]!["Text"]!.GetValue<string>();
    }
}

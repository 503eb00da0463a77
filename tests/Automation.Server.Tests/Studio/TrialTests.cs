using System.Net;
using System.Text.Json.Nodes;

namespace Automation.Server.Tests.Studio;

/// <summary>The editor's Test tab, and workflows that use others.</summary>
public sealed class TrialTests(StudioDesk desk) : IClassFixture<StudioDesk>
{
    [Fact]
    public async Task One_activity_is_run_by_itself_with_the_variables_it_sees_and_nothing_is_stored()
    {
        var model = StudioDesk.Workflow("Tried", "'hello ' + getVariable('Who')");
        model["variables"] = JsonNode.Parse("""[{ "id": "who", "name": "Who", "typeName": "String", "value": "world" }]""");
        var saved = await desk.SaveAsync(model, publish: false);

        var (status, answer) = await TryAsync(saved, "Say");

        status.Should().Be(HttpStatusCode.OK);
        answer!["status"]!.GetValue<string>().Should().Be("Completed");
        answer["activityState"]!["Text"]!.GetValue<string>().Should().Be("hello world");
        answer["activityState"]!["Lines written"]!.GetValue<string>().Should().Be("hello world");
        answer["payload"]!["outcomes"]!.AsArray().Select(o => o!.GetValue<string>()).Should().Equal("Done");
        var (_, instances) = await desk.SendAsync(HttpMethod.Post, "workflow-instances", new JsonObject { ["definitionId"] = saved["definitionId"]!.GetValue<string>() });
        instances!["totalCount"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task What_would_be_done_outside_is_told_and_not_done_and_what_fails_says_why()
    {
        var model = StudioDesk.Workflow("Tried outside", "getVariable('Nobody').name");
        model["root"]!["activities"]!.AsArray().Add(JsonNode.Parse("""
            { "id": "Ask", "type": "Elsa.FlowSendHttpRequest", "version": 1, "url": { "typeName": "Uri", "expression": { "type": "Literal", "value": "http://127.0.0.1:9/x" } } }
            """));
        var saved = await desk.SaveAsync(model, publish: false);

        var (_, asked) = await TryAsync(saved, "Ask");
        var (_, failed) = await TryAsync(saved, "Say");
        var (_, waiting) = await TryAsync(saved, "Wait");

        asked!["status"]!.GetValue<string>().Should().Be("Running");
        asked["activityState"]!["Not done, because this is a test"]!.GetValue<string>().Should().Be("HTTP GET http://127.0.0.1:9/x");
        failed!["status"]!.GetValue<string>().Should().Be("Faulted");
        failed["exception"]!["message"]!.GetValue<string>().Should().NotBeEmpty();
        waiting!["status"]!.GetValue<string>().Should().Be("Running");
        waiting["activityState"]!["Waits for"]!.GetValue<string>().Should().Contain("Elsa.Event").And.Contain("Tried outside goes on");
        (await TryAsync(saved, "Nobody")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Workflows_that_use_another_get_its_new_version_when_asked_or_when_it_says_so()
    {
        var inner = await desk.SaveAsync(Usable("Inner one"), publish: true);
        var outer = await desk.SaveAsync(Using("Outer one", inner), publish: true);
        var draft = await desk.SaveAsync(Using("Outer draft", inner), publish: false);
        var second = await desk.SaveAsync(Described(inner, "second"), publish: true);

        var (status, answer) = await desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{inner["definitionId"]}/update-references", new JsonObject());

        status.Should().Be(HttpStatusCode.OK);
        answer!["affectedWorkflows"]!.AsArray().Select(x => x!.GetValue<string>()).Should().BeEquivalentTo([Id(outer), Id(draft)]);
        var now = await desk.GetAsync($"workflow-definitions/by-definition-id/{Id(outer)}?versionOptions=Published");
        now["version"]!.GetValue<int>().Should().Be(2);
        now["root"]!["activities"]![0]!["workflowDefinitionVersionId"]!.GetValue<string>().Should().Be(second["id"]!.GetValue<string>());
        var stillDraft = await desk.GetAsync($"workflow-definitions/by-definition-id/{Id(draft)}?versionOptions=Latest");
        (stillDraft["version"]!.GetValue<int>(), stillDraft["isPublished"]!.GetValue<bool>()).Should().Be((1, false));
        var (_, again) = await desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{inner["definitionId"]}/update-references", new JsonObject());
        again!["affectedWorkflows"]!.AsArray().Should().BeEmpty();

        var third = Described(second, "third");
        third["options"]!["autoUpdateConsumingWorkflows"] = true;
        var (_, published) = await desk.SendAsync(HttpMethod.Post, "workflow-definitions", new JsonObject { ["model"] = third, ["publish"] = true });
        published!["consumingWorkflowCount"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task A_task_that_there_is_none_of_is_refused_at_publish_and_the_drop_down_names_those_there_are()
    {
        var model = StudioDesk.Workflow("Tasks");
        model["root"]!["activities"]!.AsArray().Add(JsonNode.Parse("""
            { "id": "Ask", "type": "Elsa.RunTask", "version": 1, "taskName": { "typeName": "String", "expression": { "type": "Literal", "value": "ticket.shred" } } }
            """));

        var (status, answer) = await desk.SendAsync(HttpMethod.Post, "workflow-definitions", new JsonObject { ["model"] = model, ["publish"] = true });

        status.Should().Be(HttpStatusCode.BadRequest);
        answer!["errors"]!["Ask"]!.ToJsonString().Should().Contain("ticket.shred").And.Contain("ticket.classify");
        var descriptor = (await desk.GetAsync("descriptors/activities"))["items"]!.AsArray().Single(a => a!["typeName"]!.GetValue<string>() == "Elsa.RunTask")!;
        var input = descriptor["inputs"]!.AsArray().Single(i => i!["name"]!.GetValue<string>() == "TaskName")!;
        input["uiHint"]!.GetValue<string>().Should().Be("dropdown");
        input["uiSpecifications"]!["dropdown"]!["selectList"]!["items"]!.AsArray().Select(i => i!["value"]!.GetValue<string>())
            .Should().Equal("person.find", "team.notify", "ticket.classify", "ticket.note", "ticket.read");
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> TryAsync(JsonNode saved, string activity) => await desk.SendAsync(HttpMethod.Post, "tests/activities", new JsonObject
    {
        ["workflowDefinitionHandle"] = new JsonObject { ["definitionVersionId"] = saved["id"]!.GetValue<string>() },
        ["activityHandle"] = new JsonObject { ["activityNodeId"] = $"Workflow1:Flow:{activity}" },
    });

    private static string Id(JsonNode saved) => saved["definitionId"]!.GetValue<string>();

    private static JsonObject Usable(string name)
    {
        var model = StudioDesk.Workflow(name);
        model["options"] = new JsonObject { ["usableAsActivity"] = true };
        return model;
    }

    private static JsonObject Using(string name, JsonNode inner)
    {
        var model = StudioDesk.Workflow(name);
        model["root"] = JsonNode.Parse($$"""
            { "type": "Elsa.Flowchart", "version": 1, "id": "Flow", "connections": [], "activities": [
              { "id": "Use", "type": "InnerOne", "version": 1, "workflowDefinitionId": "{{Id(inner)}}", "workflowDefinitionVersionId": "{{inner["id"]}}" }] }
            """);
        return model;
    }

    private static JsonObject Described(JsonNode saved, string description)
    {
        var changed = saved.DeepClone().AsObject();
        changed["description"] = description;
        return changed;
    }
}

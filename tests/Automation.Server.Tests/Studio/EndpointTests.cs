using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Automation.Server.Tests.Studio;

public sealed class EndpointTests(StudioDesk desk) : IClassFixture<StudioDesk>
{
    [Fact]
    public async Task Who_uses_a_workflow_is_found_through_those_in_between()
    {
        var used = await PublishedAsync("Used", "consumed-1", """{ "id": "A", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "x" } } }""", usable: true);
        await PublishedAsync("As activity", "consumed-2", $$"""{ "id": "A", "type": "Used", "version": 1, "workflowDefinitionId": "consumed-1", "workflowDefinitionVersionId": "{{used["id"]}}" }""");
        await PublishedAsync("Starts it", "consumed-3", """{ "id": "A", "type": "Elsa.DispatchWorkflow", "version": 1, "workflowDefinitionId": { "typeName": "String", "expression": { "type": "Literal", "value": "consumed-2" } } }""");
        await PublishedAsync("Computes it", "consumed-4", """{ "id": "A", "type": "Elsa.DispatchWorkflow", "version": 1, "workflowDefinitionId": { "typeName": "String", "expression": { "type": "JavaScript", "value": "'consumed-1'" } } }""");

        (await ConsumersAsync("consumed-1")).Should().Equal("consumed-2", "consumed-3");
        (await ConsumersAsync("consumed-2")).Should().Equal("consumed-3");
        (await ConsumersAsync("consumed-3")).Should().BeEmpty();
        using var zip = await ZipAsync(await desk.Http.GetAsync(Path("workflow-definitions/consumed-1/export?versionOptions=Latest&includeConsumingWorkflows=true")));
        zip.Entries.Select(e => e.FullName).Should().Equal("workflow-definition-used.json", "workflow-definition-as-activity.json", "workflow-definition-starts-it.json");
    }

    [Theory]
    [InlineData("bulk-actions/delete/workflow-definitions/by-definition-id", "definitionIds")]
    [InlineData("bulk-actions/delete/workflow-definitions/by-id", "ids")]
    [InlineData("bulk-actions/publish/workflow-definitions/by-definition-ids", "definitionIds")]
    [InlineData("bulk-actions/retract/workflow-definitions/by-definition-ids", "definitionIds")]
    [InlineData("bulk-actions/delete/workflow-instances/by-id", "ids")]
    [InlineData("bulk-actions/cancel/workflow-instances", "ids")]
    [InlineData("bulk-actions/export/workflow-definitions", "ids")]
    [InlineData("bulk-actions/export/workflow-instances", "ids")]
    [InlineData("workflow-instances/any/variables", "variables")]
    public async Task A_body_without_what_it_must_have_is_refused_by_name(string path, string missing)
    {
        var (status, answer) = await desk.SendAsync(HttpMethod.Post, path, new JsonObject());

        status.Should().Be(HttpStatusCode.BadRequest);
        answer!["detail"]!.GetValue<string>().Should().Be($"The body has no '{missing}'.");
    }

    [Fact]
    public async Task The_script_editor_knows_every_function_that_a_recorded_elsa_declares_and_the_workflows_own_variables()
    {
        var workflow = StudioDesk.Workflow("With completion");
        workflow["variables"] = new JsonArray(new JsonObject { ["id"] = "n", ["name"] = "Number", ["typeName"] = "Int32" });
        var id = (await desk.SaveAsync(workflow, publish: false))["definitionId"]!.GetValue<string>();

        using var answer = await desk.Http.PostAsync(Path($"scripting/javascript/type-definitions/{id}"), null);

        var text = await answer.Content.ReadAsStringAsync();
        foreach (var name in new[] { "getVariable", "setCorrelationId", "isNullOrWhiteSpace", "parseGuid", "newShortGuid", "toJson", "bytesToString", "bytesFromString", "bytesToBase64", "bytesFromBase64", "stringFromBase64", "streamToBytes", "streamToBase64" })
            text.Should().Contain($"declare function {name}(");
        text.Should().Contain("declare function getNumber(): number;").And.Contain("declare function setNumber(value: number): void;");
    }

    [Fact]
    public async Task Publishing_many_takes_along_those_that_use_them_where_a_workflow_says_so()
    {
        var used = await PublishedAsync("Taken along", "along-1", """{ "id": "A", "type": "Elsa.WriteLine", "version": 1 }""", usable: true);
        await PublishedAsync("Goes along", "along-2", $$"""{ "id": "A", "type": "TakenAlong", "version": 1, "workflowDefinitionId": "along-1", "workflowDefinitionVersionId": "{{used["id"]}}" }""");
        var changed = used.DeepClone().AsObject();
        changed["description"] = "changed";
        changed["options"]!["autoUpdateConsumingWorkflows"] = true;
        await desk.SaveAsync(changed, publish: false);

        var (_, answer) = await desk.SendAsync(HttpMethod.Post, "bulk-actions/publish/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = new JsonArray("along-1") });

        answer!["published"]!.AsArray().Select(id => id!.GetValue<string>()).Should().Equal("along-1");
        answer["updatedConsumers"]!.AsArray().Select(id => id!.GetValue<string>()).Should().Equal("along-2");
        var consumer = await desk.GetAsync("workflow-definitions/by-definition-id/along-2?versionOptions=Published");
        consumer["version"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task A_value_that_a_variable_cannot_hold_is_refused_with_its_name()
    {
        var workflow = StudioDesk.Workflow("Holds a number");
        workflow["variables"] = new JsonArray(new JsonObject { ["id"] = "n", ["name"] = "Number", ["typeName"] = "Int32" });
        var saved = await desk.SaveAsync(workflow, publish: true);
        var instance = await desk.RunAsync(saved["definitionId"]!.GetValue<string>());

        var (status, answer) = await desk.SendAsync(HttpMethod.Post, $"workflow-instances/{instance}/variables", JsonNode.Parse("""{ "variables": [{ "id": "n", "value": "abc" }] }"""));

        status.Should().Be(HttpStatusCode.BadRequest);
        answer!["errors"]!["Number"]![0]!.GetValue<string>().Should().Contain("Int32").And.Contain("'abc'").And.Contain("whole number");
        var now = await desk.GetAsync($"workflow-instances/{instance}/variables");
        now["items"]![0]!["value"].Should().BeNull();
    }

    [Fact]
    public async Task A_page_far_behind_the_last_one_is_empty()
    {
        await desk.SaveAsync(StudioDesk.Workflow("On the first page"), publish: false);

        (await desk.GetAsync($"workflow-definitions?Page={int.MaxValue}&PageSize=1000"))["items"]!.AsArray().Should().BeEmpty();
        (await desk.SendAsync(HttpMethod.Post, "workflow-instances", new JsonObject { ["page"] = int.MaxValue, ["pageSize"] = 1000 })).Body!["items"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Many_are_started_at_once_and_no_more_than_a_thousand()
    {
        var id = (await desk.SaveAsync(StudioDesk.Workflow("In bulk"), publish: true))["definitionId"]!.GetValue<string>();

        var (status, answer) = await desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{id}/bulk-dispatch", new JsonObject { ["count"] = 3, ["correlationId"] = "bulk-7" });
        var (refused, why) = await desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{id}/bulk-dispatch", new JsonObject { ["count"] = 1001 });

        status.Should().Be(HttpStatusCode.OK);
        var instances = answer!["workflowInstanceIds"]!.AsArray().Select(i => i!.GetValue<string>()).ToList();
        instances.Should().HaveCount(3).And.OnlyHaveUniqueItems();
        foreach (var instance in instances)
            (await desk.GetAsync($"workflow-instances/{instance}"))["correlationId"]!.GetValue<string>().Should().Be("bulk-7");
        refused.Should().Be(HttpStatusCode.BadRequest);
        why!["detail"]!.GetValue<string>().Should().Contain("1001").And.Contain("1 to 1000");
        (await desk.SendAsync(HttpMethod.Post, "workflow-definitions/nope/bulk-dispatch", new JsonObject { ["count"] = 1 })).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_instance_goes_out_with_what_was_asked_for()
    {
        var id = (await desk.SaveAsync(StudioDesk.Workflow("Taken out"), publish: true))["definitionId"]!.GetValue<string>();
        var (one, two) = (await desk.RunAsync(id), await desk.RunAsync(id));

        var plain = await desk.GetAsync($"workflow-instances/{one}/export");
        var full = await desk.GetAsync($"workflow-instances/{one}/export?includeBookmarks=true&includeActivityExecutionLog=true&includeWorkflowExecutionLog=true");
        using var zip = await ZipAsync(await desk.Http.PostAsJsonAsync(Path("bulk-actions/export/workflow-instances"), new { ids = new[] { one, two, "nope" } }));

        plain["WorkflowState"]!["id"]!.GetValue<string>().Should().Be(one);
        plain["WorkflowState"]!["bookmarks"]![0]!["activityId"]!.GetValue<string>().Should().Be("Wait");
        plain["Bookmarks"].Should().BeNull();
        full["Bookmarks"]!.AsArray().Should().ContainSingle();
        full["ActivityExecutionRecords"]!.AsArray().Select(r => r!["activityId"]!.GetValue<string>()).Should().Contain(["Say", "Wait"]);
        full["WorkflowExecutionLogRecords"]!.AsArray().Select(e => $"{e!["activityId"]}:{e["eventName"]}").Should().Contain("Wait:Suspended");
        zip.Entries.Select(e => e.FullName).Should().Equal($"workflow-instance-{one}.json", $"workflow-instance-{two}.json");
        (await desk.SendAsync(HttpMethod.Get, "workflow-instances/nope/export")).Status.Should().Be(HttpStatusCode.NotFound);
        (await desk.SendAsync(HttpMethod.Post, "bulk-actions/export/workflow-instances", new JsonObject { ["ids"] = new JsonArray("nope") })).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("CreatedAt", "GreaterThan", "2001-01-01T00:00:00Z", 2)]
    [InlineData("CreatedAt", "LessThan", "2001-01-01T00:00:00Z", 0)]
    [InlineData("UpdatedAt", "LessThanOrEqual", "2099-01-01T00:00:00+02:00", 2)]
    [InlineData("FinishedAt", "GreaterThanOrEqual", "2001-01-01T00:00:00Z", 0)]
    [InlineData("FinishedAt", "IsNot", "2001-01-01T00:00:00Z", 2)]
    [InlineData("CreatedAt", "Is", "2001-01-01T00:00:00Z", 0)]
    [InlineData("", "Is", "2001-01-01T00:00:00Z", 2)]
    public async Task Instances_are_found_by_their_times(string column, string comparison, string moment, int expected)
    {
        var id = (await desk.SaveAsync(StudioDesk.Workflow($"By time {column} {comparison}"), publish: true))["definitionId"]!.GetValue<string>();
        await desk.RunAsync(id);
        await desk.RunAsync(id);

        var (status, found) = await desk.SendAsync(HttpMethod.Post, "workflow-instances", new JsonObject
        {
            ["definitionId"] = id,
            ["timestampFilters"] = new JsonArray(new JsonObject { ["column"] = column, ["operator"] = comparison, ["timestamp"] = moment }),
        });

        status.Should().Be(HttpStatusCode.OK);
        found!["totalCount"]!.GetValue<int>().Should().Be(expected, "they wait for an event and are not finished");
    }

    [Theory]
    [InlineData("StartedAt", "Is", "There is no time 'StartedAt'")]
    [InlineData("Name", "Is", "There is no time 'Name'")]
    [InlineData("CreatedAt", "About", "There is no comparison 'About'")]
    public async Task A_time_that_cannot_be_meant_is_refused(string column, string comparison, string problem)
    {
        var (status, why) = await desk.SendAsync(HttpMethod.Post, "workflow-instances", new JsonObject
        {
            ["timestampFilters"] = new JsonArray(new JsonObject { ["column"] = column, ["operator"] = comparison, ["timestamp"] = "2026-01-01T00:00:00Z" }),
        });

        status.Should().Be(HttpStatusCode.BadRequest);
        why!["errors"]!["timestampFilters"]![0]!.GetValue<string>().Should().Contain(problem);
    }

    [Fact]
    public async Task Many_instances_are_cancelled_and_deleted_at_once()
    {
        var id = (await desk.SaveAsync(StudioDesk.Workflow("Many instances"), publish: true))["definitionId"]!.GetValue<string>();
        var (one, two) = (await desk.RunAsync(id), await desk.RunAsync(id));
        var ids = new JsonObject { ["ids"] = new JsonArray(one, two, "nope") };

        (await desk.SendAsync(HttpMethod.Post, "bulk-actions/cancel/workflow-instances", ids.DeepClone())).Body!["cancelled"]!.GetValue<int>().Should().Be(2);
        (await desk.GetAsync($"workflow-instances/{one}/execution-state"))["subStatus"]!.GetValue<string>().Should().Be("Cancelled");
        (await desk.SendAsync(HttpMethod.Post, "bulk-actions/delete/workflow-instances/by-id", ids)).Body!["deleted"]!.GetValue<int>().Should().Be(2);
        (await desk.SendAsync(HttpMethod.Get, $"workflow-instances/{two}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_many_definitions_one_in_use_stays_with_its_reason_and_holds_no_other_up()
    {
        var busy = (await desk.SaveAsync(StudioDesk.Workflow("Bulk busy"), publish: true))["definitionId"]!.GetValue<string>();
        var free = (await desk.SaveAsync(StudioDesk.Workflow("Bulk free"), publish: true))["definitionId"]!.GetValue<string>();
        await desk.RunAsync(busy);

        var deleted = (await desk.SendAsync(HttpMethod.Post, "bulk-actions/delete/workflow-definitions/by-definition-id", new JsonObject { ["definitionIds"] = new JsonArray(busy, free) })).Body!;
        var alone = await desk.SendAsync(HttpMethod.Post, "bulk-actions/delete/workflow-definitions/by-definition-id", new JsonObject { ["definitionIds"] = new JsonArray(busy) });

        deleted["deleted"]!.GetValue<int>().Should().Be(1);
        deleted["refused"]![busy]!.GetValue<string>().Should().Contain("still running");
        alone.Status.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Many_definitions_are_published_retracted_and_deleted_at_once()
    {
        var good = (await desk.SaveAsync(StudioDesk.Workflow("Bulk good"), publish: false))["definitionId"]!.GetValue<string>();
        var bad = (await desk.SaveAsync(StudioDesk.Workflow("Bulk bad", language: "Python"), publish: false))["definitionId"]!.GetValue<string>();
        JsonObject Ids() => new() { ["definitionIds"] = new JsonArray(good, bad, "nope") };

        var published = (await desk.SendAsync(HttpMethod.Post, "bulk-actions/publish/workflow-definitions/by-definition-ids", Ids())).Body!;
        var again = (await desk.SendAsync(HttpMethod.Post, "bulk-actions/publish/workflow-definitions/by-definition-ids", Ids())).Body!;
        var retracted = (await desk.SendAsync(HttpMethod.Post, "bulk-actions/retract/workflow-definitions/by-definition-ids", Ids())).Body!;
        var deleted = (await desk.SendAsync(HttpMethod.Post, "bulk-actions/delete/workflow-definitions/by-definition-id", Ids())).Body!;

        Texts(published["published"]).Should().Equal(good);
        Texts(published["failed"]).Should().Equal(bad);
        Texts(published["notFound"]).Should().Equal("nope");
        published["warnings"]![bad]!.ToJsonString().Should().Contain("Python");
        Texts(again["alreadyPublished"]).Should().Equal(good);
        Texts(retracted["retracted"]).Should().Equal(good);
        Texts(retracted["notPublished"]).Should().Equal(bad);
        deleted["deleted"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task The_way_to_an_activity_inside_another_is_told()
    {
        var saved = await PublishedAsync("Nested", "nested", """
            { "id": "Loop", "name": "Loop", "type": "Elsa.ForEach", "version": 1, "items": { "typeName": "Object", "expression": { "type": "JavaScript", "value": "[1]" } },
              "body": { "id": "Inner", "type": "Elsa.Flowchart", "version": 1, "activities": [ { "id": "Deep", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "x" } } } ], "connections": [] } }
            """);
        var node = (await desk.GetAsync($"workflow-definitions/by-id/{saved["id"]}"))["root"]!["activities"]![0]!["body"]!["activities"]![0]!["nodeId"]!.GetValue<string>();

        var way = await desk.GetAsync($"workflow-definitions/subgraph/segments/{saved["id"]}?childNodeId={Uri.EscapeDataString(node)}");

        way["childNode"]!["activity"]!["id"]!.GetValue<string>().Should().Be("Deep");
        way["container"]!["activity"]!["id"]!.GetValue<string>().Should().Be("Inner");
        way["pathSegments"]!.AsArray().Select(s => $"{s!["activityId"]}/{s["portName"]}").Should().Equal("Loop/Body");
        (await desk.SendAsync(HttpMethod.Get, $"workflow-definitions/subgraph/segments/{saved["id"]}?childNodeId=nope")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_made_in_Studio_says_when_it_was_made()
    {
        var model = StudioDesk.Workflow("Dated");
        model["createdAt"] = "0001-01-01T00:00:00+00:00";

        var saved = await desk.SaveAsync(model, publish: false);

        saved["createdAt"]!.GetValue<DateTimeOffset>().Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        (await desk.GetAsync($"workflow-definitions/{saved["definitionId"]}/export"))["createdAt"].Should().BeNull("Studio's zero is no date");
    }

    private async Task<JsonNode> PublishedAsync(string name, string definitionId, string activity, bool usable = false)
    {
        var model = JsonNode.Parse($$"""
            { "name": "{{name}}", "definitionId": "{{definitionId}}", "options": { "usableAsActivity": {{(usable ? "true" : "false")}} },
              "root": { "type": "Elsa.Flowchart", "version": 1, "id": "Flow", "activities": [ {{activity}} ], "connections": [] } }
            """)!;
        return await desk.SaveAsync(model, publish: true);
    }

    private async Task<string[]> ConsumersAsync(string definitionId) => Texts((await desk.GetAsync($"workflow-definitions/{definitionId}/consumers"))["consumingWorkflowDefinitionIds"]);

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(i => i!.GetValue<string>())];

    private static Uri Path(string path) => new("/elsa/api/" + path, UriKind.Relative);

    private static async Task<ZipArchive> ZipAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.Should().Be("application/zip");
            return new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
        }
    }
}

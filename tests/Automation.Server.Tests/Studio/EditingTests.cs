using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Automation.Server.Tests.Studio;

public sealed class EditingTests(StudioDesk desk) : IClassFixture<StudioDesk>
{
    [Fact]
    public async Task Saving_over_a_published_version_makes_one_draft_and_an_old_instance_stays_on_its_version()
    {
        var first = await desk.SaveAsync(StudioDesk.Workflow("Editing"), publish: true);
        var id = first["definitionId"]!.GetValue<string>();
        var instance = await desk.RunAsync(id, "c-1");

        var draft = await desk.SaveAsync(Changed(first), publish: false);
        var again = await desk.SaveAsync(Changed(draft), publish: false);
        await desk.SaveAsync(again, publish: true);

        (await VersionsAsync(id)).Should().Equal("2 latest published", "1");
        (await desk.GetAsync($"workflow-instances/{instance}"))["version"]!.GetValue<int>().Should().Be(1);
        await desk.SendAsync(HttpMethod.Post, "events/Editing goes on/trigger", new JsonObject());
        var ended = await desk.GetAsync($"workflow-instances/{instance}");
        ended["subStatus"]!.GetValue<string>().Should().Be("Finished");
        ended["version"]!.GetValue<int>().Should().Be(1);
        var journal = await desk.GetAsync($"workflow-instances/{instance}/journal");
        journal["items"]!.AsArray().Select(e => $"{e!["activityId"]}:{e["eventName"]}").Should().ContainInOrder("Say:Completed", "Wait:Suspended", "Wait:Resumed", "Liquid:Completed");
    }

    [Fact]
    public async Task What_another_window_saved_in_between_is_told_with_the_cure_and_is_not_overwritten()
    {
        var opened = await desk.SaveAsync(StudioDesk.Workflow("Two windows"), publish: false);
        var id = opened["definitionId"]!.GetValue<string>();
        (await SaveInAsync("one", Changed(opened))).Status.Should().Be(HttpStatusCode.OK);

        var (status, refused) = await SaveInAsync("two", Changed(opened));

        status.Should().Be(HttpStatusCode.Conflict);
        refused!["type"]!.GetValue<string>().Should().Be("urn:automation:changed-meanwhile");
        refused["detail"]!.GetValue<string>().Should().Contain("saved version 1 of this workflow after you opened it.").And.Contain("X-Keep-Both: true");
        (await VersionsAsync(id)).Should().Equal("1 latest");
        (await SaveInAsync("two", Changed(opened), ("X-Keep-Both", "true"))).Status.Should().Be(HttpStatusCode.OK);
        (await VersionsAsync(id)).Should().Equal("2 latest", "1");
    }

    [Fact]
    public async Task The_number_of_a_save_is_told_to_the_editor_and_is_no_part_of_the_workflow()
    {
        var saved = await desk.SaveAsync(StudioDesk.Workflow("Numbered"), publish: false);
        var again = await desk.SaveAsync(Changed(saved), publish: false);

        (saved["customProperties"]!["automationRevision"]!.GetValue<long>(), again["customProperties"]!["automationRevision"]!.GetValue<long>()).Should().Be((1, 2));
        var exported = await desk.Http.GetStringAsync(new Uri($"/elsa/api/workflow-definitions/{saved["definitionId"]}/export?versionOptions=Latest", UriKind.Relative));
        exported.Should().Contain("\"customProperties\"").And.NotContain("automationRevision");
    }

    [Fact]
    public async Task The_old_version_of_an_instance_is_found_by_its_id()
    {
        var first = await desk.SaveAsync(StudioDesk.Workflow("Grown old"), publish: true);
        await desk.RunAsync(first["definitionId"]!.GetValue<string>());
        var second = await desk.SaveAsync(Changed(first), publish: true);

        var found = await desk.GetAsync($"workflow-definitions?versionOptions=&Ids={first["id"]}&Ids={second["id"]}");

        found["items"]!.AsArray().Select(v => v!["version"]!.GetValue<int>()).Should().BeEquivalentTo([1, 2]);
    }

    [Fact]
    public async Task Going_back_to_an_earlier_version_makes_its_content_the_draft()
    {
        var first = await desk.SaveAsync(StudioDesk.Workflow("Back", "'one'"), publish: true);
        var id = first["definitionId"]!.GetValue<string>();
        var second = first.DeepClone();
        second["root"]!["activities"]![0]!["text"]!["expression"]!["value"] = "'two'";
        await desk.SaveAsync(second, publish: true);

        var (status, _) = await desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{id}/revert/1");

        status.Should().Be(HttpStatusCode.Created);
        (await VersionsAsync(id)).Should().Equal("3 latest", "2 published", "1");
        var latest = await desk.GetAsync($"workflow-definitions/by-definition-id/{id}?versionOptions=Latest");
        latest["root"]!["activities"]![0]!["text"]!["expression"]!["value"]!.GetValue<string>().Should().Be("'one'");
    }

    [Fact]
    public async Task A_retracted_workflow_is_not_started_any_more()
    {
        var saved = await desk.SaveAsync(StudioDesk.Workflow("Retracted"), publish: true);
        var id = saved["definitionId"]!.GetValue<string>();

        (await desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{id}/retract")).Status.Should().Be(HttpStatusCode.OK);

        (await desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{id}/execute", new JsonObject { ["versionOptions"] = "Published" })).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("CSharp")]
    [InlineData("Python")]
    public async Task A_language_that_there_is_none_of_is_refused_by_name_at_import_and_at_publish_and_a_draft_says_so(string language)
    {
        var workflow = StudioDesk.Workflow("In " + language, language: language);

        foreach (var (path, body) in new (string, JsonNode)[] { ("workflow-definitions/import", workflow.DeepClone()), ("workflow-definitions", new JsonObject { ["model"] = workflow.DeepClone(), ["publish"] = true }) })
        {
            var (status, answer) = await desk.SendAsync(HttpMethod.Post, path, body);
            status.Should().Be(HttpStatusCode.BadRequest);
            answer!["errors"]!["Say"]!.ToJsonString().Should().Contain(language);
        }

        var (saved, draft) = await desk.SendAsync(HttpMethod.Post, "workflow-definitions", new JsonObject { ["model"] = workflow, ["publish"] = false });
        saved.Should().Be(HttpStatusCode.OK);
        draft!["validationErrors"]!.ToJsonString().Should().Contain(language);
    }

    [Fact]
    public async Task A_version_with_running_instances_is_not_deleted_and_the_answer_says_why()
    {
        var saved = await desk.SaveAsync(StudioDesk.Workflow("Busy"), publish: true);
        var id = saved["definitionId"]!.GetValue<string>();
        var instance = await desk.RunAsync(id);

        var (refused, why) = await desk.SendAsync(HttpMethod.Delete, $"workflow-definitions/{id}");
        await desk.SendAsync(HttpMethod.Post, $"cancel/workflow-instances/{instance}");
        var (done, _) = await desk.SendAsync(HttpMethod.Delete, $"workflow-definitions/{id}");

        refused.Should().Be(HttpStatusCode.Conflict);
        why!["detail"]!.GetValue<string>().Should().Contain("1 instances of Busy are still running");
        done.Should().Be(HttpStatusCode.NoContent);
        (await VersionsAsync(id)).Should().BeEmpty();
        // The picture of the instance that was cancelled is still there to look at.
        (await desk.GetAsync($"workflow-definitions/by-id/{saved["id"]}"))["name"]!.GetValue<string>().Should().Be("Busy");
    }

    [Fact]
    public async Task An_activity_of_a_file_that_gives_no_version_is_answered_with_one_because_Studio_finds_nothing_without_it_and_goes_out_as_it_came()
    {
        var file = JsonNode.Parse("""
            { "definitionId": "unversioned", "name": "Unversioned", "root": { "type": "Elsa.Sequence", "id": "S", "activities": [
              { "type": "Elsa.ForEach", "id": "Loop", "body": { "type": "Elsa.WriteLine", "id": "L" } } ] } }
            """);
        (await desk.SendAsync(HttpMethod.Post, "workflow-definitions/import", file)).Status.Should().Be(HttpStatusCode.OK);

        var root = (await desk.GetAsync("workflow-definitions/by-definition-id/unversioned?versionOptions=Latest"))["root"]!;

        foreach (var activity in new[] { root, root["activities"]![0]!, root["activities"]![0]!["body"]! })
            ((int?)activity["version"]).Should().Be(1, activity.ToJsonString());
        (await desk.GetAsync("workflow-definitions/unversioned/export?versionOptions=Latest"))["root"]!["version"].Should().BeNull();
    }

    [Fact]
    public async Task Every_activity_tells_its_place_in_the_graph_and_every_drop_down_has_choices()
    {
        var log = await desk.GetAsync("workflow-definitions/by-definition-id/log?versionOptions=Latest");
        log["root"]!["activities"]!.AsArray().Should().OnlyContain(a => a!["nodeId"] != null);
        var ours = (await desk.GetAsync("descriptors/activities"))["items"]!.AsArray().Where(a => a!["typeName"]!.GetValue<string>().StartsWith("Automation.", StringComparison.Ordinal)).ToList();
        ours.Should().NotBeEmpty().And.OnlyContain(a => new[] { "Log", "Monitor" }.Contains(a!["category"]!.GetValue<string>()));
        Choices("Acknowledge", "Template").Should().Contain("acknowledgement");
        Choices("SetServiceLevel", "Policy").Should().Contain("Standard");
        Choices("ApplyRules", "RuleSet").Should().Contain(["", "category", "priority", "routing"]);
        Choices("CreateTicket", "Team").Should().Contain(["", "service-desk"]);
        Choices("WaitBusinessTime", "Calendar").Should().Contain(["", "24x7", "Office hours"]);

        IEnumerable<string> Choices(string activity, string input) =>
            ours.Single(a => a!["name"]!.GetValue<string>() == activity)!["inputs"]!.AsArray().Single(i => i!["name"]!.GetValue<string>() == input)!["uiSpecifications"]!["dropdown"]!["selectList"]!["items"]!.AsArray()
            .Select(i => i!["value"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_reader_sees_everything_gets_no_links_to_write_and_is_refused()
    {
        var reading = new StudioDesk("--Automation:Access:LocalRoles", "");
        await reading.InitializeAsync();
        try
        {
            var list = await reading.GetAsync("workflow-definitions?versionOptions=Latest");
            list["links"]!.ToJsonString().Should().NotContain("publish").And.NotContain("create");
            var one = await reading.GetAsync("workflow-definitions/by-definition-id/log");
            one["links"]!.ToJsonString().Should().NotContain("publish");
            (await reading.SendAsync(HttpMethod.Post, "workflow-definitions", new JsonObject { ["model"] = StudioDesk.Workflow("No"), ["publish"] = false })).Status.Should().Be(HttpStatusCode.Forbidden);
            (await reading.SendAsync(HttpMethod.Delete, "workflow-definitions/log")).Status.Should().Be(HttpStatusCode.Forbidden);
            (await reading.SendAsync(HttpMethod.Post, "workflow-definitions/log/execute", new JsonObject())).Status.Should().Be(HttpStatusCode.Forbidden);
        }
        finally
        {
            await reading.DisposeAsync();
        }
    }

    private static JsonNode Changed(JsonNode definition)
    {
        var changed = definition.DeepClone();
        changed["description"] = (changed["description"]?.GetValue<string>() ?? "") + "changed ";
        return changed;
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> SaveInAsync(string window, JsonNode model, params (string Name, string Value)[] more)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/elsa/api/workflow-definitions", UriKind.Relative)) { Content = JsonContent.Create(new JsonObject { ["model"] = model }) };
        foreach (var (name, value) in more.Append(("X-Editor", window)))
            request.Headers.Add(name, value);
        using var answer = await desk.Http.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()));
    }

    private async Task<string[]> VersionsAsync(string definitionId)
    {
        var list = await desk.GetAsync($"workflow-definitions?versionOptions=AllVersions&DefinitionIds={definitionId}&OrderBy=Version&OrderDirection=Descending");
        return [.. list["items"]!.AsArray().Select(v => $"{v!["version"]}{(v["isLatest"]!.GetValue<bool>() ? " latest" : "")}{(v["isPublished"]!.GetValue<bool>() ? " published" : "")}")];
    }
}

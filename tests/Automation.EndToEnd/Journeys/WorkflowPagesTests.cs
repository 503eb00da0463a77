using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Automation.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Automation.EndToEnd.Journeys;

/// <summary>The desk's own pages of workflows: what came newer with an update, and instances moved to another version.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class WorkflowPagesTests : IDisposable
{
    private const float Patience = 60_000;
    private readonly ScratchFolder _folder = new();
    private readonly Uri _desk = FreePort.Url();
    private readonly Uri _mailboxes = FreePort.Url();
    private readonly HttpClient _http = new();

    public WorkflowPagesTests() => _http.BaseAddress = _desk;

    private string Content => Path.Combine(_folder.Path, "content");

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [ChromiumFact]
    public async Task A_shipped_workflow_that_changed_is_seen_beside_the_own_one_and_taken_over_as_a_draft()
    {
        foreach (var kind in new[] { "rules", "workflows", "templates", "sla" })
            Copy(Path.Combine(Path.GetDirectoryName(BuiltServer.Path)!, kind), Path.Combine(Content, kind));
        await using (await StartAsync())
        {
            var own = await GetAsync("workflow-definitions/by-definition-id/log?versionOptions=Latest");
            own["description"] = "How we do it here.";
            await SaveAsync(own);
        }

        var shipped = Path.Combine(Content, "workflows", "log.json");
        var file = JsonNode.Parse(await File.ReadAllTextAsync(shipped))!;
        file["description"] = "As it comes now.";
        await File.WriteAllTextAsync(shipped, file.ToJsonString());
        await using var server = await StartAsync();
        await using var browser = await Browser.StartAsync();

        var page = await browser.OpenAsync(new Uri(_desk, "/workflows/shipped"));
        var offer = page.GetByTestId("offer");
        await Assertions.Expect(offer).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Assertions.Expect(offer).ToContainTextAsync("How we do it here.");
        await Assertions.Expect(offer).ToContainTextAsync("As it comes now.");
        await page.GetByTestId("offer-take").ClickAsync();
        await Assertions.Expect(page.GetByTestId("offer-taken")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.GetByTestId("no-offers")).ToBeVisibleAsync();

        var latest = await GetAsync("workflow-definitions/by-definition-id/log?versionOptions=Latest");
        (latest["description"]!.GetValue<string>(), latest["isPublished"]!.GetValue<bool>()).Should().Be(("As it comes now.", false));
        (await GetAsync("workflow-definitions/by-definition-id/log?versionOptions=Published"))["description"]!.GetValue<string>().Should().Be("How we do it here.");
        await page.GetByTestId("offer-taken").GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(_desk, "/workflows/definitions/log/edit").ToString(), new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("elsa-workflow-definition-editor")).ToBeVisibleAsync(new() { Timeout = Patience });
        browser.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task Waiting_instances_are_looked_at_and_moved_to_the_next_version_where_they_go_on()
    {
        await using var server = await StartAsync();
        await SaveAsync(Workflow(Event("Wait")));
        var instances = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var started = await _http.PostAsJsonAsync(new Uri("/elsa/api/workflow-definitions/moving/execute", UriKind.Relative), new { });
            instances.Add(started.Headers.GetValues("x-elsa-workflow-instance-id").Single());
        }

        await SaveAsync(Workflow(Event("WaitAnew"), """{ "type": "Elsa.WriteLine", "id": "New", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "new" } } }"""));
        await using var browser = await Browser.StartAsync();

        var page = await browser.OpenAsync(new Uri(_desk, "/workflows/migration"));
        await ChooseAsync(page, "migration-workflow", "moving");
        await ChooseAsync(page, "migration-from", "1");
        await ChooseAsync(page, "migration-to", "2");
        await Assertions.Expect(page.GetByTestId("migration-can").Locator("b")).ToHaveTextAsync("3", new() { Timeout = Patience });
        await Assertions.Expect(page.GetByTestId("migration-nodes")).ToContainTextAsync("proposed");

        // What is given no place keeps its instances where they are.
        var place = page.Locator("[data-testid=migration-node]", new() { HasText = "Elsa.Event" }).GetByTestId("migration-place");
        await place.SelectOptionAsync("");
        await Assertions.Expect(page.GetByTestId("migration-cannot").Locator("b")).ToHaveTextAsync("3", new() { Timeout = Patience });
        await Assertions.Expect(page.GetByTestId("migration-start")).ToBeDisabledAsync();
        await place.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Assertions.Expect(page.GetByTestId("migration-can").Locator("b")).ToHaveTextAsync("3", new() { Timeout = Patience });

        await page.GetByTestId("migration-start").ClickAsync();
        await Assertions.Expect(page.GetByTestId("migration-start")).ToContainTextAsync("Really move 3?");
        await page.GetByTestId("migration-start").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=migration-run][data-state=Finished]")).ToBeVisibleAsync(new() { Timeout = Patience });

        using var sent = await _http.PostAsJsonAsync(new Uri("/elsa/api/events/Go/trigger", UriKind.Relative), new { });
        sent.EnsureSuccessStatusCode();
        foreach (var id in instances)
        {
            var instance = await GetAsync($"workflow-instances/{id}");
            (instance["version"]!.GetValue<int>(), instance["subStatus"]!.GetValue<string>()).Should().Be((2, "Finished"));
            (await GetAsync($"workflow-instances/{id}/journal"))["items"]!.AsArray().Should().Contain(line => line!["activityId"]!.GetValue<string>() == "New");
        }

        browser.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task Variables_of_a_loop_that_runs_are_seen_from_the_instance_and_changed_in_the_run_they_belong_to()
    {
        await using var server = await StartAsync();
        await SaveAsync(JsonNode.Parse("""
            {
              "definitionId": "looping", "name": "Looping",
              "variables": [{ "id": "outer", "name": "Outer", "typeName": "String", "value": "from outside" }],
              "root": { "type": "Elsa.ParallelForEach", "id": "Each", "version": 1, "items": { "typeName": "Object", "expression": { "type": "Object", "value": "[1, 2]" } },
                "body": { "type": "Elsa.Sequence", "id": "Body", "name": "Body", "version": 1,
                  "variables": [{ "id": "inner", "name": "Inside", "typeName": "String", "value": "<b>at first</b>" }],
                  "activities": [
                    { "type": "Elsa.Event", "id": "Wait", "version": 1, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "Loop on" } } },
                    { "type": "Elsa.WriteLine", "id": "Say", "version": 1, "text": { "typeName": "String", "expression": { "type": "JavaScript", "value": "variables.Inside" } } } ] } }
            }
            """)!);
        using var started = await _http.PostAsJsonAsync(new Uri("/elsa/api/workflow-definitions/looping/execute", UriKind.Relative), new { });
        var instance = started.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        await using var browser = await Browser.StartAsync();

        var page = await browser.OpenAsync(new Uri(_desk, $"/workflows/instances/{instance}/view"));
        await page.GetByTestId("instance-variables").ClickAsync(new() { Timeout = Patience });

        await Assertions.Expect(page.GetByTestId("variables-scope").Locator("h2")).ToHaveTextAsync(["The workflow", "Body – run 1 of 2", "Body – run 2 of 2"], new() { Timeout = Patience });
        var inside = page.Locator("[data-testid=variable][data-name=Inside]");
        await Assertions.Expect(inside.GetByTestId("variable-value")).ToHaveTextAsync(["\"<b>at first</b>\"", "\"<b>at first</b>\""]);
        await inside.Nth(1).GetByTestId("variable-edit").ClickAsync();
        await page.GetByTestId("variable-text").FillAsync("no json");
        await page.GetByTestId("variable-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("variables-problem")).ToContainTextAsync("no JSON");
        await page.GetByTestId("variable-text").FillAsync("\"changed\"");
        await page.GetByTestId("variable-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("variables-told")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Assertions.Expect(inside.GetByTestId("variable-value")).ToHaveTextAsync(["\"<b>at first</b>\"", "\"changed\""]);

        using var sent = await _http.PostAsJsonAsync(new Uri("/elsa/api/events/Loop%20on/trigger", UriKind.Relative), new { });
        sent.EnsureSuccessStatusCode();
        await page.GetByTestId("variables-again").ClickAsync();
        await Assertions.Expect(page.GetByTestId("variables-over")).ToBeVisibleAsync(new() { Timeout = Patience });
        var said = (await GetAsync($"activity-executions/list?workflowInstanceId={instance}"))["items"]!.AsArray().Where(run => run!["activityId"]!.GetValue<string>() == "Say").ToList();
        said.Select(run => run!["activityState"]!["Text"]!.GetValue<string>()).Should().BeEquivalentTo("<b>at first</b>", "changed");
        browser.Complaints.Should().BeEmpty();
    }

    private async Task<ServerProcess> StartAsync()
    {
        var server = ServerProcess.Start(new ServerSettings(_desk, _mailboxes, _folder.Path) { StartsEmulator = true, More = Directory.Exists(Content) ? ["--Automation:ContentFolder", Content] : [] });
        await server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
        return server;
    }

    /// <summary>The page draws itself anew after a choice.</summary>
    private static async Task ChooseAsync(IPage page, string list, string value)
    {
        await Assertions.Expect(page.GetByTestId(list).Locator($"option[value='{value}']")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await page.GetByTestId(list).SelectOptionAsync(value);
        await Assertions.Expect(page.GetByTestId(list)).ToHaveValueAsync(value, new() { Timeout = Patience });
        // Looked at again and again: waiting for the navigation itself misses one that ended a moment before.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"={Regex.Escape(value)}(&|$)"), new() { Timeout = Patience });
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(new Uri("/elsa/api/" + path, UriKind.Relative)))!;

    private async Task SaveAsync(JsonNode model)
    {
        using var saved = await _http.PostAsJsonAsync(new Uri("/elsa/api/workflow-definitions", UriKind.Relative), new { model, publish = true });
        (await saved.Content.ReadAsStringAsync()).Should().Contain("workflowDefinition");
    }

    private static string Event(string id) =>
        $$"""{ "type": "Elsa.Event", "id": "{{id}}", "version": 1, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "Go" } } }""";

    private static JsonNode Workflow(params string[] activities) => JsonNode.Parse(
        $$"""{ "definitionId": "moving", "name": "Moving", "root": { "type": "Elsa.Sequence", "id": "Root", "version": 1, "activities": [{{string.Join(",", activities)}}] } }""")!;

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}

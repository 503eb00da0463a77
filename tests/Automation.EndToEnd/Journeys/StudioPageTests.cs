using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Automation.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Automation.EndToEnd.Journeys;

/// <summary>What the desk's page adds to Studio: two who edit one workflow, readers, retries, the theme.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class StudioPageTests : IAsyncLifetime, IDisposable
{
    private const float Patience = 60_000;
    private readonly ScratchFolder _folder = new();
    private readonly Uri _desk = FreePort.Url();
    private readonly HttpClient _http = new();
    private ServerProcess? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [ChromiumFact]
    public async Task Whoever_saves_second_is_told_and_both_are_kept()
    {
        await StartAsync();
        var id = await CreateAsync();
        await using var browser = await Browser.StartAsync();
        var first = await OpenAsync(browser, id);
        var second = await OpenAsync(browser, id);

        // The first one's own saves follow each other without a question.
        await RenameAsync(first, "The first's");
        await UntilAsync(async () => await VersionsAsync(id) is ["1 The first's"], "the first is saved");
        await RenameAsync(first, "The first's, again");
        await UntilAsync(async () => await VersionsAsync(id) is ["1 The first's, again"], "the first is saved again");
        await Assertions.Expect(first.GetByTestId("changed-meanwhile")).ToBeHiddenAsync();

        await RenameAsync(second, "The second's");
        await Assertions.Expect(second.GetByTestId("changed-meanwhile")).ToContainTextAsync("saved version 1");
        (await VersionsAsync(id)).Should().Equal("1 The first's, again");
        await second.GetByTestId("keep-both").ClickAsync();

        await UntilAsync(async () => await VersionsAsync(id) is ["2 The second's", "1 The first's, again"], "both are kept");
        // What is typed while Studio puts the answer to a save in goes nowhere, so it is typed until it is there.
        await UntilAsync(
            async () =>
            {
                await RenameAsync(second, "The second's, again");
                await second.WaitForResponseAsync(answer => answer.Request.Method == "POST" && answer.Url.EndsWith("/workflow-definitions", StringComparison.Ordinal), new() { Timeout = 3000 }).ContinueWith(static _ => { }, TaskScheduler.Default);
                return await VersionsAsync(id) is ["2 The second's, again", "1 The first's, again"];
            },
            "the second goes on");

        await RenameAsync(first, "Too late");
        await first.GetByTestId("take-theirs").ClickAsync(new() { Timeout = Patience });
        await Assertions.Expect(first.GetByLabel("Name", new() { Exact = true }).First).ToHaveValueAsync("The second's, again", new() { Timeout = Patience });
        browser.Complaints.Should().HaveCount(2).And.AllSatisfy(c => c.Should().Contain("409"));
    }

    [ChromiumFact]
    public async Task A_reader_is_not_offered_what_would_be_refused_and_what_is_refused_is_told()
    {
        await StartAsync("--Automation:Access:LocalRoles", "");
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(_desk, "/workflows/definitions"));
        await page.Locator(".mud-table-row", new() { HasText = "Stage 1" }).Locator("button").Last.ClickAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".mud-popover-open .mud-menu-item:visible")).ToHaveTextAsync(["View", "Export"]);

        await page.GotoAsync(new Uri(_desk, "/workflows/definitions/log/edit").ToString());
        await page.Locator(".x6-node").First.WaitForAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("[title='Run workflow']")).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByTestId("studio-refused")).ToBeHiddenAsync();
        await page.EvaluateAsync("fetch('/elsa/api/workflow-definitions/log/execute', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })");
        await Assertions.Expect(page.GetByTestId("studio-refused")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task The_designers_page_comes_compressed_has_the_switch_of_the_theme_and_offers_only_what_the_desk_can_run()
    {
        await StartAsync();
        await ShouldBeCompressedAsync("_content/MudBlazor/MudBlazor.min.css");
        await ShouldBeCompressedAsync("_content/Automation.Desk/workflows.js");
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(_desk, "/workflows/definitions"));
        await page.GetByTestId("theme-switch").ClickAsync(new() { Timeout = Patience });
        await page.GetByTestId("theme-switch").ClickAsync();
        await Assertions.Expect(page.Locator("html[data-dark]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByTestId("theme-switch")).ToHaveAttributeAsync("title", "Theme: dark. Follow the system");

        await page.GetByRole(AriaRole.Button, new() { Name = "Create workflow" }).First.ClickAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".mud-dialog [role=radio]:visible")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".mud-dialog [role=radio]:visible").First).ToContainTextAsync("Flowchart");
        await Assertions.Expect(page.Locator(".mud-dialog [role=radio]:visible").Last).ToContainTextAsync("Sequence");
    }

    [ChromiumFact]
    public async Task What_failed_is_retried_from_its_page()
    {
        await StartAsync();
        using var made = await _http.PostAsJsonAsync(new Uri("/elsa/api/workflow-definitions", UriKind.Relative), JsonNode.Parse("""
            { "model": { "name": "Fails once", "variables": [{ "id": "Ready", "name": "Ready", "typeName": "Boolean", "value": "false" }],
                "root": { "type": "Elsa.Flowchart", "id": "F", "version": 1, "connections": [], "activities": [
                { "id": "S", "type": "Elsa.RunJavaScript", "version": 1, "script": { "typeName": "String", "expression": { "type": "JavaScript", "value": "if (!variables.Ready) throw new Error('not yet')" } } }] } }, "publish": true }
            """));
        var id = (await made.Content.ReadFromJsonAsync<JsonNode>())!["workflowDefinition"]!["definitionId"]!.GetValue<string>();
        using var run = await _http.PostAsJsonAsync(new Uri($"/elsa/api/workflow-definitions/{id}/execute", UriKind.Relative), new { });
        var instance = run.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        using var changed = await _http.PostAsJsonAsync(new Uri($"/elsa/api/workflow-instances/{instance}/variables", UriKind.Relative), JsonNode.Parse("""{ "variables": [{ "id": "Ready", "value": true }] }"""));
        changed.IsSuccessStatusCode.Should().BeTrue();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(_desk, $"/workflows/instances/{instance}/view"));

        await page.GetByTestId("instance-retry").ClickAsync(new() { Timeout = Patience });

        await UntilAsync(async () => (await _http.GetFromJsonAsync<JsonNode>(new Uri($"/elsa/api/workflow-instances/{instance}", UriKind.Relative)))!["subStatus"]!.GetValue<string>() == "Finished", "it goes on");
        await Assertions.Expect(page.GetByTestId("instance-variables")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.GetByTestId("instance-retry")).ToBeHiddenAsync();
    }

    private async Task ShouldBeCompressedAsync(string path)
    {
        var plain = await _http.GetByteArrayAsync(new Uri(path, UriKind.Relative));
        using var asking = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Headers = { { "Accept-Encoding", "gzip" } } };
        using var answer = await _http.SendAsync(asking);

        answer.Content.Headers.ContentEncoding.Should().Equal("gzip");
        (await answer.Content.ReadAsByteArrayAsync()).Length.Should().BeLessThan(plain.Length / 2, path);
    }

    private async Task StartAsync(params string[] more)
    {
        _http.BaseAddress = _desk;
        _server = ServerProcess.Start(new ServerSettings(_desk, FreePort.Url(), _folder.Path) { StartsEmulator = true, More = more });
        await _server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
    }

    private async Task<string> CreateAsync()
    {
        using var answer = await _http.PostAsJsonAsync(new Uri("/elsa/api/workflow-definitions", UriKind.Relative), JsonNode.Parse("""
            { "model": { "name": "Shared", "root": { "type": "Elsa.Flowchart", "id": "F", "version": 1, "connections": [], "activities": [
                { "id": "W", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "x" } } }] } } }
            """));
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["workflowDefinition"]!["definitionId"]!.GetValue<string>();
    }

    private async Task<IPage> OpenAsync(Browser browser, string id)
    {
        var page = await browser.OpenAsync(new Uri(_desk, $"/workflows/definitions/{id}/edit"));
        await page.Locator(".x6-node").First.WaitForAsync(new() { Timeout = Patience });
        return page;
    }

    private static async Task RenameAsync(IPage page, string name)
    {
        var field = page.GetByLabel("Name", new() { Exact = true }).First;
        await field.FillAsync(name, new() { Timeout = Patience });
        await field.BlurAsync();
    }

    private async Task<List<string>> VersionsAsync(string id) =>
        (await _http.GetFromJsonAsync<JsonNode>(new Uri($"/elsa/api/workflow-definitions/{id}/versions", UriKind.Relative)))!["items"]!.AsArray().Select(v => $"{v!["version"]} {v["name"]}").ToList();

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (!await isSo())
        {
            patience.IsCancellationRequested.Should().BeFalse(what);
            await beat.WaitForNextTickAsync();
        }
    }
}

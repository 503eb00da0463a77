using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Automation.EndToEnd.Harness;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Automation.EndToEnd.Journeys;

/// <summary>A process owner draws a workflow in Elsa Studio, runs it, changes it and goes back.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class DesignerTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const float Patience = 60_000;
    private readonly ScratchFolder _folder = new();
    private readonly Uri _desk = FreePort.Url();
    private readonly Uri _mailboxes = FreePort.Url();
    private readonly HttpClient _http = new();
    private readonly List<string> _foreign = [];
    private ServerProcess? _server;

    public async Task InitializeAsync()
    {
        if (Browser.WhyNot is not null)
            return;
        _http.BaseAddress = _desk;
        _server = ServerProcess.Start(new ServerSettings(_desk, _mailboxes, _folder.Path) { StartsEmulator = true });
        await _server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
    }

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
    public async Task A_workflow_is_drawn_published_run_watched_changed_and_rolled_back()
    {
        await using var browser = await Browser.StartAsync();
        var page = await OpenAsync(browser);

        await page.GotoAsync(new Uri(_desk, "/workflows").ToString());
        await Assertions.Expect(page.Locator(".mud-table-row", new() { HasText = "Stage 1" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await CreateAsync(page);
        await DrawAsync(page);
        await ConnectAsync(page);
        var id = page.Url.Split('/')[^2];
        // Studio draws its panels anew after every save; what is typed meanwhile goes nowhere.
        await UntilAsync(async () => (await LatestAsync(id))["root"]!["connections"]?.AsArray().Count == 2, "the connections are saved");
        await WriteInputAsync(page, "WriteLine1", "JavaScript", "`made ${20 + 22}`");
        await UntilAsync(async () => Text(await LatestAsync(id), "WriteLine1").Contains("made", StringComparison.Ordinal), "the script is saved by itself");
        await WriteInputAsync(page, "WriteLine2", "Liquid", "for {{ 'liquid' | upcase }}");
        await UntilAsync(async () => Text(await LatestAsync(id), "WriteLine2").Contains("upcase", StringComparison.Ordinal), "the draft is saved by itself");
        await SaveAsync(page);

        await PublishAsync(page);
        await UntilAsync(async () => (await LatestAsync(id))["isPublished"]!.GetValue<bool>(), "version 1 is published");
        var instance = await RunAsync(page);
        await SeeAsync(page, instance);

        await page.GotoAsync(new Uri(_desk, $"/workflows/definitions/{id}/edit").ToString());
        await WriteInputAsync(page, "WriteLine3", "JavaScript", "'changed'");
        await UntilAsync(async () => Text(await LatestAsync(id), "WriteLine3").Contains("changed", StringComparison.Ordinal), "the change is saved as the next draft");
        await PublishAsync(page);
        await UntilAsync(async () => await LatestAsync(id) is var now && now["version"]!.GetValue<int>() == 2 && now["isPublished"]!.GetValue<bool>(), "version 2 is published");
        (await GetAsync($"workflow-instances/{instance}"))["version"]!.GetValue<int>().Should().Be(1, "an instance stays on the version it started with");
        await SeeAsync(page, instance);

        await RollBackAsync(page, id);
        await UntilAsync(async () => (await LatestAsync(id))["version"]!.GetValue<int>() == 3, "the old content is the next draft");
        Text(await LatestAsync(id), "WriteLine3").Should().NotContain("changed");

        _foreign.Should().BeEmpty("nothing is asked of another host");
        browser.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task A_ticket_leads_to_its_picture_and_back_and_the_picture_of_a_running_instance_moves_by_itself()
    {
        const string Subject = "The projector in room 4 stays dark";
        await using var mailboxes = EmulatedMailboxes.At(_mailboxes);
        await mailboxes.WriteAsync("ann.lee@contoso.example", "helpdesk@contoso.example", Subject, "It shows nothing.", default);
        TicketSummary? ticket = null;
        await UntilAsync(async () => (ticket = (await _server!.Desk.TicketsAsync(default)).Find(t => t.Subject == Subject)) is not null, "the mail is a ticket");
        await using var browser = await Browser.StartAsync();
        var page = await OpenAsync(browser);

        await page.GotoAsync(new Uri(_desk, $"/tickets/{ticket!.Number}").ToString());
        await page.GetByTestId("ticket-workflow").First.ClickAsync(new() { Timeout = Patience });
        await page.WaitForURLAsync("**/workflows/instances/*/view", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".x6-node", new() { HasText = "Create ticket" }).First).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByTestId("instance-ticket").ClickAsync(new() { Timeout = Patience });
        await page.WaitForURLAsync($"**/tickets/{ticket.Number}", new() { Timeout = Patience });
        await Assertions.Expect(page.GetByText(Subject).First).ToBeVisibleAsync(new() { Timeout = Patience });

        var polls = 0;
        page.Request += (_, request) => polls += request.Url.EndsWith("/execution-state", StringComparison.Ordinal) ? 1 : 0;
        var instance = await StartWaitingAsync();
        await page.GotoAsync(new Uri(_desk, $"/workflows/instances/{instance}/view").ToString());
        await Assertions.Expect(page.Locator(".x6-node", new() { HasText = "Wait" }).Locator(".mud-badge")).ToHaveTextAsync("1", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".x6-node", new() { HasText = "Later" }).Locator(".mud-badge")).ToHaveCountAsync(0, new() { Timeout = Patience });
        using var happened = await _http.PostAsJsonAsync(new Uri("/elsa/api/events/Paper came/trigger", UriKind.Relative), new { workflowInstanceId = instance });
        happened.IsSuccessStatusCode.Should().BeTrue();

        await Assertions.Expect(page.Locator(".x6-node", new() { HasText = "Later" }).Locator(".mud-badge")).ToHaveTextAsync("1", new() { Timeout = Patience });
        await Assertions.Expect(Detail(page, "Sub status")).ToContainTextAsync("Finished", new() { Timeout = Patience });
        polls.Should().Be(0, "the server tells what moved, so Studio has no reason to ask");
        _foreign.Should().BeEmpty("nothing is asked of another host");
        browser.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task A_picture_opens_at_its_beginning_its_connections_can_be_seen_and_on_a_phone_no_button_is_beyond_the_edge()
    {
        await using var browser = await Browser.StartAsync();
        var page = await OpenAsync(browser);
        foreach (var (width, dark) in new[] { (1400, false), (1400, true), (390, false) })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            await page.SetViewportSizeAsync(width, 900);
            await page.GotoAsync(new Uri(_desk, "/workflows/definitions/log/edit").ToString());
            var first = page.Locator(".x6-node", new() { HasText = "Mail received" }).First;
            await first.WaitForAsync(new() { Timeout = Patience });
            await UntilAsync(async () => await first.BoundingBoxAsync() is { } node && await page.Locator(".x6-graph").First.BoundingBoxAsync() is { } room
                && node.X >= room.X && node.X + 40 <= room.X + room.Width && node.Y >= room.Y && node.Y + node.Height <= room.Y + room.Height, $"where the flow begins is seen at {width} px");

            // Contrast as WCAG counts it; 3 is the least for what one must see.
            (await page.EvaluateAsync<double>("""
                () => {
                  const light = text => { const [r, g, b] = text.match(/[\d.]+/g).map(Number).map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
                  const line = light(getComputedStyle(document.querySelector('.x6-edge path[marker-end]')).stroke);
                  const canvas = document.createElement('i'); canvas.style.color = 'var(--mud-palette-surface)'; document.querySelector('.x6-graph').append(canvas);
                  const paper = light(getComputedStyle(canvas).color); canvas.remove();
                  return (Math.max(line, paper) + .05) / (Math.min(line, paper) + .05);
                }
                """)).Should().BeGreaterThan(3, $"at {width} px, {(dark ? "dark" : "light")}");
            var edges = await page.EvaluateAsync<float[]>("() => [...document.querySelectorAll('.studio-bar a:not([hidden]), .mud-toolbar:has(.mud-switch) button')].map(one => one.getBoundingClientRect()).filter(box => box.width > 0).map(box => box.right)");
            edges.Should().HaveCountGreaterThan(8).And.OnlyContain(right => right <= width);
        }

        browser.Complaints.Should().BeEmpty();
    }

    private async Task<IPage> OpenAsync(Browser browser)
    {
        var page = await browser.OpenAsync(new Uri("about:blank"));
        await page.SetViewportSizeAsync(1400, 900);
        page.Request += (_, request) =>
        {
            if (Uri.TryCreate(request.Url, UriKind.Absolute, out var asked) && asked.Scheme.StartsWith("http", StringComparison.Ordinal) && asked.Authority != _desk.Authority)
                _foreign.Add(request.Url);
        };
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 400 || (answer.Request.Method == "POST" && answer.Url.EndsWith("/workflow-definitions", StringComparison.Ordinal)))
                output.WriteLine($"{answer.Status} {answer.Request.Method} {answer.Url} {answer.Request.PostData?[..Math.Min(60, answer.Request.PostData.Length)]}");
        };
        return page;
    }

    /// <summary>An instance that waits for an event between two activities.</summary>
    private async Task<string> StartWaitingAsync()
    {
        var model = JsonNode.Parse("""
            {
              "definitionId": "paper", "name": "Paper",
              "root": {
                "type": "Elsa.Flowchart", "version": 1, "id": "Flow",
                "activities": [
                  { "id": "Wait", "name": "Wait", "type": "Elsa.Event", "version": 1, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "Paper came" } }, "metadata": { "designer": { "position": { "x": 20, "y": 20 } } } },
                  { "id": "Later", "name": "Later", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "fill it in" } }, "metadata": { "designer": { "position": { "x": 20, "y": 140 } } } }
                ],
                "connections": [ { "source": { "activity": "Wait", "port": "Done" }, "target": { "activity": "Later", "port": "In" } } ]
              }
            }
            """);
        using var saved = await _http.PostAsJsonAsync(new Uri("/elsa/api/workflow-definitions", UriKind.Relative), new JsonObject { ["model"] = model, ["publish"] = true });
        saved.IsSuccessStatusCode.Should().BeTrue();
        using var started = await _http.PostAsJsonAsync(new Uri("/elsa/api/workflow-definitions/paper/execute", UriKind.Relative), new { });
        return started.Headers.GetValues("x-elsa-workflow-instance-id").Single();
    }

    private static async Task SaveAsync(IPage page) =>
        await page.RunAndWaitForResponseAsync(() => PressAsync(page, 4), answer => answer.Request.Method == "POST" && answer.Url.EndsWith("/workflow-definitions", StringComparison.Ordinal) && answer.Ok, new() { Timeout = Patience });

    private async Task RollBackAsync(IPage page, string id)
    {
        await page.GotoAsync(new Uri(_desk, $"/workflows/definitions/{id}/edit").ToString());
        await Assertions.Expect(page.Locator(".x6-node")).ToHaveCountAsync(3, new() { Timeout = Patience });
        // The tab may lie beyond the edge of its bar, where a mouse does not reach it without scrolling the bar.
        await page.Locator(".mud-tab", new() { HasText = "Version history" }).DispatchEventAsync("click");
        var first = page.Locator(".mud-table-row", new() { HasTextRegex = new(@"^\s*1\s") });
        await first.Locator(".mud-menu button").ClickAsync(new() { Timeout = Patience });
        await page.Locator(".mud-popover-open .mud-menu-item", new() { HasText = "Rollback" }).ClickAsync(new() { Timeout = Patience });
    }

    /// <summary>A line of what the viewer tells of an instance.</summary>
    private static ILocator Detail(IPage page, string name) => page.Locator("tr", new() { HasText = name }).First;

    private static async Task CreateAsync(IPage page)
    {
        await page.GetByText("Create workflow", new() { Exact = false }).First.ClickAsync(new() { Timeout = Patience });
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Ok", Exact = true }).ClickAsync(new() { Timeout = Patience });
        await page.WaitForURLAsync("**/workflows/definitions/*/edit", new() { Timeout = Patience });
    }

    private async Task DrawAsync(IPage page)
    {
        await page.Locator(".mud-expand-panel-header", new() { HasText = "Console" }).ClickAsync(new() { Timeout = Patience });
        var item = page.Locator("[draggable=true]", new() { HasText = "Write Line" });
        await item.HoverAsync(new() { Timeout = Patience });
        var canvas = (await page.Locator(".x6-graph").BoundingBoxAsync())!;
        for (var n = 0; n < 3; n++)
        {
            var from = (await item.BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(from.X + 20, from.Y + 8);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(from.X + 60, from.Y + 20, new() { Steps = 4 });
            await page.Mouse.MoveAsync(canvas.X + 140, canvas.Y + 80 + (140 * n), new() { Steps = 8 });
            await page.Mouse.UpAsync();
            await Assertions.Expect(page.Locator(".x6-node")).ToHaveCountAsync(n + 1, new() { Timeout = Patience });
            // Its name is shown when Studio has drawn it.
            await Assertions.Expect(page.Locator(".x6-node", new() { HasText = $"WriteLine{n + 1}" })).ToBeVisibleAsync(new() { Timeout = Patience });
        }

        output.WriteLine("Three activities are drawn.");
    }

    private static async Task ConnectAsync(IPage page)
    {
        for (var n = 1; n < 3; n++)
        {
            var from = await MiddleAsync(Node(page, n).Locator(".x6-port-body[port-group=out]"));
            var to = await MiddleAsync(Node(page, n + 1).Locator(".x6-port-body[port-group=in]"));
            await page.Mouse.MoveAsync(from.X, from.Y);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(from.X + 30, from.Y + 30, new() { Steps = 5 });
            await page.Mouse.MoveAsync(to.X, to.Y, new() { Steps = 10 });
            await page.Mouse.UpAsync();
            await Assertions.Expect(page.Locator(".x6-edge")).ToHaveCountAsync(n, new() { Timeout = Patience });
        }
    }

    private static async Task WriteInputAsync(IPage page, string activity, string language, string text)
    {
        await page.Locator(".x6-node .activity-content", new() { HasText = activity }).ClickAsync(new() { Timeout = Patience });
        // The menu of languages stands to the right of the field, in the panel below the picture.
        var panel = page.Locator(".mud-tab-panel, .mud-tabs-panels").Filter(new() { HasText = "The text" }).Last;
        await panel.Locator(".mud-menu button").First.ClickAsync(new() { Timeout = Patience });
        await page.Locator(".mud-popover-open .mud-menu-item", new() { HasText = language }).ClickAsync(new() { Timeout = Patience });
        var editor = panel.Locator(".monaco-editor").First;
        await editor.ClickAsync(new() { Timeout = Patience });
        await page.Keyboard.InsertTextAsync(text);
    }

    private static Task PublishAsync(IPage page) => PressAsync(page, 3);

    private async Task<string> RunAsync(IPage page)
    {
        await PressAsync(page, 1);
        await page.WaitForURLAsync("**/workflows/instances/*/view", new() { Timeout = Patience });
        var instance = page.Url.Split('/')[^2];
        output.WriteLine($"Instance {instance} ran.");
        return instance;
    }

    private async Task SeeAsync(IPage page, string instance)
    {
        // After a run the page is on its way there already.
        if (new Uri(_desk, $"/workflows/instances/{instance}/view").ToString() is var viewer && page.Url != viewer)
            await page.GotoAsync(viewer);
        await Assertions.Expect(page.Locator(".x6-node")).ToHaveCountAsync(3, new() { Timeout = Patience });
        for (var n = 1; n <= 3; n++)
        {
            await Assertions.Expect(Node(page, n).Locator(".mud-badge")).ToHaveTextAsync("1", new() { Timeout = Patience });
            await Assertions.Expect(page.Locator(".mud-timeline-item", new() { HasText = $"WriteLine{n}" }).Filter(new() { HasText = "Completed" })).ToHaveCountAsync(1, new() { Timeout = Patience });
        }

        await Assertions.Expect(Detail(page, "Definition version")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"version\s*1\s*$"), new() { Timeout = Patience });
        var journal = (await GetAsync($"workflow-instances/{instance}/journal"))["items"]!.AsArray();
        journal.Count(e => e!["activityType"]!.GetValue<string>() == "Elsa.WriteLine" && e["eventName"]!.GetValue<string>() == "Completed").Should().Be(3);
        var runs = (await GetAsync($"activity-executions/list?workflowInstanceId={instance}"))["items"]!.AsArray();
        runs.Select(r => r!["activityState"]?["Text"]?.ToString()).Should().Contain(["made 42", "for LIQUID"]);
    }

    private static ILocator Node(IPage page, int number) => page.Locator(".x6-node", new() { HasText = $"WriteLine{number}" });

    /// <summary>Presses a button right of the switch for auto-save, counted from the right: run, more, publish, save. They have no names that could be asked for.</summary>
    private static async Task PressAsync(IPage page, int number)
    {
        await page.Locator(".mud-switch-input").First.WaitForAsync(new() { Timeout = Patience, State = WaitForSelectorState.Attached });
        var at = await page.EvaluateAsync<float[]>(
            """
            number => {
              const line = document.querySelector('.mud-switch-input').getBoundingClientRect();
              const boxes = [...document.querySelectorAll('button')].map(b => b.getBoundingClientRect())
                .filter(b => b.width > 0 && b.x > line.x && b.right < innerWidth - 380 && Math.abs(b.y + b.height / 2 - line.y - line.height / 2) < 20).sort((a, b) => a.x - b.x);
              const box = boxes.at(-number);
              return [box.x + box.width / 2, box.y + box.height / 2];
            }
            """,
            number);
        await page.Mouse.ClickAsync(at[0], at[1]);
    }

    private static async Task<(float X, float Y)> MiddleAsync(ILocator at)
    {
        var box = (await at.BoundingBoxAsync(new() { Timeout = Patience }))!;
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    private Task<JsonNode> LatestAsync(string id) => GetAsync($"workflow-definitions/by-definition-id/{id}?versionOptions=Latest");

    private async Task<JsonNode> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonNode>(new Uri("/elsa/api/" + path, UriKind.Relative)))!;

    private static string Text(JsonNode definition, string activity) =>
        definition["root"]!["activities"]!.AsArray().FirstOrDefault(a => a!["name"]?.GetValue<string>() == activity)?["text"]?.ToJsonString() ?? "";

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

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Server.Composition;
using Automation.Server.Tests.Desk;
using Automation.Server.Tests.Studio;
using Automation.Server.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Automation.Server.Tests.Api;

/// <summary>What the desk's own pages of workflows offer to scripts as well.</summary>
public sealed class WorkflowPagesApiTests
{
    [Fact]
    public async Task A_shipped_workflow_that_changed_is_offered_until_somebody_decides_and_health_leads_there()
    {
        using var content = new ShippedContent();
        await using var desk = await RunningDesk.StartAsync("--Automation:Emulator:Start", "false", "--Automation:ContentFolder", content.Root);
        await desk.UntilReadyAsync();
        (await desk.GetAsync("/api/workflow-offers")).Body.GetProperty("items").GetArrayLength().Should().Be(0);
        await EditLogAsync(desk);

        content.ChangeLog();
        await desk.Services.GetServices<IHostedService>().OfType<DeskStartup>().Single().PrepareAsync(CancellationToken.None);

        var (_, offers) = await desk.GetAsync("/api/workflow-offers");
        var offer = offers.GetProperty("items").EnumerateArray().Should().ContainSingle().Subject;
        offer.GetProperty("definitionId").GetString().Should().Be("log");
        offer.GetProperty("differences").GetProperty("workflow")[0].GetProperty("before").GetString().Should().Be("Ours.");
        (await LinksAsync(desk)).Should().Equal("/workflows/shipped");
        (await PostAsync(desk, "/api/workflow-offers/log/keep", new { hash = "another" })).Status.Should().Be(HttpStatusCode.Conflict);
        var hash = offer.GetProperty("hash").GetString();

        (await PostAsync(desk, "/api/workflow-offers/log/keep", new { hash })).Status.Should().Be(HttpStatusCode.NoContent);

        (await PostAsync(desk, "/api/workflow-offers/log/take", new { hash })).Status.Should().Be(HttpStatusCode.Conflict);
        (await LinksAsync(desk)).Should().BeEmpty();
    }

    [Fact]
    public async Task Instances_are_moved_to_another_version_with_a_look_before_and_a_report_after()
    {
        await using var desk = await RunningDesk.StartAsync("--Automation:Emulator:Start", "false");
        await desk.UntilReadyAsync();
        var first = await SaveAsync(desk, StudioDesk.Workflow("Moved"));
        var id = first["definitionId"]!.GetValue<string>();
        using var started = await desk.Http.PostAsJsonAsync($"/elsa/api/workflow-definitions/{id}/execute", new { });
        var instance = started.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        first["root"]!["activities"]![2]!["text"]!["expression"]!["value"] = "in the new version";
        await SaveAsync(desk, first);
        (await desk.GetAsync($"/api/workflow-migrations/versions/{id}")).Body.GetProperty("items")[1].GetProperty("instances").GetInt32().Should().Be(1);

        var (status, preview) = await PostAsync(desk, "/api/workflow-migrations/preview", new { workflow = id, from = 1, to = 2 });
        status.Should().Be(HttpStatusCode.OK);
        (preview.GetProperty("instances").GetInt32(), preview.GetProperty("canMove").GetInt32()).Should().Be((1, 1));
        var (begun, run) = await PostAsync(desk, "/api/workflow-migrations", new { workflow = id, from = 1, to = 2 });
        begun.Should().Be(HttpStatusCode.Accepted);
        var (_, ended) = await desk.UntilAsync($"/api/workflow-migrations/{run.GetProperty("id").GetString()}", (_, body) => body.GetProperty("state").GetString() == "Finished");

        (ended.GetProperty("moved").GetInt32(), ended.GetProperty("stayed").GetInt32()).Should().Be((1, 0));
        (await desk.GetAsync($"/api/workflow-instances/{instance}")).Body.GetProperty("instance").GetProperty("version").GetInt32().Should().Be(2);
        var (_, journal) = await desk.GetAsync($"/elsa/api/workflow-instances/{instance}/journal");
        journal.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("eventName").GetString()).Should().Contain("Migrated");
        (await PostAsync(desk, "/api/workflow-migrations", new { workflow = id, from = 1, to = 9 })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await desk.GetAsync("/api/workflow-migrations/versions/nobody")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_reader_looks_and_decides_nothing()
    {
        await using var desk = await RunningDesk.StartAsync("--Automation:Emulator:Start", "false", "--Automation:Access:LocalRoles", "");
        await desk.UntilReadyAsync();
        (await desk.GetAsync("/api/workflow-offers")).Status.Should().Be(HttpStatusCode.OK);
        (await desk.GetAsync("/api/workflow-migrations/versions/log")).Status.Should().Be(HttpStatusCode.OK);
        foreach (var path in new[] { "/api/workflow-offers/log/take", "/api/workflow-offers/log/keep", "/api/workflow-migrations", $"/api/workflow-migrations/{Guid.NewGuid()}/cancel", "/elsa/api/tests/activities", "/elsa/api/workflow-definitions/log/update-references" })
            (await PostAsync(desk, path, new { hash = "x" })).Status.Should().Be(HttpStatusCode.Forbidden, path);
    }

    private static async Task EditLogAsync(RunningDesk desk)
    {
        var log = JsonNode.Parse(await desk.Http.GetStringAsync(new Uri("/elsa/api/workflow-definitions/by-definition-id/log", UriKind.Relative)))!;
        log["description"] = "Ours.";
        await SaveAsync(desk, log);
    }

    private static async Task<JsonNode> SaveAsync(RunningDesk desk, JsonNode model)
    {
        var (status, body) = await PostAsync(desk, "/elsa/api/workflow-definitions", new { model, publish = true });
        status.Should().Be(HttpStatusCode.OK, body.ToString());
        return JsonNode.Parse(body.GetProperty("workflowDefinition").GetRawText())!;
    }

    private static async Task<IEnumerable<string?>> LinksAsync(RunningDesk desk) =>
        (await desk.GetAsync("/api/health")).Body.GetProperty("problems").EnumerateArray().Where(p => p.TryGetProperty("link", out _)).Select(p => p.GetProperty("link").GetString());

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(RunningDesk desk, string path, object body)
    {
        using var answer = await desk.Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>The shipped content in a folder of its own.</summary>
    private sealed class ShippedContent : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("desk-content-");

        public ShippedContent()
        {
            var shipped = ContentFolder.Of(new DeskOptions()).Path;
            foreach (var file in new[] { "rules", "templates", "sla", "workflows" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(shipped, f), "*", SearchOption.AllDirectories)))
            {
                var copy = Path.Combine(Root, Path.GetRelativePath(shipped, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        public string Root => _folder.FullName;

        public void ChangeLog()
        {
            var file = Path.Combine(Root, "workflows", "log.json");
            File.WriteAllText(file, File.ReadAllText(file).Replace("\"Apply rules\"", "\"Apply the rules\"", StringComparison.Ordinal));
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}

using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Automation.Server.Tests.Studio;

public sealed class LiveTests(StudioDesk desk) : IClassFixture<StudioDesk>
{
    [Fact]
    public async Task Who_begins_to_watch_is_told_what_there_is_and_then_what_moved()
    {
        var instance = await RunAsync("Watched");
        await using var hub = await HubConversation.OpenAsync(desk.Http);

        await hub.WatchAsync(instance);
        var before = StatsOf(await hub.NextAsync("ActivityExecutionLogUpdatedAsync"));
        (await hub.NextAsync("WorkflowInstanceUpdatedAsync"))["arguments"]![0]!["workflowInstanceId"]!.GetValue<string>().Should().Be(instance);
        await desk.SendAsync(HttpMethod.Post, "events/Watched goes on/trigger", new JsonObject { ["workflowInstanceId"] = instance });
        var after = StatsOf(await hub.NextAsync("ActivityExecutionLogUpdatedAsync"));

        before.Should().Contain("Say 1/1").And.Contain("Wait 0/1 waits").And.NotContain(s => s.StartsWith("Liquid", StringComparison.Ordinal));
        // Say is as it was, so nothing is said of it.
        after.Should().Contain("Wait 1/1").And.Contain("Liquid 1/1").And.NotContain(s => s.StartsWith("Say", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everybody_who_watches_is_told_and_nobody_of_another_instance()
    {
        var (one, other) = (await RunAsync("Many eyes"), await RunAsync("Elsewhere"));
        await using var first = await HubConversation.OpenAsync(desk.Http);
        await using var second = await HubConversation.OpenAsync(desk.Http);
        await using var third = await HubConversation.OpenAsync(desk.Http);
        foreach (var (eye, instance) in new[] { (first, one), (second, one), (third, other) })
        {
            await eye.WatchAsync(instance);
            await eye.NextAsync("WorkflowInstanceUpdatedAsync");
        }

        await desk.SendAsync(HttpMethod.Post, "events/Many eyes goes on/trigger", new JsonObject());
        StatsOf(await first.NextAsync("ActivityExecutionLogUpdatedAsync")).Should().Contain("Liquid 1/1");
        StatsOf(await second.NextAsync("ActivityExecutionLogUpdatedAsync")).Should().Contain("Liquid 1/1");
        await desk.SendAsync(HttpMethod.Post, $"cancel/workflow-instances/{other}");

        // The first thing the third hears after it began is about its own.
        (await third.NextAsync("WorkflowInstanceUpdatedAsync"))["arguments"]![0]!["workflowInstanceId"]!.GetValue<string>().Should().Be(other);
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_listen()
    {
        var foreign = () => HubConversation.OpenAsync(desk.Http, "http://elsewhere.example");
        await foreign.Should().ThrowAsync<WebSocketException>();

        await using var own = await HubConversation.OpenAsync(desk.Http, desk.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
    }

    private async Task<string> RunAsync(string name) => await desk.RunAsync((await desk.SaveAsync(StudioDesk.Workflow(name), publish: true))["definitionId"]!.GetValue<string>());

    private static List<string> StatsOf(JsonNode message) => [.. message["arguments"]![0]!["stats"]!.AsArray()
        .Select(s => $"{s!["activityId"]} {s["completedCount"]}/{s["startedCount"]}{(s["isBlocked"]!.GetValue<bool>() ? " waits" : "")}")];
}

using System.Text.Json;
using Automation.MailboxEmulator.Tests.Contract;
using static Automation.MailboxEmulator.Tests.EmulatorFixture;

namespace Automation.MailboxEmulator.Tests;

public class SubscriptionTests
{
    private static object Wanted(Subscriber subscriber, string changeType = "created", string expires = "2026-01-10T08:00:00Z", string? url = null) => new
    {
        changeType,
        clientState = "secret",
        expirationDateTime = expires,
        lifecycleNotificationUrl = subscriber.Url + "/lifecycle",
        notificationUrl = url ?? subscriber.Url + "/notify",
        resource = $"users/{Desk}/mailFolders('inbox')/messages",
    };

    private static Task<EmulatorFixture> StartedAsync() => StartAsync(o => o.AllowHttpNotifications = true);

    [Fact]
    public async Task A_subscriber_is_shaken_hands_with_on_both_addresses_and_told_of_new_mail()
    {
        await using var emulator = await StartedAsync();
        await using var subscriber = await Subscriber.StartAsync();
        var subscription = await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber));
        subscription.Status.Should().Be(201);
        subscriber.Handshakes.Should().Be(2);
        var id = await emulator.PutInAsync(Mail());
        var posted = await subscriber.NextAsync();
        var entry = posted["value"]![0]!;
        entry["subscriptionId"]!.GetValue<string>().Should().Be(subscription.Text("id"));
        entry["clientState"]!.GetValue<string>().Should().Be("secret");
        entry["resourceData"]!["id"]!.GetValue<string>().Should().Be(id);
        using var json = JsonDocument.Parse(posted.ToJsonString());
        GraphContract.Instance?.CheckSchema("microsoft.graph.changeNotificationCollection", json.RootElement).Should().BeEmpty();
    }

    [Fact]
    public async Task A_bad_handshake_or_a_bad_wish_is_refused()
    {
        await using var emulator = await StartedAsync();
        await using var subscriber = await Subscriber.StartAsync();
        (await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber, expires: "2026-01-20T08:00:00Z"))).Status.Should().Be(400);
        (await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber, expires: "2026-01-01T08:00:00Z"))).Status.Should().Be(400);
        (await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber, changeType: "burnt"))).Status.Should().Be(400);
        (await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber, url: "http://elsewhere.example/x"))).Status.Should().Be(400);
        subscriber.EchoesToken = false;
        var refused = await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber));
        refused.ErrorCode.Should().Be("InvalidRequest");
        refused["error"]["message"]!.GetValue<string>().Should().Contain("validation request failed");
        (await emulator.GetAsync("subscriptions")).Value.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_the_flag_http_addresses_are_refused()
    {
        await using var emulator = await StartAsync();
        await using var subscriber = await Subscriber.StartAsync();
        (await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber))).Status.Should().Be(400);
    }

    [Fact]
    public async Task A_short_life_is_raised_and_a_life_ends()
    {
        await using var emulator = await StartedAsync();
        await using var subscriber = await Subscriber.StartAsync();
        var subscription = await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber, expires: "2026-01-05T08:10:00Z"));
        subscription.Text("expirationDateTime").Should().Be("2026-01-05T08:45:00Z");
        var path = "subscriptions/" + subscription.Text("id");
        (await emulator.CallAsync("PATCH", path, new { expirationDateTime = "2026-01-06T08:00:00Z" })).Text("expirationDateTime").Should().Be("2026-01-06T08:00:00Z");
        (await emulator.CallAsync("POST", path + "/reauthorize")).Status.Should().Be(202);
        (await emulator.GetAsync("subscriptions")).Value.Should().ContainSingle();
        emulator.Clock.Advance(TimeSpan.FromDays(2));
        (await emulator.GetAsync(path)).Status.Should().Be(404);
        var other = await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber));
        (await emulator.CallAsync("DELETE", "subscriptions/" + other.Text("id"))).Status.Should().Be(204);
    }

    [Fact]
    public async Task Reading_is_an_update_and_moving_out_a_deletion()
    {
        await using var emulator = await StartedAsync();
        await using var subscriber = await Subscriber.StartAsync();
        var id = await emulator.PutInAsync(Mail());
        await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber, "updated,deleted"));
        await emulator.CallAsync("PATCH", $"users/{Desk}/messages/{id}", new { isRead = true });
        (await subscriber.NextAsync())["value"]![0]!["changeType"]!.GetValue<string>().Should().Be("updated");
        await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/move", new { DestinationId = "archive" });
        (await subscriber.NextAsync())["value"]![0]!["changeType"]!.GetValue<string>().Should().Be("deleted");
    }

    [Theory]
    [InlineData("notificationDropped", "missed")]
    [InlineData("reauthorizationRequired", "reauthorizationRequired")]
    [InlineData("subscriptionRemoved", "subscriptionRemoved")]
    public async Task Lifecycle_events_come_when_told(string kind, string lifecycle)
    {
        await using var emulator = await StartedAsync();
        await using var subscriber = await Subscriber.StartAsync();
        await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber));
        await emulator.SetFaultsAsync(Desk, new { kind, remaining = 1 });
        await emulator.PutInAsync(Mail());
        var posts = new List<System.Text.Json.Nodes.JsonNode> { await subscriber.NextAsync() };
        if (kind == "reauthorizationRequired")
            posts.Add(await subscriber.NextAsync());
        posts.SelectMany(p => p["value"]!.AsArray()).Select(e => e!["lifecycleEvent"]?.GetValue<string>()).Should().Contain(lifecycle);
        (await emulator.GetAsync("subscriptions")).Value.Should().HaveCount(kind == "subscriptionRemoved" ? 0 : 1);
    }

    [Fact]
    public async Task A_notification_can_come_twice_or_with_a_wrong_state()
    {
        await using var emulator = await StartedAsync();
        await using var subscriber = await Subscriber.StartAsync();
        await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber));
        await emulator.SetFaultsAsync(Desk, new { kind = "notificationTwice" }, new { kind = "notificationWrongState" });
        await emulator.PutInAsync(Mail());
        var entries = new List<string>();
        while (entries.Count < 2)
            entries.AddRange((await subscriber.NextAsync())["value"]!.AsArray().Select(e => e!["clientState"]!.GetValue<string>()));
        entries.Should().Equal("not-secret", "not-secret");
    }

    [Fact]
    public async Task A_failed_delivery_is_tried_again()
    {
        await using var emulator = await StartedAsync();
        await using var subscriber = await Subscriber.StartAsync();
        await emulator.CallAsync("POST", "subscriptions", Wanted(subscriber));
        subscriber.Failures.Enqueue(500);
        await emulator.PutInAsync(Mail());
        var next = subscriber.NextAsync();
        while (!next.IsCompleted)
        {
            // Small steps: the time limit of the call in flight runs on the same clock.
            emulator.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        (await next)["value"]!.AsArray().Should().ContainSingle();
    }
}

using static Automation.MailboxEmulator.Tests.EmulatorFixture;

namespace Automation.MailboxEmulator.Tests;

public class BatchTests
{
    [Fact]
    public async Task Each_request_has_its_own_answer_and_a_failure_takes_its_dependents_along()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Mail());
        var answer = await emulator.CallAsync("POST", "$batch", new
        {
            requests = new object[]
            {
                new { id = "1", method = "GET", url = $"/users/{Desk}/messages/{id}?$select=subject", headers = new Dictionary<string, string> { ["Prefer"] = "IdType=\"ImmutableId\"" } },
                new { id = "2", method = "GET", url = $"/users/{Desk}/messages/nonsense" },
                new { id = "3", method = "PATCH", url = $"/users/{Desk}/messages/{id}", dependsOn = new[] { "2" }, headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" }, body = new { isRead = true } },
                new { id = "4", method = "PATCH", url = $"/users/{Desk}/messages/{id}", dependsOn = new[] { "1" }, headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" }, body = new { categories = new[] { "seen" } } },
                new { id = "5", method = "GET", url = $"/users/{Desk}/messages/{id}/$value" },
            },
        });
        answer.Status.Should().Be(200);
        var byId = answer["responses"].AsArray().ToDictionary(r => r!["id"]!.GetValue<string>(), r => r!);
        byId.Select(r => (r.Key, r.Value["status"]!.GetValue<int>())).Should().BeEquivalentTo([("1", 200), ("2", 404), ("3", 424), ("4", 200), ("5", 200)]);
        byId["1"]["body"]!["id"]!.GetValue<string>().Should().Be(id);
        byId["1"]["body"]!["subject"]!.GetValue<string>().Should().Be("Printer");
        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(byId["5"]["body"]!.GetValue<string>())).Should().StartWith("From: Ann Lee");
        (await emulator.GetAsync($"users/{Desk}/messages/{id}"))["isRead"].GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public async Task An_inner_request_can_be_throttled_while_the_batch_is_well()
    {
        await using var emulator = await StartAsync();
        await emulator.SetFaultsAsync(Desk, new { kind = "throttled", remaining = 1, seconds = 10 });
        var answer = await emulator.CallAsync("POST", "$batch", new { requests = new[] { new { id = "a", method = "GET", url = $"/users/{Desk}/messages" } } });
        var inner = answer["responses"][0]!;
        inner["status"]!.GetValue<int>().Should().Be(429);
        inner["headers"]!["Retry-After"]!.GetValue<string>().Should().Be("10");
        inner["body"]!["error"]!["code"]!.GetValue<string>().Should().Be("ApplicationThrottled");
    }

    [Theory]
    [InlineData(20, 200)]
    [InlineData(21, 400)]
    public async Task Twenty_requests_are_the_limit(int count, int status)
    {
        await using var emulator = await StartAsync();
        var requests = Enumerable.Range(0, count).Select(i => new { id = $"{i}", method = "GET", url = $"/users/{Desk}/mailFolders/inbox" });
        (await emulator.CallAsync("POST", "$batch", new { requests })).Status.Should().Be(status);
    }
}

using static Automation.MailboxEmulator.Tests.EmulatorFixture;

namespace Automation.MailboxEmulator.Tests;

public class FaultTests
{
    private static async Task<string> DraftAsync(EmulatorFixture emulator)
    {
        var id = await emulator.PutInAsync(Mail());
        var draft = await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/createReply", new { });
        return $"users/{Desk}/messages/{draft.Text("id")}";
    }

    [Theory]
    [InlineData("seconds", "5")]
    [InlineData("none", null)]
    [InlineData("huge", "86400")]
    [InlineData("date", "Mon, 05 Jan 2026 08:00:05 GMT")]
    public async Task A_throttled_answer_says_when_to_come_back_as_told(string retryAfter, string? expected)
    {
        await using var emulator = await StartAsync();
        await emulator.SetFaultsAsync(Desk, new { kind = "throttled", remaining = 1, retryAfter, seconds = 5 });
        var answer = await emulator.GetAsync($"users/{Desk}/messages");
        (answer.Status, answer.ErrorCode).Should().Be((429, "ApplicationThrottled"));
        answer.Headers.GetValueOrDefault("Retry-After").Should().Be(expected);
        (await emulator.GetAsync($"users/{Desk}/messages")).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("unavailable", 503, false)]
    [InlineData("gatewayTimeout", 504, false)]
    [InlineData("gatewayTimeoutAfterAccept", 504, true)]
    public async Task A_failed_send_has_gone_or_not_as_told(string kind, int status, bool hasGone)
    {
        await using var emulator = await StartAsync();
        var draft = await DraftAsync(emulator);
        await emulator.SetFaultsAsync(Desk, new { kind, remaining = 1, on = new[] { "message.send" } });
        (await emulator.CallAsync("POST", draft + "/send")).Status.Should().Be(status);
        (await emulator.MessagesAsync(Ann)).Should().HaveCount(hasGone ? 1 : 0);
        (await emulator.MessagesAsync(Desk, "drafts")).Should().HaveCount(hasGone ? 0 : 1);
    }

    [Theory]
    [InlineData("reset", false)]
    [InlineData("resetAfterAccept", true)]
    public async Task A_cut_connection_has_sent_or_not_as_told(string kind, bool hasGone)
    {
        await using var emulator = await StartAsync();
        var draft = await DraftAsync(emulator);
        await emulator.SetFaultsAsync(Desk, new { kind, on = new[] { "message.send" } });
        var send = () => emulator.CallAsync("POST", draft + "/send");
        await send.Should().ThrowAsync<HttpRequestException>();
        (await emulator.MessagesAsync(Ann)).Should().HaveCount(hasGone ? 1 : 0);
    }

    [Fact]
    public async Task After_accept_faults_leave_reading_alone()
    {
        await using var emulator = await StartAsync();
        await emulator.SetFaultsAsync(Desk, new { kind = "gatewayTimeoutAfterAccept" });
        (await emulator.GetAsync($"users/{Desk}/messages")).Status.Should().Be(200);
    }

    [Fact]
    public async Task An_accepted_send_can_carry_retry_after()
    {
        await using var emulator = await StartAsync();
        var draft = await DraftAsync(emulator);
        await emulator.SetFaultsAsync(Desk, new { kind = "retryAfterOnAccept", seconds = 3 });
        var send = await emulator.CallAsync("POST", draft + "/send");
        (send.Status, send.Headers["Retry-After"]).Should().Be((202, "3"));
    }

    [Fact]
    public async Task A_sent_draft_can_stay_in_drafts_for_a_while()
    {
        await using var emulator = await StartAsync();
        var draft = await DraftAsync(emulator);
        await emulator.SetFaultsAsync(Desk, new { kind = "draftStaysAfterSend", seconds = 30 });
        (await emulator.CallAsync("POST", draft + "/send")).Status.Should().Be(202);
        (await emulator.GetAsync(draft))["isDraft"].GetValue<bool>().Should().BeTrue();
        (await emulator.CallAsync("POST", draft + "/send")).Status.Should().Be(404);
        (await emulator.MessagesAsync(Ann)).Should().BeEmpty();
        emulator.Clock.Advance(TimeSpan.FromSeconds(31));
        (await emulator.GetAsync(draft))["isDraft"].GetValue<bool>().Should().BeFalse();
        (await emulator.MessagesAsync(Ann)).Should().ContainSingle();
    }

    [Fact]
    public async Task The_id_can_change_with_the_send_and_one_send_can_arrive_twice()
    {
        await using var emulator = await StartAsync();
        var draft = await DraftAsync(emulator);
        await emulator.SetFaultsAsync(Desk, new { kind = "idChangesOnSend" }, new { kind = "deliveredTwice" });
        await emulator.CallAsync("POST", draft + "/send");
        (await emulator.GetAsync(draft)).Status.Should().Be(404);
        (await emulator.MessagesAsync(Ann)).Should().HaveCount(2);
        (await emulator.ControlAsync("GET", "statistics"))!["sends"]!["byMailbox"]![Desk]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task A_draft_can_be_not_found_just_after_an_attachment()
    {
        await using var emulator = await StartAsync();
        var draft = await DraftAsync(emulator);
        await emulator.SetFaultsAsync(Desk, new { kind = "notFoundAfterAttach", remaining = 1, seconds = 2 });
        var attachment = new Dictionary<string, object> { ["@odata.type"] = "#microsoft.graph.fileAttachment", ["name"] = "a", ["contentBytes"] = "AQID" };
        await emulator.CallAsync("POST", draft + "/attachments", attachment);
        (await emulator.CallAsync("POST", draft + "/send")).ErrorCode.Should().Be("ErrorItemNotFound");
        emulator.Clock.Advance(TimeSpan.FromSeconds(3));
        (await emulator.CallAsync("POST", draft + "/send")).Status.Should().Be(202);
    }

    [Fact]
    public async Task Chance_is_seeded_so_that_a_run_can_be_repeated()
    {
        await using var emulator = await StartAsync();
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await emulator.SetFaultsAsync(Desk, new { kind = "unavailable", probability = 0.5 });
            var statuses = new List<int>();
            for (var i = 0; i < 20; i++)
                statuses.Add((await emulator.GetAsync($"users/{Desk}/mailFolders/inbox")).Status);
            runs.Add(string.Join(',', statuses));
        }

        runs[0].Should().Be(runs[1]).And.Contain("503").And.Contain("200");
        var state = await emulator.ControlAsync("GET", $"mailboxes/{Desk}/faults");
        state!["fired"]!["unavailable"]!.GetValue<int>().Should().BeGreaterThan(0);
        await emulator.ControlAsync("DELETE", $"mailboxes/{Desk}/faults");
        (await emulator.GetAsync($"users/{Desk}/messages")).Status.Should().Be(200);
    }

    [Fact]
    public async Task More_than_four_at_once_are_throttled()
    {
        await using var emulator = await StartAsync();
        await emulator.SetFaultsAsync(Desk, new { kind = "delay", seconds = 60, remaining = 4, on = new[] { "messages.list" } });
        var waiting = Enumerable.Range(0, 4).Select(_ => emulator.GetAsync($"users/{Desk}/messages")).ToList();
        Answer fifth;
        do
        {
            fifth = await emulator.GetAsync($"users/{Desk}/mailFolders/inbox");
        }
        while (fifth.Status == 200);
        fifth.Status.Should().Be(429);
        fifth["error"]["message"]!.GetValue<string>().Should().Contain("MailboxConcurrency");
        (await emulator.GetAsync($"users/{Ann}/messages")).Status.Should().Be(200, "the limit is per mailbox");
        while (!waiting.TrueForAll(w => w.IsCompleted))
        {
            emulator.Clock.Advance(TimeSpan.FromSeconds(61));
            await Task.Yield();
        }

        (await Task.WhenAll(waiting)).Should().OnlyContain(a => a.Status == 200);
        (await emulator.GetAsync($"users/{Desk}/messages")).Status.Should().Be(200);
    }

    [Fact]
    public async Task Requests_and_sends_have_their_windows_and_a_switch()
    {
        await using var emulator = await StartAsync(o => o.Throttling = new ThrottlingLimits(RequestsPerTenMinutes: 3, SendsPerMinute: 1));
        for (var i = 0; i < 3; i++)
            (await emulator.GetAsync($"users/{Desk}/messages")).Status.Should().Be(200);
        var refused = await emulator.GetAsync($"users/{Desk}/messages");
        (refused.Status, refused.Headers["Retry-After"]).Should().Be((429, "600"));
        emulator.Clock.Advance(TimeSpan.FromMinutes(10));
        var letter = new { Message = new { subject = "s", toRecipients = new[] { new { emailAddress = new { address = Ann } } } } };
        (await emulator.CallAsync("POST", $"users/{Desk}/sendMail", letter)).Status.Should().Be(202);
        (await emulator.CallAsync("POST", $"users/{Desk}/sendMail", letter)).Status.Should().Be(429);
        await emulator.ControlAsync("PUT", "throttling", new { enabled = false, concurrent = 4, requestsPerTenMinutes = 1, sendsPerMinute = 1 });
        (await emulator.CallAsync("POST", $"users/{Desk}/sendMail", letter)).Status.Should().Be(202);
    }
}

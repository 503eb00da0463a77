using System.Text.RegularExpressions;
using Automation.Graph.Requests;
using Automation.Mail.Messages;
using Automation.Mail.Sending;

namespace Automation.Graph.Tests.Emulator;

public class SendingTests
{
    private const string Key = "HD-1:ack:1";

    [Fact]
    public async Task A_reply_costs_two_requests_and_lands_in_the_conversation_with_its_marks()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var original = await ReceiveAsync(desk);
        await SendAsync(desk, Reply(original, "HD-0:ack:1"));
        var before = desk.Graph.Counts.Total;

        var progress = await SendAsync(desk, Reply(original), confirm: false);

        progress.State.Should().Be(SendState.Accepted);
        progress.ConversationId.Should().Be(original.ConversationId);
        (desk.Graph.Counts.Total - before).Should().Be(2);
        var received = (await desk.MessagesAsync(EmulatedDesk.Person, "inbox")).Single(m => m.GetProperty("subject").GetString() == "[HD-1] Printer");
        received.GetProperty("inReplyTo").GetString().Should().Be(original.InternetMessageId);
        received.GetProperty("body").GetString().Should().Contain("We got it");
        var headers = received.GetProperty("headers").EnumerateArray().ToLookup(h => h.GetProperty("name").GetString()!.ToLowerInvariant(), h => h.GetProperty("value").GetString());
        headers["x-helpdesk-loop"].Should().Equal("test-desk");
        headers["x-helpdesk-send-key"].Should().Equal(Key);
        headers["x-auto-response-suppress"].Should().Contain("All");
        headers["x-autoreply"].Should().Equal("yes");
    }

    [Fact]
    public async Task An_answer_goes_to_the_reply_address_and_reaches_the_desk()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var original = await ReceiveAsync(desk);
        const string own = "helpdesk+1.abcdefghijklmnop@contoso.example";

        await SendAsync(desk, Reply(original) with { AnswersTo = new MailAddress(own, "Help Desk") });

        var raw = await desk.RawAsync(EmulatedDesk.Person, "inbox");
        raw.Should().MatchRegex($"(?m)^Reply-To: .*<{Regex.Escape(own)}>");
        await desk.PutInAsync(EmulatedDesk.Eml("Answer").Replace($"To: Help Desk <{EmulatedDesk.Address}>", $"To: <{own}>", StringComparison.Ordinal));
        (await desk.ReadAllAsync()).Select(r => desk.Graph.Source.Parse(EmulatedDesk.Inbox, r.Data, null)).Should().Contain(m => m.To.Any(t => t.Address == own));
    }

    [Fact]
    public async Task A_reply_by_a_person_does_not_say_that_a_machine_wrote_it()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var original = await ReceiveAsync(desk);

        await SendAsync(desk, Reply(original) with { IsAutomatic = false });

        var received = (await desk.MessagesAsync(EmulatedDesk.Person, "inbox")).Single();
        received.GetProperty("headers").EnumerateArray().Select(h => h.GetProperty("name").GetString()!.ToLowerInvariant())
            .Should().Contain("x-helpdesk-send-key").And.NotContain("x-auto-response-suppress").And.NotContain("x-autoreply");
    }

    [Fact]
    public async Task The_first_draft_of_a_mailbox_is_looked_at_for_its_send_key()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var original = await ReceiveAsync(desk);

        await SendAsync(desk, Reply(original), confirm: false);
        desk.Graph.Counts[RequestKind.Find].Should().Be(1);
        await SendAsync(desk, Reply(original, "HD-1:note:2"), confirm: false);

        desk.Graph.Counts[RequestKind.Find].Should().Be(1);
        desk.Graph.Counts[RequestKind.UpdateDraft].Should().Be(0);
    }

    [Fact]
    public async Task The_sync_of_Sent_Items_confirms_with_the_send_key_and_the_id_that_answers_will_name()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var original = await ReceiveAsync(desk);
        var progress = await SendAsync(desk, Reply(original), confirm: false);

        var row = (await desk.ReadAllAsync(EmulatedDesk.SentItems)).Single();
        var copy = desk.Graph.Source.Parse(EmulatedDesk.SentItems, row.Data, null);

        copy.SendKey.Should().Be(Key);
        var confirmed = SendProcedure.Confirm(progress, new SentMail(copy.Id, copy.IsDraft, copy.InternetMessageId, copy.ConversationId, null))!;
        confirmed.State.Should().Be(SendState.Sent);
        confirmed.InternetMessageId.Should().Be((await desk.MessagesAsync(EmulatedDesk.Person, "inbox")).Single().GetProperty("internetMessageId").GetString());
        SendProcedure.Confirm(confirmed, new SentMail(copy.Id, false, null, null, null)).Should().BeNull();
    }

    [Fact]
    public async Task A_stale_id_is_found_again_by_its_Message_ID()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var original = await ReceiveAsync(desk);

        await SendAsync(desk, Reply(original) with { ReplyTo = "AAMkAGI-of-another-time=" });

        (await desk.MessagesAsync(EmulatedDesk.Person, "inbox")).Single().GetProperty("inReplyTo").GetString().Should().Be(original.InternetMessageId);
    }

    [Fact]
    public async Task When_the_original_is_gone_a_new_mail_goes_out()
    {
        await using var desk = await EmulatedDesk.StartAsync();

        var progress = await SendAsync(desk, new OutgoingMail(
            EmulatedDesk.Address, Key, [new MailAddress(EmulatedDesk.Person)], [], "[HD-1] Printer", "<p>We got it, Zoë &amp; O'Neil.</p>", "AAMk-gone", "<gone'quoted@x.example>", IsAutomatic: true));

        progress.State.Should().Be(SendState.Sent);
        var received = (await desk.MessagesAsync(EmulatedDesk.Person, "inbox")).Single();
        received.GetProperty("body").GetString().Should().Contain("Zoë");
        received.GetProperty("headers").EnumerateArray().Select(h => h.GetProperty("name").GetString()!.ToLowerInvariant()).Should().Contain("x-helpdesk-send-key");
    }

    [Theory]
    [InlineData("gatewayTimeoutAfterAccept", "message.send")]
    [InlineData("gatewayTimeoutAfterAccept", "message.createReply")]
    [InlineData("resetAfterAccept", "message.send")]
    [InlineData("resetAfterAccept", "message.createReply")]
    [InlineData("gatewayTimeout", "message.send")]
    [InlineData("gatewayTimeout", "message.createReply")]
    [InlineData("reset", "message.send")]
    [InlineData("reset", "message.createReply")]
    [InlineData("throttled", "message.send")]
    [InlineData("throttled", "message.createReply")]
    [InlineData("unavailable", "message.send")]
    [InlineData("unavailable", "message.createReply")]
    [InlineData("retryAfterOnAccept", "message.send")]
    [InlineData("draftStaysAfterSend", null)]
    [InlineData("idChangesOnSend", null)]
    [InlineData("notFoundAfterAttach", null)]
    public async Task Under_each_fault_a_reply_goes_out_once(string fault, string? on)
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var original = await ReceiveAsync(desk);
        await desk.FaultAsync(fault, on: on, seconds: 30);

        var progress = await SendAsync(desk, Reply(original));

        progress.State.Should().Be(SendState.Sent);
        progress.Problem.Should().BeNull();
        (await SendsAsync(desk)).Should().Be(1);
        (await desk.MessagesAsync(EmulatedDesk.Person, "inbox")).Should().ContainSingle();
        progress.InternetMessageId.Should().Be((await desk.MessagesAsync(EmulatedDesk.Address, "sentitems")).Single().GetProperty("internetMessageId").GetString());
    }

    [Fact]
    public async Task Under_all_faults_together_every_reply_goes_out_once()
    {
        await using var desk = await EmulatedDesk.StartAsync(e => e.Throttling = e.Throttling with { SendsPerMinute = 100_000 }, o => o with { Limits = o.Limits with { SendsPerMinute = 100_000 } });
        var original = await ReceiveAsync(desk);
        await desk.FaultsAsync(
            EmulatedDesk.Address,
            new { kind = "gatewayTimeoutAfterAccept", probability = 0.2 },
            new { kind = "resetAfterAccept", probability = 0.2 },
            new { kind = "draftStaysAfterSend", probability = 0.3, seconds = 120 },
            new { kind = "idChangesOnSend", probability = 0.5 },
            new { kind = "unavailable", probability = 0.05, on = new[] { "message.createReply", "message.send", "messages.list" } },
            new { kind = "throttled", probability = 0.05, retryAfter = "none" },
            new { kind = "retryAfterOnAccept", probability = 0.2 });

        for (var i = 0; i < 60; i++)
            (await SendAsync(desk, Reply(original, $"HD-{i}:ack:1"))).State.Should().Be(SendState.Sent);

        var sends = (await desk.StatisticsAsync()).GetProperty("sends").GetProperty("byKey").EnumerateObject().ToList();
        sends.Should().HaveCount(60).And.OnlyContain(s => s.Value.GetInt32() == 1);
    }

    [Fact]
    public async Task Sending_as_somebody_else_is_refused_and_given_up_with_the_reason()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var original = await ReceiveAsync(desk);

        var progress = await SendAsync(desk, Reply(original) with { To = [] });

        progress.State.Should().Be(SendState.Failed);
        progress.Problem.Should().Contain("ErrorInvalidRecipients");
        (await SendsAsync(desk)).Should().Be(0);
    }

    [Fact]
    public async Task A_paused_mailbox_answers_a_send_at_once_with_its_wait()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var original = await ReceiveAsync(desk);
        var draft = await desk.Graph.Sender.CreateDraftAsync(Reply(original), CancellationToken.None);
        await desk.FaultAsync("throttled", retryAfter: "huge", on: "message.send");

        var first = await desk.Graph.Sender.SendDraftAsync(EmulatedDesk.Address, draft.Id, CancellationToken.None);
        var second = await desk.Graph.Sender.SendDraftAsync(EmulatedDesk.Address, draft.Id, CancellationToken.None);

        first.Result.Should().Be(SendResult.Throttled);
        second.Result.Should().Be(SendResult.Throttled);
        second.RetryAfter.Should().BeGreaterThan(TimeSpan.FromHours(23));
        desk.Graph.Counts[RequestKind.Send].Should().Be(1);
        desk.Graph.Gate.NextSendIn(EmulatedDesk.Address).Should().BeGreaterThan(TimeSpan.FromHours(23));
    }

    private static async Task<IncomingMail> ReceiveAsync(EmulatedDesk desk)
    {
        await desk.PutInAsync(EmulatedDesk.Eml("Printer", "<p1@client.example>"));
        var row = (await desk.ReadAllAsync()).Single();
        return desk.Graph.Source.Parse(EmulatedDesk.Inbox, row.Data, null);
    }

    private static OutgoingMail Reply(IncomingMail original, string key = Key) => new(
        EmulatedDesk.Address, key, [new MailAddress(EmulatedDesk.Person, "Ann Lee")], [], $"[{key[..key.IndexOf(':', StringComparison.Ordinal)]}] Printer", "<p>We got it.</p>", original.Id, original.InternetMessageId, IsAutomatic: true);

    /// <summary>As the outbox does it: store, wait, go on.</summary>
    private static async Task<SendProgress> SendAsync(EmulatedDesk desk, OutgoingMail mail, bool confirm = true)
    {
        var procedure = new SendProcedure(desk.Graph.Sender, desk.Time, new Random(1));
        var stored = SendProgress.New;
        for (var i = 0; i < 100 && !stored.IsOver && (confirm || stored.State != SendState.Accepted); i++)
        {
            if (stored.NextAttemptAt is { } next)
                desk.Time.MoveTo(next);
            stored = await procedure.AdvanceAsync(new SendItem(mail, stored), (progress, _) => Task.FromResult(stored = progress), CancellationToken.None);
        }

        return stored;
    }

    private static async Task<int> SendsAsync(EmulatedDesk desk) =>
        (await desk.StatisticsAsync()).GetProperty("sends").GetProperty("byKey").TryGetProperty(Key, out var count) ? count.GetInt32() : 0;
}

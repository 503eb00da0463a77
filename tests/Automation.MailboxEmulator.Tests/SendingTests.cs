using System.Text.Json.Nodes;
using static Automation.MailboxEmulator.Tests.EmulatorFixture;

namespace Automation.MailboxEmulator.Tests;

public class SendingTests
{
    private const string FindByKey = $"users/{Desk}/messages?$filter=singleValueExtendedProperties%2FAny(ep:%20ep%2Fid%20eq%20'{SendKeyProperty}'%20and%20ep%2Fvalue%20eq%20'T-1:ack:1')";

    private static object KeyedMessage(string header = "X-HelpDesk-Send-Key") => new
    {
        Message = new
        {
            internetMessageHeaders = new[] { new { name = header, value = "T-1:ack:1" } },
            singleValueExtendedProperties = new[] { new { id = SendKeyProperty, value = "T-1:ack:1" } },
        },
    };

    [Fact]
    public async Task The_whole_send_procedure_ends_in_the_readers_inbox_threaded()
    {
        await using var emulator = await StartAsync();
        var sent = await emulator.ControlAsync("POST", $"mailboxes/{Ann}/send", new { to = new[] { Desk }, subject = "Printer", body = "Broken" });
        var original = (await emulator.GetAsync($"users/{Desk}/mailFolders/inbox/messages")).Value[0]!;
        (await emulator.GetAsync(FindByKey)).Value.Should().BeEmpty();

        var draft = await emulator.CallAsync("POST", $"users/{Desk}/messages/{original["id"]}/createReply", KeyedMessage());
        draft.Status.Should().Be(201);
        draft["isDraft"].GetValue<bool>().Should().BeTrue();
        draft.Text("subject").Should().Be("RE: Printer");
        draft.Text("conversationId").Should().Be(original["conversationId"]!.GetValue<string>());
        draft["toRecipients"][0]!["emailAddress"]!["address"]!.GetValue<string>().Should().Be(Ann);
        (await emulator.GetAsync(FindByKey)).Value[0]!["isDraft"]!.GetValue<bool>().Should().BeTrue();

        var patched = await emulator.CallAsync("PATCH", $"users/{Desk}/messages/{draft.Text("id")}", new { subject = "[HD-1] Printer", body = new { contentType = "html", content = "<p>Hello</p>" } });
        patched.Text("subject").Should().Be("[HD-1] Printer");
        var send = await emulator.CallAsync("POST", $"users/{Desk}/messages/{draft.Text("id")}/send");
        send.Status.Should().Be(202);
        send.Bytes.Should().BeEmpty();

        var own = (await emulator.GetAsync(FindByKey)).Value.Should().ContainSingle().Which!;
        own["isDraft"]!.GetValue<bool>().Should().BeFalse();
        own["internetMessageId"]!.GetValue<string>().Should().Be(draft.Text("internetMessageId"));
        (await emulator.GetAsync($"users/{Desk}/mailFolders/drafts/messages")).Value.Should().BeEmpty();
        (await emulator.GetAsync($"users/{Desk}/mailFolders/sentitems/messages?$select=internetMessageHeaders")).Value[0]!["internetMessageHeaders"].Should().BeNull();

        var received = (await emulator.MessagesAsync(Ann)).Should().ContainSingle().Which;
        received["inReplyTo"]!.GetValue<string>().Should().Be(sent!["internetMessageId"]!.GetValue<string>());
        received["references"]!.AsArray().Select(r => r!.GetValue<string>()).Should().Equal(sent["internetMessageId"]!.GetValue<string>());
        received["conversationId"]!.GetValue<string>().Should().Be(sent["conversationId"]!.GetValue<string>());
        received["body"]!.GetValue<string>().Should().Contain("<p>Hello</p>");
        Header(received, "x-helpdesk-send-key").Should().Be("T-1:ack:1");
        (await emulator.ControlAsync("GET", "statistics"))!["sends"]!["byKey"]!["T-1:ack:1"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task A_draft_sent_twice_is_not_found_the_second_time_by_its_old_id()
    {
        await using var emulator = await StartAsync(o => o.ImmutableIdSurvivesSend = false);
        var id = await emulator.PutInAsync(Mail());
        var draft = await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/createReply", KeyedMessage());
        var path = $"users/{Desk}/messages/{draft.Text("id")}/send";
        (await emulator.CallAsync("POST", path)).Status.Should().Be(202);
        var again = await emulator.CallAsync("POST", path);
        (again.Status, again.ErrorCode).Should().Be((404, "ErrorItemNotFound"));
        (await emulator.MessagesAsync(Ann)).Should().ContainSingle();
    }

    [Fact]
    public async Task Send_mail_keeps_a_copy_only_when_told()
    {
        await using var emulator = await StartAsync();
        object Letter(string subject, bool save) => new
        {
            Message = new { subject, body = new { contentType = "text", content = "x" }, toRecipients = new[] { new { emailAddress = new { address = Ann, name = "Ann" } } } },
            SaveToSentItems = save,
        };
        (await emulator.CallAsync("POST", $"users/{Desk}/sendMail", Letter("kept", true))).Status.Should().Be(202);
        (await emulator.CallAsync("POST", $"users/{Desk}/sendMail", Letter("not kept", false))).Status.Should().Be(202);
        (await emulator.MessagesAsync(Desk, "sentitems")).Should().ContainSingle().Which["subject"]!.GetValue<string>().Should().Be("kept");
        (await emulator.MessagesAsync(Ann)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Reply_all_goes_to_everybody_but_oneself()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Mail(extra: $"Cc: {Bob}, {Desk}\n"));
        var draft = await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/createReplyAll", new { });
        draft["toRecipients"].AsArray().Select(Address).Should().Equal(Ann);
        draft["ccRecipients"].AsArray().Select(Address).Should().Equal(Bob);
        (await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/replyAll", new { Comment = "We look into it" })).Status.Should().Be(202);
        (await emulator.MessagesAsync(Bob))[0]["body"]!.GetValue<string>().Should().Contain("We look into it");
    }

    [Fact]
    public async Task A_forward_carries_the_attachments()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(MimeSamples.WithAttachments);
        var forward = new { Comment = "FYI", ToRecipients = new[] { new { emailAddress = new { address = Bob } } } };
        (await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/forward", forward)).Status.Should().Be(202);
        var received = (await emulator.MessagesAsync(Bob)).Should().ContainSingle().Which;
        received["subject"]!.GetValue<string>().Should().StartWith("FW: ");
        received["attachments"]!.AsArray().Should().HaveCount(3);
    }

    [Fact]
    public async Task An_unknown_address_of_an_own_domain_comes_back_as_a_report()
    {
        await using var emulator = await StartAsync();
        var sent = await emulator.ControlAsync("POST", $"mailboxes/{Desk}/send", new { to = new[] { "nobody@contoso.example" }, subject = "Hello", body = "x" });
        var report = (await emulator.MessagesAsync(Desk)).Should().ContainSingle().Which;
        report["class"]!.GetValue<string>().Should().Be("REPORT.IPM.Note.NDR");
        Header(report, "X-MS-Exchange-Message-Is-Ndr").Should().BeEmpty();
        report["inReplyTo"]!.GetValue<string>().Should().Be(sent!["internetMessageId"]!.GetValue<string>());
        var id = report["id"]!.GetValue<string>();
        var read = await emulator.GetAsync($"users/{Desk}/messages/{id}?$expand=singleValueExtendedProperties($filter=id%20eq%20'String%200x001A')");
        read["singleValueExtendedProperties"][0]!["value"]!.GetValue<string>().Should().Be("REPORT.IPM.Note.NDR");
    }

    [Fact]
    public async Task A_plus_address_reaches_the_mailbox_before_the_plus()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("POST", $"mailboxes/{Ann}/send", new { to = new[] { "helpdesk+42@contoso.example", Desk }, body = "x" });
        (await emulator.MessagesAsync(Desk)).Should().ContainSingle();
    }

    [Fact]
    public async Task Out_of_office_and_bounce_carry_the_marks_of_exchange()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("POST", $"mailboxes/{Desk}/send", new { to = new[] { "dieter.braun@contoso.example" }, subject = "Störung", body = "x" });
        var id = (await emulator.MessagesAsync("dieter.braun@contoso.example"))[0]["id"]!.GetValue<string>();
        await emulator.ControlAsync("POST", $"mailboxes/dieter.braun@contoso.example/messages/{id}/automatic-reply");
        await emulator.ControlAsync("POST", $"mailboxes/dieter.braun@contoso.example/messages/{id}/bounce");
        var inbox = await emulator.MessagesAsync(Desk);
        inbox.Should().HaveCount(2);
        inbox[0]["subject"]!.GetValue<string>().Should().Be("Automatische Antwort: Störung");
        Header(inbox[0], "auto-submitted").Should().Be("auto-generated");
        Header(inbox[0], "X-Auto-Response-Suppress").Should().Be("All");
        Header(inbox[0], "x-ms-exchange-generated-message-source").Should().Be("Mailbox Rules Agent");
        inbox[1]["class"]!.GetValue<string>().Should().Be("REPORT.IPM.Note.NDR");
        inbox.Select(m => m["conversationId"]!.GetValue<string>()).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task A_message_id_set_on_a_draft_is_the_one_that_travels()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Mail());
        var draft = await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/createReply", new { });
        await emulator.CallAsync("PATCH", $"users/{Desk}/messages/{draft.Text("id")}", new { internetMessageId = "<T1.ack@helpdesk.example>" });
        await emulator.CallAsync("POST", $"users/{Desk}/messages/{draft.Text("id")}/send");
        (await emulator.MessagesAsync(Ann))[0]["internetMessageId"]!.GetValue<string>().Should().Be("<T1.ack@helpdesk.example>");
    }

    [Fact]
    public async Task The_property_for_suppressed_answers_becomes_the_header()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Mail());
        var draft = await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/createReply", new { Message = new { singleValueExtendedProperties = new[] { new { id = "Integer 0x3FDF", value = "-1" } } } });
        await emulator.CallAsync("POST", $"users/{Desk}/messages/{draft.Text("id")}/send");
        Header((await emulator.MessagesAsync(Ann))[0], "X-Auto-Response-Suppress").Should().Be("All");
    }

    private static string? Address(JsonNode? recipient) => recipient!["emailAddress"]!["address"]!.GetValue<string>();

    private static string? Header(JsonNode message, string name) =>
        message["headers"]!.AsArray().FirstOrDefault(h => h!["name"]!.GetValue<string>().Equals(name, StringComparison.OrdinalIgnoreCase))?["value"]!.GetValue<string>();
}

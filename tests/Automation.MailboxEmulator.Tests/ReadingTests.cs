using System.Text;
using static Automation.MailboxEmulator.Tests.EmulatorFixture;

namespace Automation.MailboxEmulator.Tests;

public class ReadingTests
{
    [Fact]
    public async Task A_full_mail_is_shown_as_exchange_shows_it()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(MimeSamples.WithAttachments);
        var message = await emulator.GetAsync($"users/{Desk}/messages/{id}");
        message.Text("subject").Should().Be("Störung im Büro");
        message.Text("importance").Should().Be("high");
        message["body"]["contentType"]!.GetValue<string>().Should().Be("html");
        message["body"]["content"]!.GetValue<string>().Should().Contain("Das Büro");
        message["from"]["emailAddress"]!["name"]!.GetValue<string>().Should().Be("Lee, Ann");
        message["replyTo"][0]!["emailAddress"]!["address"]!.GetValue<string>().Should().Be("ann@home.example");
        message["hasAttachments"].GetValue<bool>().Should().BeTrue();
        message.Text("bodyPreview").Should().Be("Das Büro");
        message.Json!["internetMessageHeaders"].Should().BeNull();
    }

    [Fact]
    public async Task Attachments_have_their_three_kinds()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(MimeSamples.WithAttachments);
        var list = (await emulator.GetAsync($"users/{Desk}/messages/{id}/attachments")).Value;
        list.Select(a => a!["@odata.type"]!.GetValue<string>()).Should().Equal("#microsoft.graph.fileAttachment", "#microsoft.graph.fileAttachment", "#microsoft.graph.itemAttachment");
        list[0]!["contentId"]!.GetValue<string>().Should().Be("pic1@x");
        list[0]!["isInline"]!.GetValue<bool>().Should().BeTrue();
        list[1]!["contentBytes"]!.GetValue<string>().Should().Be("SGVsbG8=");
        var raw = await emulator.GetAsync($"users/{Desk}/messages/{id}/attachments/{list[1]!["id"]}/$value");
        Encoding.ASCII.GetString(raw.Bytes).Should().Be("Hello");
        var item = await emulator.GetAsync($"users/{Desk}/messages/{id}/attachments/{list[2]!["id"]}?$expand=microsoft.graph.itemattachment%2Fitem");
        item["item"]["id"]!.GetValue<string>().Should().BeEmpty();
        item["item"]["subject"]!.GetValue<string>().Should().Be("Earlier mail");
        var expanded = await emulator.GetAsync($"users/{Desk}/messages/{id}?$expand=attachments&$select=id,attachments");
        expanded["attachments"].AsArray().Should().HaveCount(3);

        var link = await emulator.PutInAsync(MimeSamples.Link);
        var reference = (await emulator.GetAsync($"users/{Desk}/messages/{link}/attachments")).Value.Should().ContainSingle().Which!;
        reference["@odata.type"]!.GetValue<string>().Should().Be("#microsoft.graph.referenceAttachment");
        (await emulator.GetAsync($"users/{Desk}/messages/{link}/attachments/{reference["id"]}/$value")).Status.Should().Be(405);
    }

    [Fact]
    public async Task Inline_pictures_alone_do_not_count_as_attachments()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(MimeSamples.InlineOnly);
        (await emulator.GetAsync($"users/{Desk}/messages/{id}"))["hasAttachments"].GetValue<bool>().Should().BeFalse();
        (await emulator.GetAsync($"users/{Desk}/messages/{id}/attachments")).Value.Should().ContainSingle();
    }

    [Theory]
    [InlineData("text", "Das Büro")]
    [InlineData("html", "<p>Das Büro")]
    public async Task The_body_comes_in_the_form_preferred(string type, string expected)
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(MimeSamples.WithAttachments);
        var message = await emulator.GetAsync($"users/{Desk}/messages/{id}", $"IdType=\"ImmutableId\", outlook.body-content-type=\"{type}\"");
        message["body"]["contentType"]!.GetValue<string>().Should().Be(type);
        message["body"]["content"]!.GetValue<string>().Should().StartWith(expected);
        message.Headers["Preference-Applied"].Should().Be($"outlook.body-content-type=\"{type}\"");
    }

    [Fact]
    public async Task Headers_come_in_their_order_when_selected_and_the_raw_mail_byte_for_byte()
    {
        await using var emulator = await StartAsync();
        var raw = Encoding.UTF8.GetBytes(Mail(extra: "X-One: 1\nReceived: from a\n by b\nX-One: 2\n").ReplaceLineEndings("\r\n"));
        var id = await emulator.PutInAsync(raw);
        var headers = (await emulator.GetAsync($"users/{Desk}/messages/{id}?$select=internetMessageHeaders"))["internetMessageHeaders"].AsArray();
        headers.Select(h => $"{h!["name"]}={h["value"]}").Should().ContainInOrder("X-One=1", "Received=from a by b", "X-One=2", "MIME-Version=1.0");
        (await emulator.GetAsync($"users/{Desk}/messages/{id}/$value")).Bytes.Should().Equal(raw);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\u0001garbage without any header")]
    [InlineData("Subject: no from, no date, no id\n\nbody")]
    [InlineData("From: a@b.example\nDate: yesterday, about noon\nSubject: odd date\n\nbody")]
    [InlineData("From: =?broken?=\nTo: undisclosed-recipients:;\nSubject: =?utf-8?b?!!!?=\nContent-Type: text/plain; charset=no-such-charset\n\nbody\0with nul")]
    [InlineData("From: a@b.example\nContent-Type: multipart/mixed; boundary=never\n\nno boundary here")]
    [InlineData("From: a@b.example\nContent-Type: text/plain; charset=utf-16le\n\n\u00d8\u00dc")]
    [InlineData("no colon in sight\nnor here\n\nbody")]
    public async Task Any_bytes_become_a_message_row(string raw)
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Encoding.Latin1.GetBytes(raw));
        var page = await emulator.GetAsync($"users/{Desk}/mailFolders/inbox/messages/delta()");
        page.Value.Should().ContainSingle().Which!["id"]!.GetValue<string>().Should().Be(id);
        (await emulator.GetAsync($"users/{Desk}/messages/{id}/$value")).Bytes.Should().Equal(Encoding.Latin1.GetBytes(raw));
    }

    [Fact]
    public async Task A_line_end_hidden_in_a_subject_is_a_blank()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync("From: a@b.example\nSubject: =?utf-8?Q?printer=0D=0ABcc:_all@x.example?=\n\nbody"u8.ToArray());
        (await emulator.GetAsync($"users/{Desk}/messages/{id}"))["subject"]!.GetValue<string>().Should().Be("printer Bcc: all@x.example");
    }

    [Fact]
    public async Task Very_long_references_and_a_thousand_recipients_are_taken()
    {
        await using var emulator = await StartAsync();
        var references = string.Join("\n ", Enumerable.Range(0, 10_000).Select(i => $"<r{i}@x.example>"));
        var cc = string.Join(",\n ", Enumerable.Range(0, 1000).Select(i => $"p{i}@x.example"));
        var id = await emulator.PutInAsync(Mail(extra: $"References: {references}\nCc: {cc}\n"));
        (await emulator.GetAsync($"users/{Desk}/messages/{id}"))["ccRecipients"].AsArray().Should().HaveCount(1000);
    }

    [Fact]
    public async Task A_conversation_follows_references_and_not_the_subject()
    {
        await using var emulator = await StartAsync();
        await emulator.PutInAsync(Mail(id: "one@x.example"));
        await emulator.PutInAsync(Mail(subject: "another subject", id: "two@x.example", extra: "References: <zero@x.example> <one@x.example>\n"));
        await emulator.PutInAsync(Mail(id: "three@x.example"));
        var ids = (await emulator.MessagesAsync(Desk)).Select(m => m["conversationId"]!.GetValue<string>()).ToList();
        ids[1].Should().Be(ids[0]);
        ids[2].Should().NotBe(ids[0]);
    }

    [Fact]
    public async Task Lists_filter_sort_page_and_count()
    {
        await using var emulator = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await emulator.PutInAsync(Mail(subject: $"S{i}", id: $"m+{i}@x.example"));
            emulator.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var path = $"users/{Desk}/messages";
        (await emulator.GetAsync(path)).Value.Select(Subject).Should().Equal("S4", "S3", "S2", "S1", "S0");
        (await emulator.GetAsync(path + "?$filter=internetMessageId%20eq%20'%3Cm%2B2@x.example%3E'")).Value.Select(Subject).Should().Equal("S2");
        (await emulator.GetAsync(path + "?$filter=receivedDateTime%20ge%202026-01-05T08:03:00Z%20and%20isRead%20eq%20false&$orderby=receivedDateTime")).Value.Select(Subject).Should().Equal("S3", "S4");
        var page = await emulator.GetAsync(path + "?$top=2&$count=true&$orderby=subject%20asc&$select=subject");
        page.Value.Select(Subject).Should().Equal("S0", "S1");
        page["@odata.count"].GetValue<int>().Should().Be(5);
        (await emulator.GetAsync(page.Text("@odata.nextLink")!)).Value.Select(Subject).Should().Equal("S2", "S3");
        (await emulator.GetAsync(path + "?$filter=internetMessageHeaders/any(h:h/name%20eq%20'x')")).Status.Should().Be(400);
        (await emulator.GetAsync(path + "?$filter=subject%20eq")).Status.Should().Be(400);
        (await emulator.GetAsync(path + "?$select=nonsense")).Status.Should().Be(400);

        static string Subject(System.Text.Json.Nodes.JsonNode? row) => row!["subject"]!.GetValue<string>();
    }

    [Fact]
    public async Task Default_ids_change_with_a_move_and_immutable_ones_do_not()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Mail());
        var before = (await emulator.GetAsync($"users/{Desk}/messages/{id}", prefer: null)).Text("id");
        var moved = await emulator.CallAsync("POST", $"users/{Desk}/messages/{before}/move", new { DestinationId = "archive" }, prefer: null);
        moved.Text("id").Should().NotBe(before);
        (await emulator.GetAsync($"users/{Desk}/messages/{before}")).Status.Should().Be(404);
        (await emulator.GetAsync($"users/{Desk}/messages/{id}")).Status.Should().Be(200);
        var translated = await emulator.CallAsync("POST", $"users/{Desk}/translateExchangeIds", new { InputIds = new[] { moved.Text("id"), "nonsense" }, SourceIdType = "restId", TargetIdType = "restImmutableEntryId" });
        translated.Value[0]!["targetId"]!.GetValue<string>().Should().Be(id);
        translated.Value[1]!["errorDetails"]!["code"]!.GetValue<string>().Should().Be("ErrorItemNotFound");
    }

    [Fact]
    public async Task Users_and_folders_are_there_by_name_and_id()
    {
        await using var emulator = await StartAsync();
        var user = await emulator.GetAsync($"users/{Ann}?$select=id,displayName,department");
        user.Text("department").Should().Be("Finance");
        foreach (var name in new[] { "inbox", "sentitems", "drafts", "junkemail", "deleteditems" })
        {
            var folder = await emulator.GetAsync($"users/{user.Text("id")}/mailFolders/{name}");
            (await emulator.GetAsync($"users/{Ann}/mailFolders('{folder.Text("id")}')")).Text("displayName").Should().Be(folder.Text("displayName"));
        }

        (await emulator.GetAsync($"users/{Ann}/mailFolders?includeHiddenFolders=true")).Value.Should().HaveCountGreaterThan(4);
        (await emulator.GetAsync($"users/{Ann}/mailFolders/delta()")).Text("@odata.deltaLink").Should().NotBeNull();
        (await emulator.CallAsync("POST", $"users/{Ann}/mailFolders", new { displayName = "Old" })).Status.Should().Be(201);
        (await emulator.GetAsync($"users/{Ann}/mailFolders/nonsense")).ErrorCode.Should().Be("ErrorItemNotFound");
        (await emulator.GetAsync("users/nobody@contoso.example/messages")).ErrorCode.Should().Be("ErrorInvalidUser");
    }
}

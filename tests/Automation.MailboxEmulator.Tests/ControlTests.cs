using System.Buffers.Binary;
using System.Text;
using Automation.MailboxEmulator.Tests.Contract;
using Xunit.Abstractions;
using static Automation.MailboxEmulator.Tests.EmulatorFixture;

namespace Automation.MailboxEmulator.Tests;

public class ControlTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Many_mails_go_in_at_once_from_a_template_or_one_after_the_other()
    {
        await using var emulator = await StartAsync();
        await emulator.PutInAsync(Mail(subject: "Mail {{n}}", id: "t{{n}}@x.example"), query: "?count=50&first=10");
        var subjects = (await emulator.MessagesAsync(Desk)).Select(m => m["subject"]!.GetValue<string>()).ToList();
        subjects.Should().HaveCount(50);
        subjects[0].Should().Be("Mail 10");
        using var many = new MemoryStream();
        foreach (var raw in new[] { Mail(id: "b1@x.example"), Mail(id: "b2@x.example"), "" }.Select(Encoding.UTF8.GetBytes))
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, raw.Length);
            many.Write(length);
            many.Write(raw);
        }

        using var content = new ByteArrayContent(many.ToArray());
        using var response = await emulator.Http.PostAsync(new Uri($"/_emulator/mailboxes/{Bob}/messages/batch?folder=junkemail", UriKind.Relative), content);
        ((int)response.StatusCode).Should().Be(201);
        (await emulator.MessagesAsync(Bob, "junkemail")).Select(m => m["internetMessageId"]?.GetValue<string>()).Should().Equal("<b1@x.example>", "<b2@x.example>", null);
    }

    [Fact]
    public async Task A_new_mailbox_can_be_made_and_a_reset_forgets_it()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("POST", "mailboxes", new { address = "new@contoso.example", displayName = "New", role = "desk" });
        var id = await emulator.PutInAsync(Mail(), "new@contoso.example");
        (await emulator.GetAsync($"users/new@contoso.example/messages/{id}")).Status.Should().Be(200);
        await emulator.PutInAsync(Mail());
        await emulator.ControlAsync("POST", "reset");
        (await emulator.GetAsync("users/new@contoso.example/messages")).Status.Should().Be(404);
        (await emulator.MessagesAsync(Desk)).Should().BeEmpty();
        (await emulator.PutInAsync(Mail())).Should().NotBe(id);
    }

    [Theory]
    [InlineData("POST", "/send", """{"body": null}""", "body")]
    [InlineData("POST", "/send", """{"subject": "no body"}""", "body")]
    [InlineData("POST", "/send", """{"body": "x", "to": [null]}""", "to")]
    [InlineData("POST", "/send", """{"body": "x", "attachments": [null]}""", "attachments")]
    [InlineData("POST", "/send", """{"body": "x", "attachments": [{"name": null, "content": "eA=="}]}""", "name")]
    [InlineData("PUT", "/faults", """{"faults": [null]}""", "faults")]
    [InlineData("PUT", "/faults", """{"faults": [{"kind": "throttled", "retryAfter": null}]}""", "retryAfter")]
    [InlineData("PUT", "/faults", "null", "object")]
    [InlineData("PUT", "/faults", """{"seed": "one"}""", "seed (line 1, character")]
    [InlineData("PUT", "/faults", """{"faults": [{"kind": "no-such"}]}""", "faults[0].kind")]
    [InlineData("PUT", "/faults", """{"faults": [{"type": "throttled"}]}""", "faults[0].type")]
    [InlineData("PUT", "/faults", """{"faults": [""", "line 1")]
    public async Task A_null_where_something_must_be_or_a_value_of_another_kind_is_refused_with_its_place(string method, string path, string body, string words)
    {
        await using var emulator = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/_emulator/mailboxes/{Ann}{path}", UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await emulator.Http.SendAsync(request);
        ((int)answer.StatusCode).Should().Be(400);
        (await answer.Content.ReadAsStringAsync()).Should().Contain(words).And.NotContain("Automation.").And.NotContain("System.");
    }

    [Theory]
    [InlineData("Host", "evil.example", 403)]
    [InlineData("Host", "localhost.evil.example:5090", 403)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Host", "localhost:5090", 200)]
    public async Task A_page_of_another_site_cannot_reach_it_through_a_browser(string header, string value, int status)
    {
        await using var emulator = await StartAsync();
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/_emulator/mailboxes"), (HttpMethod.Delete, $"/_emulator/mailboxes/{Ann}/faults"), (HttpMethod.Get, "/") })
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            request.Headers.TryAddWithoutValidation(header, value).Should().BeTrue();
            using var answer = await emulator.Http.SendAsync(request);
            (status == 403 ? answer.StatusCode == System.Net.HttpStatusCode.Forbidden : answer.IsSuccessStatusCode).Should().BeTrue($"{method} {path} gave {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Statistics_count_and_begin_anew()
    {
        await using var emulator = await StartAsync();
        await emulator.GetAsync($"users/{Desk}/messages");
        var statistics = await emulator.ControlAsync("GET", "statistics");
        statistics!["requests"]!["messages.list"]!.GetValue<int>().Should().Be(1);
        await emulator.ControlAsync("DELETE", "statistics");
        (await emulator.ControlAsync("GET", "statistics"))!["requests"]!.AsObject().Should().BeEmpty();
    }

    [Fact]
    public async Task Mail_drafts_and_tokens_live_over_a_restart_when_they_are_kept()
    {
        var folder = Directory.CreateTempSubdirectory("emulator-").FullName;
        try
        {
            string link, id, draft;
            await using (var before = await StartAsync(o => o.PersistFolder = folder))
            {
                id = await before.PutInAsync(MimeSamples.WithAttachments);
                var gone = await before.PutInAsync(Mail());
                draft = (await before.CallAsync("POST", $"users/{Desk}/messages/{id}/createReply", new { Message = new { singleValueExtendedProperties = new[] { new { id = SendKeyProperty, value = "k" } } } })).Text("id")!;
                link = new Uri((await before.GetAsync($"users/{Desk}/mailFolders/inbox/messages/delta()")).Text("@odata.deltaLink")!).PathAndQuery["/v1.0/".Length..];
                await before.CallAsync("DELETE", $"users/{Desk}/messages/{gone}");
                await before.CallAsync("PATCH", $"users/{Desk}/messages/{id}", new { isRead = true });
            }

            await using var after = await StartAsync(o => o.PersistFolder = folder);
            var round = await after.GetAsync(link);
            round.Value.Should().HaveCount(2, "the removal and the reading");
            (await after.GetAsync($"users/{Desk}/messages/{id}/attachments")).Value.Should().HaveCount(3);
            (await after.CallAsync("POST", $"users/{Desk}/messages/{draft}/send")).Status.Should().Be(202);
            (await after.MessagesAsync(Ann)).Should().ContainSingle();
            (await after.PutInAsync(Mail())).Should().NotBe(id);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_page_and_its_files_are_served_from_the_assembly()
    {
        await using var emulator = await StartAsync();
        foreach (var path in new[] { "/", "/page.css", "/page.js", "/icon.svg" })
        {
            using var response = await emulator.Http.GetAsync(new Uri(path, UriKind.Relative));
            response.IsSuccessStatusCode.Should().BeTrue(path);
            response.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'");
        }
    }

    [Fact]
    public async Task An_attachment_is_never_served_as_a_page()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("POST", $"mailboxes/{Ann}/send", new { to = new[] { Bob }, body = "x", attachments = new[] { new { name = "a.html", contentType = "text/html", content = "PHNjcmlwdD4=" } } });
        var message = (await emulator.MessagesAsync(Bob))[0];
        using var response = await emulator.Http.GetAsync(new Uri($"/_emulator/mailboxes/{Bob}/messages/{message["id"]}/attachments/{message["attachments"]![0]!["id"]}", UriKind.Relative));
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/octet-stream");
        response.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
    }

    /// <summary>Real mails that may lie beside the repository: each must become a row that fits the contract.</summary>
    [Fact]
    public async Task Every_real_mail_becomes_a_message()
    {
        var folder = SharedFiles.Find("mail");
        var files = folder is null ? [] : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".md", StringComparison.Ordinal)).ToList();
        await using var emulator = await StartAsync();
        foreach (var file in files)
        {
            var id = await emulator.PutInAsync(await File.ReadAllBytesAsync(file));
            var message = await emulator.GetAsync($"users/{Desk}/messages/{id}?$expand=attachments($expand=microsoft.graph.itemattachment/item)", "IdType=\"ImmutableId\", outlook.body-content-type=\"text\"");
            message.Status.Should().Be(200, file);
            var headers = await emulator.GetAsync($"users/{Desk}/messages/{id}?$select=internetMessageHeaders");
            headers.Status.Should().Be(200, file);
        }

        output.WriteLine($"{files.Count} real mails put in; {GraphContract.Checked} answers held against the contract so far.");
    }
}

using System.Net;
using static Automation.MailboxEmulator.Tests.EmulatorFixture;

namespace Automation.MailboxEmulator.Tests;

public class RuleTests
{
    private static object Header(string name, int count = 1) => new { Message = new { internetMessageHeaders = Enumerable.Range(0, count).Select(i => new { name = name + (count > 1 ? i : ""), value = "v" }) } };

    [Fact]
    public async Task Headers_start_with_x_and_are_five_at_most()
    {
        await using var emulator = await StartAsync();
        var path = $"users/{Desk}/messages/{await emulator.PutInAsync(Mail())}/createReply";
        (await emulator.CallAsync("POST", path, Header("Auto-Submitted"))).ErrorCode.Should().Be("InvalidInternetMessageHeader");
        (await emulator.CallAsync("POST", path, Header("x-a", 6))).ErrorCode.Should().Be("InvalidInternetMessageHeaderCollection");
        var draft = await emulator.CallAsync("POST", path, Header("X-a", 5));
        draft.Status.Should().Be(201);
        (await emulator.CallAsync("PATCH", $"users/{Desk}/messages/{draft.Text("id")}", new { internetMessageHeaders = new[] { new { name = "x-b", value = "v" } } })).Status.Should().Be(400);
        (await emulator.MessagesAsync(Desk, "drafts")).Should().ContainSingle("a refused reply leaves no draft");
    }

    [Fact]
    public async Task A_comment_and_a_body_exclude_each_other()
    {
        await using var emulator = await StartAsync();
        var path = $"users/{Desk}/messages/{await emulator.PutInAsync(Mail())}/";
        var both = new { Comment = "c", Message = new { body = new { contentType = "text", content = "b" } } };
        (await emulator.CallAsync("POST", path + "createReply", both)).Status.Should().Be(400);
        (await emulator.CallAsync("POST", path + "reply", both)).Status.Should().Be(400);
    }

    [Fact]
    public async Task A_received_message_keeps_its_text_but_may_be_read_and_marked()
    {
        await using var emulator = await StartAsync();
        var path = $"users/{Desk}/messages/{await emulator.PutInAsync(Mail())}";
        (await emulator.CallAsync("PATCH", path, new { isRead = true, subject = "other" })).Status.Should().Be(400);
        (await emulator.GetAsync(path))["isRead"].GetValue<bool>().Should().BeFalse("a refused update changes nothing");
        var property = new { singleValueExtendedProperties = new[] { new { id = SendKeyProperty, value = "v" } }, isRead = true, importance = "low" };
        (await emulator.CallAsync("PATCH", path, property)).Status.Should().Be(200);
        var read = await emulator.GetAsync(path + $"?$expand=singleValueExtendedProperties($filter=id%20eq%20'{SendKeyProperty}')");
        read["singleValueExtendedProperties"][0]!["value"]!.GetValue<string>().Should().Be("v");
    }

    [Fact]
    public async Task Small_attachments_are_added_and_large_ones_refused()
    {
        await using var emulator = await StartAsync();
        var draft = await emulator.CallAsync("POST", $"users/{Desk}/messages", new { subject = "s" });
        var path = $"users/{Desk}/messages/{draft.Text("id")}/attachments";
        var added = await emulator.CallAsync("POST", path, Attachment(100));
        added.Status.Should().Be(201);
        (await emulator.CallAsync("POST", path, Attachment(3 * 1024 * 1024 + 1))).Status.Should().Be(413);
        (await emulator.CallAsync("DELETE", $"{path}/{added.Text("id")}")).Status.Should().Be(204);
        var received = await emulator.PutInAsync(Mail());
        (await emulator.CallAsync("POST", $"users/{Desk}/messages/{received}/attachments", Attachment(1))).Status.Should().Be(400);

        static Dictionary<string, object> Attachment(int size) => new() { ["@odata.type"] = "#microsoft.graph.fileAttachment", ["name"] = "a.bin", ["contentBytes"] = new byte[size] };
    }

    [Fact]
    public async Task A_large_attachment_goes_up_in_pieces_in_order_without_a_token()
    {
        await using var emulator = await StartAsync();
        var draft = await emulator.CallAsync("POST", $"users/{Desk}/messages", new { subject = "s" });
        var path = $"users/{Desk}/messages/{draft.Text("id")}/attachments";
        const int Size = 5_000_000;
        var session = await emulator.CallAsync("POST", path + "/createUploadSession", new { AttachmentItem = new { attachmentType = "file", name = "big.bin", size = Size } });
        session.Status.Should().Be(201);
        var bytes = new byte[Size];
        bytes[^1] = 7;
        using var anonymous = new HttpClient();
        (await Put(3_000_000, 2_000_000)).StatusCode.Should().Be(HttpStatusCode.RequestedRangeNotSatisfiable);
        (await Put(0, 3_000_000)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await Put(3_000_000, 2_000_000)).StatusCode.Should().Be(HttpStatusCode.Created);
        var attachment = (await emulator.GetAsync(path + "?$select=id,size")).Value.Should().ContainSingle().Which!;
        attachment["size"]!.GetValue<int>().Should().Be(Size);
        (await emulator.GetAsync($"{path}/{attachment["id"]}/$value")).Bytes.Should().Equal(bytes);

        Task<HttpResponseMessage> Put(int first, int length)
        {
            var piece = new ByteArrayContent(bytes, first, length);
            piece.Headers.TryAddWithoutValidation("Content-Range", $"bytes {first}-{first + length - 1}/{Size}");
            return anonymous.PutAsync(new Uri(session.Text("uploadUrl")!), piece);
        }
    }

    [Fact]
    public async Task Only_own_senders_and_allowed_mailboxes_work()
    {
        await using var emulator = await StartAsync(o => o.AllowedMailboxes = [Desk]);
        var denied = await emulator.GetAsync($"users/{Ann}/messages");
        (denied.Status, denied.ErrorCode).Should().Be((403, "ErrorAccessDenied"));
        var letter = new { Message = new { subject = "s", from = new { emailAddress = new { address = Bob } }, toRecipients = new[] { new { emailAddress = new { address = Ann } } } } };
        var sendAs = await emulator.CallAsync("POST", $"users/{Desk}/sendMail", letter);
        (sendAs.Status, sendAs.ErrorCode).Should().Be((403, "ErrorSendAsDenied"));
        (await emulator.MessagesAsync(Desk, "drafts")).Should().BeEmpty();
        (await emulator.MessagesAsync(Ann)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_draft_without_a_recipient_is_not_sent()
    {
        await using var emulator = await StartAsync();
        var draft = await emulator.CallAsync("POST", $"users/{Desk}/messages", new { subject = "s" });
        (await emulator.CallAsync("POST", $"users/{Desk}/messages/{draft.Text("id")}/send")).ErrorCode.Should().Be("ErrorInvalidRecipients");
    }

    [Fact]
    public async Task Without_a_token_nothing_is_told()
    {
        await using var emulator = await StartAsync();
        emulator.Http.DefaultRequestHeaders.Authorization = null;
        var refused = await emulator.GetAsync($"users/{Desk}/messages");
        (refused.Status, refused.ErrorCode).Should().Be((401, "InvalidAuthenticationToken"));
    }

    [Theory]
    [InlineData("users/x@y.example/calendar", 400)]
    [InlineData("me/messages", 400)]
    public async Task What_is_not_played_is_refused_plainly(string path, int status)
    {
        await using var emulator = await StartAsync();
        (await emulator.GetAsync(path)).Status.Should().Be(status);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"Message\":{\"subject\":5}}")]
    [InlineData("{\"Message\":{\"subject\":\"\\ud800\"}}")]
    [InlineData("{\"Message\":{\"toRecipients\":\"x\",\"body\":7,\"from\":[]}}")]
    public async Task A_body_of_the_wrong_kind_is_the_callers_fault(string body)
    {
        await using var emulator = await StartAsync();
        var answer = await emulator.CallAsync("POST", $"users/{Desk}/sendMail", body);
        answer.Status.Should().Be(400);
        (await emulator.MessagesAsync(Desk, "drafts")).Should().BeEmpty();
    }
}

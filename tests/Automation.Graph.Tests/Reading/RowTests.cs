using System.Text;
using System.Text.Json;
using Automation.Graph.Connection;
using Automation.Graph.Reading;
using Automation.Mail.Mailboxes;
using Automation.Mail.Messages;
using CsCheck;
using Xunit.Abstractions;

namespace Automation.Graph.Tests.Reading;

public class RowTests(ITestOutputHelper output)
{
    private static readonly MailFolder Inbox = new("desk@contoso.example", "inbox");
    private static readonly IMailSource Source = new GraphMailbox(new GraphOptions { SignIn = new GraphSignIn.FixedToken("t"), BaseUrl = new Uri("http://127.0.0.1:9/v1.0") }, TimeProvider.System).Source;

    [Fact]
    public void Rows_are_the_bytes_of_the_page_as_they_came()
    {
        const string row = """{ "id" : "A=", "@odata.type":"#microsoft.graph.message" , "subject":"\u00e9 {[", "unknown":{"deep":[1,{"x":"}"}]},  "isRead":true}""";
        var page = PageReader.Read(Encoding.UTF8.GetBytes($$$"""{"@odata.context":"c","value":[ {{{row}}} ,{"id":"B","@removed":{"reason":"deleted"}},{"noid":1},7],"@odata.nextLink":"https://x/?a=\u0026b"}"""));

        page.IsLast.Should().BeFalse();
        page.Cursor.Should().Be("https://x/?a=&b");
        page.Rows.Select(r => (r.Id, r.Kind)).Should().Equal(("A=", MailRowKind.Partial), ("B", MailRowKind.Removed));
        Encoding.UTF8.GetString(page.Rows[0].Data.Span).Should().Be(row);
    }

    [Fact]
    public void What_is_missing_or_of_the_wrong_kind_is_left_out()
    {
        var mail = Parse("""{"id":"A","subject":null,"from":null,"sender":{"emailAddress":{"name":"x"}},"toRecipients":[null,3,{"emailAddress":null},{"emailAddress":{"address":" a@b.example "}}],"ccRecipients":"none","receivedDateTime":"yesterday","sentDateTime":"0001-01-01T00:00:00Z","body":[],"hasAttachments":"yes","importance":7,"internetMessageId":"  ","internetMessageHeaders":[{"name":"X-A"},{"value":"b"},9],"singleValueExtendedProperties":{}}""");

        mail.Subject.Should().BeEmpty();
        mail.From.Should().BeNull();
        mail.Sender.Should().BeNull();
        mail.To.Should().Equal(new MailAddress("a@b.example"));
        mail.Cc.Should().BeEmpty();
        mail.ReceivedAt.Should().Be(DateTimeOffset.UnixEpoch);
        mail.SentAt.Should().BeNull();
        mail.Body.Should().Be(MailBody.Empty);
        mail.HasAttachments.Should().BeFalse();
        mail.InternetMessageId.Should().BeNull();
        mail.Headers.Should().Equal(new MailHeader("X-A", ""));
    }

    [Fact]
    public void Half_characters_and_NULs_do_not_stop_a_mail()
    {
        var mail = Parse("""{"id":"A","subject":"half \ud83d of \ude00 and \ud83d\ude00 \u0000nul\n","body":{"contentType":"html","content":"a\u0000b\ud800"}}""");

        mail.Subject.Should().Be("half \uFFFD of \uFFFD and \U0001F600 nul");
        mail.Body.Should().Be(new MailBody("ab\uFFFD", IsHtml: true));
    }

    [Fact]
    public void A_subject_and_a_name_are_one_line_that_hides_and_turns_nothing()
    {
        var mail = Parse("""{"id":"A","subject":"in\u001b[2Jvoice\u202efdp.exe \u2066x\u2069\r\n folded\tway","from":{"emailAddress":{"name":"Ann\u202e eeL\u0007","address":"ann@contoso.example"}}}""");

        mail.Subject.Should().Be("in[2Jvoicefdp.exe x folded way");
        mail.From!.Name.Should().Be("Ann eeL");
    }

    [Fact]
    public void Broken_UTF_8_does_not_stop_a_mail()
    {
        byte[] row = [.. """{"id":"A","subject":"x"""u8, 0xC3, 0x28, .. "\"}"u8];

        Source.Parse(Inbox, row, null).Subject.Should().Be("x\uFFFD(");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"subject":"no id"}""")]
    [InlineData("""{"id":"A","subject":"cut""")]
    public void A_row_that_is_no_message_is_said_to_be_none(string row)
    {
        FluentActions.Invoking(() => Parse(row)).Should().Throw<MailboxDataException>();
        Source.MissingParts(Encoding.UTF8.GetBytes(row)).Should().Be(MailParts.Message);
    }

    [Theory]
    [InlineData("plain text", false, "[{\"name\":\"Subject\",\"value\":\"x\"}]", MailParts.None)]
    [InlineData("<img src='cid:a'>", false, "[{\"name\":\"Subject\",\"value\":\"x\"}]", MailParts.Attachments)]
    [InlineData("<img src='http://x'> 10:30", false, "[{\"name\":\"Subject\",\"value\":\"x\"}]", MailParts.None)]
    [InlineData("plain text", true, "[{\"name\":\"Subject\",\"value\":\"x\"}]", MailParts.Attachments)]
    [InlineData("plain text", false, "[{\"name\":\"X-MS-Exchange-Message-Is-Ndr\",\"value\":\"\"}]", MailParts.Mime)]
    [InlineData("plain text", false, "[{\"value\":\"Multipart/Report; report-type=x\",\"name\":\"Content-type\"}]", MailParts.Mime)]
    [InlineData("plain text", false, "[{\"name\":\"Content-Type\",\"value\":\"multipart/mixed\"}]", MailParts.None)]
    [InlineData(" \r\n\t ", false, "[{\"name\":\"Subject\",\"value\":\"x\"}]", MailParts.Mime)]
    [InlineData("", true, "[{\"name\":\"Subject\",\"value\":\"x\"}]", MailParts.Attachments)]
    [InlineData("plain text", false, "[]", MailParts.Mime)]
    public void Only_what_cannot_be_understood_otherwise_is_asked_for(string body, bool hasAttachments, string headers, MailParts expected)
    {
        var row = $$"""{"id":"A","subject":"s","receivedDateTime":"2026-03-02T08:00:00Z","toRecipients":[],"parentFolderId":"f","hasAttachments":{{(hasAttachments ? "true" : "false")}},"body":{"contentType":"html","content":{{JsonSerializer.Serialize(body)}}},"internetMessageHeaders":{{headers}}}""";

        Source.MissingParts(Encoding.UTF8.GetBytes(row)).Should().Be(expected);
    }

    [Fact]
    public void Our_own_sent_mail_needs_nothing_although_Graph_gives_it_no_headers()
    {
        const string row = """{"id":"A","subject":"s","receivedDateTime":"2026-03-02T08:00:00Z","toRecipients":[],"parentFolderId":"f","body":{"contentType":"html","content":"x"},"singleValueExtendedProperties":[{"id":"String {00020329-0000-0000-c000-000000000046} Name HelpDeskSendKey","value":"HD-1:ack:1"}]}""";

        Source.MissingParts(Encoding.UTF8.GetBytes(row)).Should().Be(MailParts.None);
        Parse(row).SendKey.Should().Be("HD-1:ack:1");
    }

    [Fact]
    public void Details_come_back_as_they_were_stored_with_headers_from_the_raw_text()
    {
        var mime = "Subject: x\r\nX-Loop: 1\r\n\r\nbody"u8.ToArray();
        IncomingAttachment[] attachments =
        [
            new("1", AttachmentKind.File, "a.txt", "text/plain", 3, true, "cid", new byte[] { 1, 2, 3 }),
            new("2", AttachmentKind.Reference, "link", "x/y", 0, false, null, null, "a link"),
            new("3", AttachmentKind.File, "empty", "x/y", 0, false, null, Array.Empty<byte>()),
        ];

        var mail = Source.Parse(Inbox, """{"id":"A"}"""u8.ToArray(), DetailForm.Write(attachments, mime));

        mail.Attachments.Select(a => a with { Content = null }).Should().Equal(attachments.Select(a => a with { Content = null }));
        mail.Attachments.Select(a => a.Content?.ToArray()).Should().BeEquivalentTo(new[] { new byte[] { 1, 2, 3 }, null, [] });
        mail.Mime!.Value.ToArray().Should().Equal(mime);
        mail.Header("x-loop").Should().Be("1");
    }

    [Fact]
    public void A_damaged_stored_form_is_named_and_never_something_else()
    {
        var form = DetailForm.Write([new("1", AttachmentKind.File, "a.txt", "text/plain", 3, false, null, new byte[] { 1, 2, 3 })], new byte[50]);
        Gen.Select(Gen.Int[0, form.Length - 1], Gen.Byte, Gen.Int[0, form.Length]).Sample(t =>
        {
            var damaged = form.AsSpan(0, t.Item3).ToArray();
            if (t.Item1 < damaged.Length)
                damaged[t.Item1] = t.Item2;
            try
            {
                DetailForm.Read(damaged);
            }
            catch (MailboxDataException)
            {
            }
        });
    }

    [Fact]
    public void Whatever_the_bytes_a_row_is_a_mail_or_said_to_be_none()
    {
        var row = Encoding.UTF8.GetBytes("""{"id":"A","subject":"s \u00e9","from":{"emailAddress":{"name":"n","address":"a@b"}},"toRecipients":[],"receivedDateTime":"2026-03-02T08:00:00Z","parentFolderId":"f","body":{"contentType":"html","content":"c"},"internetMessageHeaders":[{"name":"a","value":"b"}]}""");
        Gen.Select(Gen.Int[0, row.Length - 1], Gen.Byte, Gen.Int[0, row.Length - 1], Gen.Byte).Sample(t =>
        {
            var odd = row.ToArray();
            odd[t.Item1] = t.Item2;
            odd[t.Item3] = t.Item4;
            _ = Source.MissingParts(odd);
            try
            {
                Source.Parse(Inbox, odd, null).Id.Should().NotBeEmpty();
            }
            catch (MailboxDataException)
            {
            }
        });
    }

    [Fact]
    public void The_pages_among_the_shared_samples_are_read()
    {
        var folder = SharedSamples();
        var read = 0;
        foreach (var file in folder is null ? [] : Directory.GetFiles(folder, "0?-delta-*.json"))
        {
            var page = PageReader.Read(File.ReadAllBytes(file));
            page.Cursor.Should().StartWith("http");
            foreach (var row in page.Rows.Where(r => r.Kind == MailRowKind.Complete))
                Source.Parse(Inbox, row.Data, null).From.Should().NotBeNull();
            read += page.Rows.Count + 1;
        }

        output.WriteLine($"{read} pages and rows of the shared samples");
        (folder is null || read > 4).Should().BeTrue();
    }

    private static string? SharedSamples()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Automation.sln")))
            {
                var samples = Path.Combine(at.FullName, "..", "shared", "graph", "samples");
                return Directory.Exists(samples) ? samples : null;
            }
        }

        return null;
    }

    private static IncomingMail Parse(string row) => Source.Parse(Inbox, Encoding.UTF8.GetBytes(row), null);
}

using System.Text;
using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;
using Automation.Mail.Messages;

namespace Automation.Graph.Tests.Emulator;

public class ReadingTests
{
    private const string Boundary = "Content-Type: multipart/mixed; boundary=\"b\"\r\nMIME-Version: 1.0\r\n";

    [Fact]
    public async Task A_plain_mail_costs_one_request_and_is_understood_in_full()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInAsync(EmulatedDesk.Eml("Printer", "<p1@client.example>", "X-Priority: 1\r\nImportance: high\r\nCc: Bob <bob@client.example>\r\n"));

        var row = (await desk.ReadAllAsync()).Should().ContainSingle().Subject;

        row.Kind.Should().Be(MailRowKind.Complete);
        row.InternetMessageId.Should().Be("<p1@client.example>");
        desk.Graph.Source.MissingParts(row.Data).Should().Be(MailParts.None);
        desk.Graph.Counts.Total.Should().Be(1);
        var mail = desk.Graph.Source.Parse(EmulatedDesk.Inbox, row.Data, null);
        mail.From.Should().Be(new MailAddress(EmulatedDesk.Person));
        mail.Cc.Should().ContainSingle().Which.Name.Should().Be("Bob");
        mail.Subject.Should().Be("Printer");
        mail.Importance.Should().Be(MailImportance.High);
        mail.Body.IsHtml.Should().BeTrue();
        mail.Body.Content.Should().Contain("the printer on floor 3");
        mail.Header("x-priority").Should().Be("1");
        mail.ConversationId.Should().NotBeNullOrEmpty();
        mail.ReceivedAt.Should().Be(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_burst_of_a_thousand_plain_mails_costs_five_pages()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInManyAsync(EmulatedDesk.Eml("Mail {{n}}", "<m{{n}}@client.example>"), 1000);

        var rows = await desk.ReadAllAsync();

        rows.Select(r => r.InternetMessageId).Should().OnlyHaveUniqueItems().And.HaveCount(1000);
        rows.Should().OnlyContain(r => r.Kind == MailRowKind.Complete && desk.Graph.Source.MissingParts(r.Data) == MailParts.None);
        desk.Graph.Counts.Total.Should().BeLessThanOrEqualTo(6);
    }

    [Fact]
    public async Task The_next_round_brings_only_what_is_new()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInAsync(EmulatedDesk.Eml("One"));
        var (_, cursor) = await desk.ReadFromAsync(null);
        (await desk.ReadFromAsync(cursor)).Rows.Should().BeEmpty();
        await desk.PutInAsync(EmulatedDesk.Eml("Two"));

        var (rows, _) = await desk.ReadFromAsync(cursor);

        rows.Should().ContainSingle();
        desk.Graph.Source.Parse(EmulatedDesk.Inbox, rows[0].Data, null).Subject.Should().Be("Two");
    }

    [Fact]
    public async Task A_fresh_start_can_be_limited_to_recent_mail()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInAsync(EmulatedDesk.Eml("Old"));
        desk.Time.MoveTo(desk.Time.GetUtcNow() + TimeSpan.FromDays(1));
        await desk.PutInAsync(EmulatedDesk.Eml("New"));

        var page = await desk.Graph.Source.ReadPageAsync(EmulatedDesk.Inbox, null, desk.Time.GetUtcNow() - TimeSpan.FromHours(1), CancellationToken.None);

        page.Rows.Select(r => desk.Graph.Source.Parse(EmulatedDesk.Inbox, r.Data, null).Subject).Should().Equal("New");
    }

    [Theory]
    [InlineData("goneOnFirstPage")]
    [InlineData("goneInMidRound")]
    public async Task A_410_is_an_expired_cursor_wherever_it_strikes(string fault)
    {
        await using var desk = await EmulatedDesk.StartAsync(graph: o => o with { PageSize = 2 });
        await desk.PutInManyAsync(EmulatedDesk.Eml("Mail {{n}}", "<m{{n}}@client.example>"), 5);
        await desk.FaultAsync(fault);

        var reading = () => desk.ReadAllAsync();

        (await reading.Should().ThrowAsync<MailboxCursorExpiredException>()).Which.Message.Should().Contain(EmulatedDesk.Address);
        (await desk.ReadAllAsync()).Should().HaveCount(5);
    }

    [Fact]
    public async Task An_old_cursor_that_the_service_forgot_is_an_expired_cursor()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var (_, cursor) = await desk.ReadFromAsync(null);
        await desk.ExpireTokensAsync();

        await FluentActions.Awaiting(() => desk.ReadFromAsync(cursor)).Should().ThrowAsync<MailboxCursorExpiredException>();
    }

    [Fact]
    public async Task A_cursor_of_another_address_is_an_expired_cursor_and_is_not_followed()
    {
        await using var desk = await EmulatedDesk.StartAsync();

        var reading = () => desk.ReadFromAsync("http://127.0.0.1:1/v1.0/users/x/mailFolders/inbox/messages/delta?$deltatoken=t");

        await reading.Should().ThrowAsync<MailboxCursorExpiredException>();
        desk.Graph.Counts.Total.Should().Be(0);
    }

    [Fact]
    public async Task Duplicates_replays_and_empty_pages_lose_nothing()
    {
        await using var desk = await EmulatedDesk.StartAsync(graph: o => o with { PageSize = 3 });
        await desk.PutInManyAsync(EmulatedDesk.Eml("Mail {{n}}", "<m{{n}}@client.example>"), 10);
        await desk.FaultsAsync(EmulatedDesk.Address, new { kind = "duplicateRow", remaining = 3 }, new { kind = "emptyPage", remaining = 2 }, new { kind = "replayedRows", remaining = 1 });

        var rows = await desk.ReadAllAsync();

        rows.Count.Should().BeGreaterThan(10);
        rows.Select(r => r.Id).Distinct().Should().HaveCount(10);
    }

    [Fact]
    public async Task Partial_rows_are_told_apart_and_fetched_twenty_to_a_request()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInManyAsync(EmulatedDesk.Eml("Mail {{n}}", "<m{{n}}@client.example>"), 45);
        await desk.FaultAsync("partialRow", remaining: null);
        var rows = await desk.ReadAllAsync();
        rows.Should().HaveCount(45).And.OnlyContain(r => r.Kind == MailRowKind.Partial && desk.Graph.Source.MissingParts(r.Data) == MailParts.Message);

        var details = await LookAsync(desk, rows, MailParts.Message);

        details.Should().OnlyContain(d => d.Status == MailDetailStatus.Found && d.Row != null && d.Data == null);
        details.Select(d => d.Id).Should().Equal(rows.Select(r => r.Id));
        details.Select(d => desk.Graph.Source.Parse(EmulatedDesk.Inbox, d.Row!.Value, d.Data).InternetMessageId).Should().OnlyHaveUniqueItems();
        desk.Graph.Counts[RequestKind.Batch].Should().Be(3);
        desk.Graph.Counts[RequestKind.Folder].Should().Be(1);
    }

    [Fact]
    public async Task A_second_look_at_removed_rows_tells_gone_moved_and_still_there()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInManyAsync(EmulatedDesk.Eml("Mail {{n}}", "<m{{n}}@client.example>"), 3);
        var (rows, cursor) = await desk.ReadFromAsync(null);
        await desk.ByAnotherAsync(HttpMethod.Delete, $"/users/{EmulatedDesk.Address}/messages/{Uri.EscapeDataString(rows[0].Id)}");
        await desk.ByAnotherAsync(HttpMethod.Post, $"/users/{EmulatedDesk.Address}/messages/{Uri.EscapeDataString(rows[1].Id)}/move", new { destinationId = "junkemail" });

        var (removed, _) = await desk.ReadFromAsync(cursor);
        removed.Should().HaveCount(2).And.OnlyContain(r => r.Kind == MailRowKind.Removed && r.Data.IsEmpty);

        var details = await LookAsync(desk, rows, MailParts.Message);
        details[0].Status.Should().BeOneOf(MailDetailStatus.Gone, MailDetailStatus.Moved);
        details[1].Status.Should().Be(MailDetailStatus.Moved);
        details[2].Status.Should().Be(MailDetailStatus.Found);
        (await desk.Graph.Source.ReadDetailsAsync(EmulatedDesk.Inbox, [new("AAMk-none", MailParts.Message, 1000)], CancellationToken.None))[0].Status.Should().Be(MailDetailStatus.Gone);
    }

    [Fact]
    public async Task Attachments_of_every_kind_arrive_with_their_bytes_in_few_requests()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var picture = Enumerable.Range(0, 300).Select(i => (byte)i).ToArray();
        var large = new byte[900 * 1024];
        new Random(7).NextBytes(large);
        var body =
            "--b\r\nContent-Type: text/html\r\n\r\n<p>See <img src=\"cid:pic@x\"></p>\r\n" +
            $"--b\r\nContent-Type: image/png; name=pic.png\r\nContent-ID: <pic@x>\r\nContent-Disposition: inline; filename=pic.png\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(picture)}\r\n" +
            $"--b\r\nContent-Type: application/zip; name=log.zip\r\nContent-Disposition: attachment; filename=log.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(large)}\r\n" +
            "--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\nFrom: x@y.example\r\nSubject: Inner\r\n\r\nInner text\r\n--b--\r\n";
        await desk.PutInAsync(EmulatedDesk.Eml("With files", headers: Boundary, body: body));
        var row = (await desk.ReadAllAsync()).Single();
        desk.Graph.Source.MissingParts(row.Data).Should().Be(MailParts.Attachments);

        var detail = (await LookAsync(desk, [row], MailParts.Attachments)).Single();

        var mail = desk.Graph.Source.Parse(EmulatedDesk.Inbox, row.Data, detail.Data);
        mail.Attachments.Should().HaveCount(3).And.OnlyContain(a => a.NotFetchedReason == null);
        var inline = mail.Attachments.Single(a => a.IsInline);
        inline.ContentId.Should().Be("pic@x");
        inline.Content!.Value.ToArray().Should().Equal(picture);
        mail.Attachments.Single(a => a.Name == "log.zip").Content!.Value.ToArray().Should().Equal(large);
        var item = mail.Attachments.Single(a => a.Kind == AttachmentKind.Item);
        Encoding.UTF8.GetString(item.Content!.Value.Span).Should().Contain("Inner text");
        // The list, the small picture; then the zip and the inner message, each alone.
        desk.Graph.Counts[RequestKind.Batch].Should().Be(2);
        desk.Graph.Counts[RequestKind.Attachment].Should().Be(2);
    }

    [Fact]
    public async Task One_attachment_that_does_not_come_takes_no_other_with_it()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var large = Convert.ToBase64String(new byte[900 * 1024]);
        string Zip(string name) => $"--b\r\nContent-Type: application/zip; name={name}\r\nContent-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n{large}\r\n";
        await desk.PutInAsync(EmulatedDesk.Eml("Two files", headers: Boundary, body: $"--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n{Zip("first.zip")}{Zip("second.zip")}--b--\r\n"));
        var row = (await desk.ReadAllAsync()).Single();
        // As often as the adapter itself asks again, so that the first file fails for this time.
        await desk.FaultAsync("unavailable", remaining: desk.Options.Attempts, on: "attachment.value");

        var detail = (await LookAsync(desk, [row], MailParts.Attachments)).Single();

        detail.Status.Should().Be(MailDetailStatus.TryLater);
        var files = desk.Graph.Source.Parse(EmulatedDesk.Inbox, row.Data, detail.Data).Attachments;
        files.Select(f => (f.Name, HasContent: f.Content is not null)).Should().Equal(("first.zip", false), ("second.zip", true));
        files[0].NotFetchedReason.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task Only_inline_pictures_are_found_although_Graph_says_no_attachments()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var body = "--b\r\nContent-Type: text/html\r\n\r\n<img src=\"CID:p1\">\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <p1>\r\nContent-Disposition: inline; filename=p.png\r\nContent-Transfer-Encoding: base64\r\n\r\nAQID\r\n--b--\r\n";
        await desk.PutInAsync(EmulatedDesk.Eml("Picture", headers: "Content-Type: multipart/related; boundary=b\r\nMIME-Version: 1.0\r\n", body: body));

        var row = (await desk.ReadAllAsync()).Single();

        desk.Graph.Source.Parse(EmulatedDesk.Inbox, row.Data, null).HasAttachments.Should().BeFalse();
        desk.Graph.Source.MissingParts(row.Data).Should().Be(MailParts.Attachments);
    }

    [Fact]
    public async Task An_attachment_over_the_limit_is_named_and_not_fetched()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var body = $"--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n--b\r\nContent-Type: application/zip; name=big.zip\r\nContent-Disposition: attachment; filename=big.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(new byte[20_000])}\r\n--b--\r\n";
        await desk.PutInAsync(EmulatedDesk.Eml("Big", headers: Boundary, body: body));
        var row = (await desk.ReadAllAsync()).Single();

        var detail = (await desk.Graph.Source.ReadDetailsAsync(EmulatedDesk.Inbox, [new(row.Id, MailParts.Attachments, 10_000)], CancellationToken.None)).Single();

        var attachment = desk.Graph.Source.Parse(EmulatedDesk.Inbox, row.Data, detail.Data).Attachments.Should().ContainSingle().Subject;
        attachment.Name.Should().Be("big.zip");
        attachment.Content.Should().BeNull();
        attachment.NotFetchedReason.Should().Contain("limit");
        desk.Graph.Counts[RequestKind.Batch].Should().Be(1);
    }

    [Fact]
    public async Task A_bounce_comes_with_its_raw_text()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var body = "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\nStatus: 5.1.1\r\n--b--\r\n";
        await desk.PutInAsync(EmulatedDesk.Eml("Undeliverable", headers: "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\nMIME-Version: 1.0\r\n", body: body));
        var row = (await desk.ReadAllAsync()).Single();
        var missing = desk.Graph.Source.MissingParts(row.Data);
        missing.Should().HaveFlag(MailParts.Mime);

        var detail = (await LookAsync(desk, [row], missing)).Single();

        Encoding.UTF8.GetString(desk.Graph.Source.Parse(EmulatedDesk.Inbox, row.Data, detail.Data).Mime!.Value.Span).Should().Contain("Final-Recipient: rfc822; x@y.example");
    }

    private static Task<IReadOnlyList<MailDetail>> LookAsync(EmulatedDesk desk, IEnumerable<MailRow> rows, MailParts parts) =>
        desk.Graph.Source.ReadDetailsAsync(EmulatedDesk.Inbox, [.. rows.Select(r => new MailDetailQuery(r.Id, parts, 10_000_000))], CancellationToken.None);
}

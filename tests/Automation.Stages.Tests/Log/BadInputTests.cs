using System.Text;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using Automation.Tests.Databases;
using Automation.Tickets.History;

namespace Automation.Stages.Tests.Log;

/// <summary>Whatever a mail is made of, it ends with a named outcome and the mailbox goes on.</summary>
public abstract class BadInputTests(DeskTestDatabase store) : DeskTest(store)
{
    [Fact]
    public async Task Bytes_that_are_no_mail_become_a_ticket_that_a_person_can_read()
    {
        var bytes = new byte[5000];
        new Random(4711).NextBytes(bytes);
        "\r\nsomething to read\r\n"u8.CopyTo(bytes.AsSpan(2000));
        var ticket = await OpenAsync(bytes);
        ticket.Ticket.Requester.Should().Be("unknown@sender.invalid");
        Incoming(ticket).Text.Should().Contain("something to read").And.NotContain("\0");
        Last<ReplySkipped>(ticket).Reason.Should().Be("NotToNobody");
        (await CountRepliesAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_mail_of_no_bytes_becomes_a_ticket_without_a_subject()
    {
        var ticket = await OpenAsync([]);
        ticket.Ticket.Subject.Should().Be("(no subject)");
        ticket.Ticket.Requester.Should().Be("unknown@sender.invalid");
    }

    [Fact]
    public async Task A_mail_of_40_MB_becomes_a_ticket_with_its_attachment()
    {
        var content = new byte[30_000_000];
        new Random(1).NextBytes(content);
        var mail = Eml.Write(headers: [("Content-Type", "multipart/mixed; boundary=b")], body: $"""
            --b
            Content-Type: text/plain

            See the picture.
            --b
            Content-Type: image/png; name=big.png
            Content-Disposition: attachment; filename=big.png
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}
            --b--
            """);
        mail.Length.Should().BeGreaterThan(40_000_000);
        var ticket = await OpenAsync(mail);
        Incoming(ticket).Text.Should().Contain("See the picture.");
        var attachment = ticket.Attachments.Single();
        (attachment.Name, attachment.Size, attachment.IsKept).Should().Be(("big.png", content.Length, true));
    }

    [Fact]
    public async Task A_mail_to_a_thousand_recipients_becomes_a_ticket_with_as_many_participants_as_a_ticket_takes()
    {
        var ticket = await OpenAsync(Eml.Write(headers: [("To", string.Join(",\r\n ", Enumerable.Range(0, 1000).Select(i => $"person{i}@contoso.example")))]));
        ticket.Participants.Should().HaveCount(100).And.Contain("ann.lee@contoso.example");
        Incoming(ticket).Recipients.Split('\n').Should().HaveCount(1000);
    }

    [Fact]
    public async Task Of_References_of_ten_thousand_lines_the_newest_find_the_ticket()
    {
        var original = Eml.NewId();
        var ticket = await OpenAsync(Eml.Write(headers: [("Message-ID", original)]));
        var references = string.Join("\r\n ", Enumerable.Range(0, 10_000).Select(i => $"<old{i}@mail.example>").Append(original));
        var item = await LogAsync(Eml.Write(subject: "Re: Printer", headers: [("References", references)]));
        Ended(item).Should().Be("Appended:follow-up-by-message-id");
        item.TicketNumber.Should().Be(ticket.Ticket.Number);
    }

    [Fact]
    public async Task A_wrong_charset_or_none_still_gives_readable_text()
    {
        byte[] latin = [.. Eml.Write(headers: [("Content-Type", "text/plain; charset=utf-8")], body: "BODY")];
        var wrong = Replace(latin, "BODY", Encoding.Latin1.GetBytes("Der Drucker ist kaputt, schöne Grüße"));
        var unknown = Eml.Write(headers: [("Content-Type", "text/plain; charset=x-no-such-charset")], body: "Plain words survive.");
        var items = await LogAsync(wrong, unknown);
        items.Select(Ended).Should().Equal("Ticket:new-ticket", "Ticket:new-ticket");
        Incoming(await TicketAsync(items[0].TicketNumber!.Value)).Text.Should().Contain("schöne Grüße");
        Incoming(await TicketAsync(items[1].TicketNumber!.Value)).Text.Should().Contain("Plain words survive.");
    }

    [Fact]
    public async Task NUL_bytes_anywhere_are_dropped_and_the_rest_is_kept()
    {
        var mail = Replace(
            Eml.Write(from: "An0n <ann.lee@contoso.example>", subject: "Pri0nter", body: "It do0es not print.", headers: [(EmlSource.Conversation, "co0nv"), ("X-Other", "a0b")]), "0n", "\0n"u8.ToArray());
        var ticket = await OpenAsync(Replace(mail, "do0es", "do\0es"u8.ToArray()));
        ticket.Ticket.Subject.Should().NotContain("\0").And.Contain("nter");
        Incoming(ticket).Text.Should().Contain("does not print.");
    }

    [Fact]
    public async Task A_subject_of_emoji_cut_anywhere_is_stored()
    {
        // Longer than what the inbox and the ticket show, with a pair of surrogates on every boundary.
        var items = await LogAsync(
            Eml.Write(subject: string.Concat(Enumerable.Repeat("😀", 700))),
            Eml.Write(subject: "x" + string.Concat(Enumerable.Repeat("😀", 700))));
        items.Select(Ended).Should().Equal("Ticket:new-ticket", "Ticket:new-ticket");
        items.Select(i => i.Attempts).Should().Equal(0, 0);
        items[1].Subject.Should().NotContain("\uFFFD");
    }

    [Fact]
    public async Task An_invalid_date_does_not_matter_because_the_mailbox_knows_when_it_came()
    {
        foreach (var date in new[] { "yesterday", "Mon, 99 Foo 2026 99:99:99 +9999", "Mon, 01 Jan 0001 00:00:00 +0000", "Fri, 31 Dec 9999 23:59:59 -1400" })
        {
            var ticket = await OpenAsync(Eml.Write(headers: [("Date", date)]));
            ticket.Ticket.OpenedAt.Should().Be(Start);
            ticket.Ticket.FirstResponseDue.Should().BeAfter(Start);
        }
    }

    [Fact]
    public async Task A_mail_without_From_becomes_a_ticket_of_nobody_and_is_not_answered()
    {
        var ticket = await OpenAsync(Eml.Write(from: ""));
        ticket.Ticket.Requester.Should().Be("unknown@sender.invalid");
        Last<ReplySkipped>(ticket).Reason.Should().Be("NotToNobody");
    }

    [Fact]
    public async Task A_mail_without_Message_ID_is_known_by_its_content()
    {
        var mail = Eml.Write(headers: [("Message-ID", "")]);
        var items = await LogAsync(mail, mail);
        items.Select(Ended).Should().Equal("Ticket:new-ticket", "Ignored:duplicate");
        Ended(await LogAsync(mail)).Should().Be("Ignored:duplicate");
        Ended(await LogAsync(Eml.Write(subject: "Another", headers: [("Message-ID", "")]))).Should().Be("Ticket:new-ticket");
    }

    [Fact]
    public async Task The_same_Message_ID_twice_in_one_desk_is_logged_once()
    {
        var mail = Eml.Write();
        var items = await LogAsync(mail, mail);
        items.Select(Ended).Should().Equal("Ticket:new-ticket", "Ignored:duplicate");
        items[1].TicketNumber.Should().Be(items[0].TicketNumber);
        items[1].Explanation.Should().Contain("HD-1");
        Ended(await LogAsync(mail)).Should().Be("Ignored:duplicate");
        (await CountTicketsAsync()).Should().Be(1);
        (await CountRepliesAsync()).Should().Be(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_mail_of_one_Message_ID_that_says_something_else_is_told_on_the_ticket(bool together)
    {
        var id = Eml.NewId();
        var first = Eml.Write(headers: [("Message-ID", id)], body: "The  printer\r\nis on fire.");
        var wrapped = Eml.Write(headers: [("Message-ID", id)], body: "The printer is\r\non fire.");
        var other = Eml.Write(subject: "Alarm", headers: [("Message-ID", id)], body: "The server room is under water.");
        var items = together ? await LogAsync(first, wrapped, other) : [.. await LogAsync([first]), .. await LogAsync([wrapped]), .. await LogAsync([other])];
        items.Select(Ended).Should().Equal("Ticket:new-ticket", "Ignored:duplicate", "Ignored:duplicate-with-other-content");
        items[2].Explanation.Should().Contain("HD-1").And.Contain("different");
        var told = (await TicketAsync(1)).History.OfType<OtherCopyReceived>().Should().ContainSingle().Subject;
        (told.InboxId, told.From, told.Subject).Should().Be((items[2].Id, "ann.lee@contoso.example", "Alarm"));
        (await CountTicketsAsync()).Should().Be(1);
        (await CountRepliesAsync()).Should().Be(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_of_the_same_name_and_size_that_holds_something_else_is_told_too(bool together)
    {
        var id = Eml.NewId();
        var (first, other) = (Report("1,000 EUR"), Report("9,000 EUR"));
        var items = together ? await LogAsync(first, first, other) : [.. await LogAsync([first]), .. await LogAsync([first]), .. await LogAsync([other])];

        items.Select(Ended).Should().Equal("Ticket:new-ticket", "Ignored:duplicate", "Ignored:duplicate-with-other-content");
        (await TicketAsync(1)).History.OfType<OtherCopyReceived>().Should().ContainSingle().Which.InboxId.Should().Be(items[2].Id);

        byte[] Report(string content) => Eml.Write(headers: [("Message-ID", id), ("Content-Type", "multipart/mixed; boundary=b")], body: $"""
            --b
            Content-Type: text/plain

            Attached.
            --b
            Content-Type: text/csv; name=report.csv
            Content-Disposition: attachment; filename=report.csv

            {content}
            --b--
            """);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<scan@contoso.example>")]
    public async Task Mails_of_a_scanner_lose_no_page(string messageId)
    {
        var items = await LogAsync(Scan("one"), Scan("two"), Scan("one"));
        if (messageId.Length == 0)
        {
            items.Select(Ended).Should().Equal("Ticket:new-ticket", "Ticket:new-ticket", "Ignored:duplicate");
            (await TicketAsync(2)).Attachments.Should().ContainSingle().Which.Name.Should().Be("two.pdf");
        }
        else
        {
            items.Select(Ended).Should().Equal("Ticket:new-ticket", "Ignored:duplicate-with-other-content", "Ignored:duplicate");
            (await TicketAsync(1)).History.OfType<OtherCopyReceived>().Should().ContainSingle().Which.InboxId.Should().Be(items[1].Id);
        }

        byte[] Scan(string page) => Eml.Write(from: "scanner@contoso.example", subject: "Scan", headers: [("Message-ID", messageId), ("Date", "Mon, 23 Nov 2026 09:00:00 +0000"), ("Content-Type", "multipart/mixed; boundary=b")], body: $"""
            --b
            Content-Type: text/plain

            Attached.
            --b
            Content-Type: application/pdf; name={page}.pdf
            Content-Disposition: attachment; filename={page}.pdf

            {page}
            --b--
            """);
    }

    [Fact]
    public async Task The_same_Message_ID_in_two_desks_is_logged_once_in_each()
    {
        var mail = Eml.Write();
        await Desk.ReceiveAsync(TestDesk.HelpDesk, mail);
        await Desk.ReceiveAsync(TestDesk.Facilities, mail);
        await Desk.LogAsync();
        var items = await InboxAsync();
        items.Select(Ended).Should().Equal("Ticket:new-ticket", "Ticket:new-ticket");
        items.Select(i => i.TicketNumber).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_row_that_is_no_message_is_quarantined_by_name_and_the_others_go_on()
    {
        var items = await LogAsync(Eml.Write(), EmlSource.Unreadable, Eml.Write());
        items.Select(i => i.State).Should().Equal(InboxState.Done, InboxState.Ready, InboxState.Done);
        for (var i = 0; i < 5; i++)
        {
            Time.Advance(TimeSpan.FromHours(1));
            await Desk.LogAsync();
        }

        var broken = (await InboxAsync())[1];
        Ended(broken).Should().Be("Quarantined:unreadable-row");
        broken.Explanation.Should().Be("The row is not a message.");
        await Desk.Health.RefreshAsync(TimeSpan.FromDays(1), default);
        Desk.Problems.Current.Should().Contain(p => p.Key == $"quarantine:{broken.Mailbox}");
    }

    private static byte[] Replace(byte[] mail, string what, byte[] with)
    {
        var latin = Encoding.Latin1.GetString(mail);
        return Encoding.Latin1.GetBytes(latin.Replace(what, Encoding.Latin1.GetString(with), StringComparison.Ordinal));
    }
}

public sealed class BadInputOnSqlite() : BadInputTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class BadInputOnPostgres(PostgresServer server) : BadInputTests(server.Empty()), IOnPostgres;

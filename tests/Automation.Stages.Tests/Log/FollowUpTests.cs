using System.Text;
using Automation.Mail.Mailboxes;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using Automation.Storage.Outbox;
using Automation.Storage.Tickets;
using Automation.Tests.Databases;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Log;

public abstract class FollowUpTests(DeskTestDatabase store) : DeskTest(store)
{
    private const string Ann = "ann.lee@contoso.example";

    [Fact]
    public async Task A_follow_up_in_the_same_batch_finds_the_ticket_by_Message_ID()
    {
        var original = Eml.NewId();
        var items = await LogAsync(Eml.Write(headers: [("Message-ID", original)]), Eml.Write(subject: "Re: Printer", headers: [("In-Reply-To", original)]));
        items.Select(Ended).Should().Equal("Ticket:new-ticket", "Appended:follow-up-by-message-id");
        (await CountTicketsAsync()).Should().Be(1);
        (await CountRepliesAsync()).Should().Be(1);
        var followUp = Last<MessageReceived>(await TicketAsync(1));
        (followUp.ThreadedBy, followUp.NewParticipant).Should().Be(("MessageId", false));
    }

    [Fact]
    public async Task An_answer_in_a_known_conversation_by_someone_on_the_ticket_is_added()
    {
        await OpenAsync(Eml.Write(headers: [(EmlSource.Conversation, "conv-1")]));
        Ended(await LogAsync(Eml.Write(subject: "Re: Printer", headers: [(EmlSource.Conversation, "conv-1")]))).Should().Be("Appended:follow-up-by-conversation");
        Ended(await LogAsync(Eml.Write(subject: "Printer", headers: [(EmlSource.Conversation, "conv-1")]))).Should().Be("Ticket:new-ticket");
    }

    [Fact]
    public async Task A_mail_to_the_ticket_s_own_address_is_added()
    {
        await OpenAsync(Eml.Write());
        var address = TestDesk.ReplyAddresses.Create(TestDesk.HelpDesk, 1);
        Ended(await LogAsync(Eml.Write(subject: "Something else", headers: [("To", address)]))).Should().Be("Appended:follow-up-by-plus-address");
    }

    [Fact]
    public async Task A_desk_that_writes_reply_addresses_names_the_ticket_s_own_in_its_mail_and_another_does_not()
    {
        await OpenAsync(Eml.Write());
        Answers(await ReadAsync(c => c.Outbox.SingleAsync())).Should().BeNull();
        using var writing = new TestDesk(Database, Time, source: Desk.Source, replyAddresses: true);
        await writing.LoadAsync();
        await writing.ReceiveAsync(TestDesk.HelpDesk, Eml.Write(subject: "Another matter"));
        await writing.LogAsync();

        var address = Answers(await ReadAsync(c => c.Outbox.SingleAsync(x => x.TicketNumber == 2)));
        address.Should().Be(TestDesk.ReplyAddresses.Create(TestDesk.HelpDesk, 2));
        Ended(await LogAsync(Eml.Write(subject: "Quite other words", headers: [("To", address!)]))).Should().Be("Appended:follow-up-by-plus-address");

        static string? Answers(OutboxItem item) => OutboxJson.ReadMail(item.Payload).AnswersTo?.Address;
    }

    [Fact]
    public async Task Within_a_second_the_conversation_stands_in_the_order_in_which_it_happened()
    {
        // The mailbox gives whole seconds, the desk's own clock is in the middle of one.
        Time.Advance(TimeSpan.FromMilliseconds(600));
        await OpenAsync(Eml.Write());
        Time.Advance(TimeSpan.FromMilliseconds(100));
        await LogAsync(Eml.Write(subject: "More about [HD-1]"));
        (await TicketAsync(1)).Messages.Select(m => m.Direction).Should().Equal(MessageDirection.Incoming, MessageDirection.Outgoing, MessageDirection.Incoming);
    }

    [Fact]
    public async Task A_subject_tag_by_someone_on_the_ticket_is_enough()
    {
        await OpenAsync(Eml.Write());
        var item = await LogAsync(Eml.Write(subject: "More about [HD-1]"));
        Ended(item).Should().Be("Appended:follow-up-by-subject-tag");
        item.TicketNumber.Should().Be(1);
    }

    [Fact]
    public async Task A_stranger_with_a_tag_gets_a_ticket_of_his_own_that_mentions_the_other()
    {
        await OpenAsync(Eml.Write());
        var ticket = await OpenAsync(Eml.Write(from: "Eve <eve@elsewhere.example>", subject: "Re: [HD-1] let me in"));
        ticket.Ticket.Number.Should().Be(2);
        Last<StrangerMentionedTicket>(ticket).MentionedNumber.Should().Be(1);
        (await TicketAsync(1)).Participants.Should().Equal(Ann);
    }

    [Fact]
    public async Task A_colleague_who_answers_a_forwarded_mail_is_added_as_a_new_participant()
    {
        var original = Eml.NewId();
        await OpenAsync(Eml.Write(headers: [("Message-ID", original)]));
        Ended(await LogAsync(Eml.Write(from: "bob@contoso.example", subject: "Re: Printer", headers: [("In-Reply-To", original)]))).Should().StartWith("Appended:");
        Last<MessageReceived>(await TicketAsync(1)).NewParticipant.Should().BeTrue();
    }

    [Fact]
    public async Task An_answer_waits_for_the_mail_it_answers_while_that_one_s_attachments_are_fetched()
    {
        await ReceiveOriginalAndAnswerAsync();
        await Desk.LogAsync();
        (await CountTicketsAsync()).Should().Be(0);
        Desk.Source.Details = q => new MailDetail(q.Id, MailDetailStatus.Found, null, null);
        await Desk.Look.RunAsync(TestDesk.HelpDesk, default);
        Time.Advance(TimeSpan.FromSeconds(1));
        await Desk.LogAsync();
        var items = await InboxAsync();
        items.Select(Ended).Should().Equal("Ticket:new-ticket", "Appended:follow-up-by-message-id");
        items[1].Attempts.Should().Be(0);
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_ever()
    {
        await ReceiveOriginalAndAnswerAsync();
        Time.Advance(TimeSpan.FromMinutes(11));
        await Desk.LogAsync();
        Ended((await InboxAsync())[1]).Should().Be("Ticket:new-ticket");
    }

    [Fact]
    public async Task An_answer_to_a_mail_that_failed_waits_with_it()
    {
        using var content = new ContentFolderCopy();
        content.InsertIntoLog("Test.FailOnPoison");
        await Desk.LoadAsync(content.Root);
        var original = Eml.NewId();
        var items = await LogAsync(Eml.Write(subject: "poison", headers: [("Message-ID", original)]), Eml.Write(subject: "Re: it", headers: [("In-Reply-To", original)]));
        items.Select(i => i.State).Should().AllBeEquivalentTo(InboxState.Ready);
        await Desk.LoadAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        await Desk.LogAsync();
        (await InboxAsync()).Select(Ended).Should().Equal("Ticket:new-ticket", "Appended:follow-up-by-message-id");
    }

    private async Task ReceiveOriginalAndAnswerAsync()
    {
        var original = "<ABC@Mail.EXAMPLE>";
        Desk.Source.Missing = MailParts.Attachments;
        await Desk.ReceiveAsync(TestDesk.HelpDesk, Eml.Write(headers: [("Message-ID", original)]));
        Desk.Source.Missing = MailParts.None;
        await Desk.ReceiveAsync(TestDesk.HelpDesk, Eml.Write(subject: "Re: Printer", headers: [("In-Reply-To", original)]));
    }

    [Fact]
    public async Task A_person_s_follow_up_reopens_what_was_resolved()
    {
        await OpenAsync(Eml.Write());
        await SetStatusAsync(1, TicketStatus.Resolved);
        await LogAsync(Eml.Write(subject: "Re: [HD-1] still broken"));
        var ticket = await TicketAsync(1);
        ticket.Ticket.Status.Should().Be(TicketStatus.Open);
        Last<StatusChanged>(ticket).Reason.Should().Be("The requester wrote.");
    }

    [Theory]
    [InlineData("Bob <bob@contoso.example>", "Bob wrote.")]
    [InlineData("bob@contoso.example", "bob@contoso.example wrote.")]
    public async Task Who_reopened_a_ticket_is_named_when_it_was_not_the_requester(string from, string reason)
    {
        var original = Eml.NewId();
        await OpenAsync(Eml.Write(headers: [("Message-ID", original)]));
        await SetStatusAsync(1, TicketStatus.Resolved);
        await LogAsync(Eml.Write(from: from, subject: "Re: Printer", headers: [("In-Reply-To", original)]));
        Last<StatusChanged>(await TicketAsync(1)).Reason.Should().Be(reason);
    }

    [Fact]
    public async Task An_out_of_office_is_attached_and_neither_answered_nor_does_it_reopen()
    {
        var original = Eml.NewId();
        await OpenAsync(Eml.Write(headers: [("Message-ID", original)]));
        await SetStatusAsync(1, TicketStatus.Resolved);
        var item = await LogAsync(Eml.Write(subject: "Automatic reply: Printer", headers: [("Auto-Submitted", "auto-replied"), ("In-Reply-To", original)]));
        Ended(item).Should().Be("Appended:auto-reply");
        var ticket = await TicketAsync(1);
        ticket.Ticket.Status.Should().Be(TicketStatus.Resolved);
        Kinds(ticket).Should().EndWith("automatic-mail-received");
        ticket.Messages.Should().HaveCount(3);
        (await CountRepliesAsync()).Should().Be(1);
    }

    [Fact]
    public async Task An_out_of_office_to_nothing_we_know_ends_by_name()
    {
        var item = await LogAsync(Eml.Write(subject: "Automatic reply: Lunch", headers: [("Auto-Submitted", "auto-replied"), ("In-Reply-To", "<unknown@mail.example>")]));
        Ended(item).Should().Be("Ignored:auto-reply-to-nothing-known");
        (await CountTicketsAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_bounce_of_the_acknowledgement_marks_the_ticket()
    {
        await OpenAsync(Eml.Write());
        await WriteAsync(c =>
        {
            c.ThreadKeys.Add(new() { Kind = "message-id", Value = "<ack-1@contoso.example>", Mailbox = TestDesk.HelpDesk, TicketNumber = 1 });
            return Task.CompletedTask;
        });
        Ended(await LogAsync(Eml.Bounce(Ann, "<ack-1@contoso.example>"))).Should().Be("Appended:bounce");
        var ticket = await TicketAsync(1);
        ticket.Ticket.DeliveryProblem.Should().BeTrue();
        var failed = Last<DeliveryFailed>(ticket);
        (failed.Recipient, failed.Status).Should().Be((Ann, "5.1.1"));
        (await CountRepliesAsync()).Should().Be(1);
    }

    [Fact]
    public async Task A_bounce_that_guesses_our_key_is_none_of_ours_and_one_that_returns_it_is()
    {
        await OpenAsync(Eml.Write());
        var sent = OutboxJson.ReadMail((await ReadAsync(c => c.Outbox.SingleAsync())).Payload);
        Ended(await LogAsync(Returned(sent.SendKey))).Should().Be("Ignored:bounce-of-nothing-known");
        (await TicketAsync(1)).Ticket.DeliveryProblem.Should().BeFalse();
        Ended(await LogAsync(Returned(sent.ReturnKey!))).Should().Be("Appended:bounce");
        (await TicketAsync(1)).Ticket.DeliveryProblem.Should().BeTrue();

        static byte[] Returned(string key) => Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(Eml.Bounce(Ann, "<unknown@contoso.example>")).Replace("Subject: We have", $"X-HelpDesk-Send-Key: {key}\r\nSubject: We have", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bounce_of_nothing_we_know_ends_by_name() =>
        Ended(await LogAsync(Eml.Bounce("nobody@elsewhere.example", "<unknown@contoso.example>"))).Should().Be("Ignored:bounce-of-nothing-known");

    [Fact]
    public async Task Our_own_mail_come_back_is_ignored()
    {
        Ended(await LogAsync(Eml.Write(headers: [("X-HelpDesk-Loop", "helpdesk")]))).Should().Be("Ignored:own-mail");
        Ended(await LogAsync(Eml.Write(from: TestDesk.Facilities))).Should().Be("Ignored:own-mail");
        (await CountTicketsAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_mail_to_one_desk_never_lands_on_another_desk_s_ticket()
    {
        var original = Eml.NewId();
        await OpenAsync(Eml.Write(headers: [("Message-ID", original)]));
        await Desk.ReceiveAsync(TestDesk.Facilities, Eml.Write(subject: "Re: Printer", headers: [("In-Reply-To", original)]));
        await Desk.LogAsync();
        Ended((await InboxAsync())[1]).Should().Be("Ticket:new-ticket");
        (await ReadAsync(c => c.Tickets.OrderBy(t => t.Number).Select(t => t.Desk).ToListAsync())).Should().Equal(TestDesk.HelpDesk, TestDesk.Facilities);
    }
}

public sealed class FollowUpOnSqlite() : FollowUpTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class FollowUpOnPostgres(PostgresServer server) : FollowUpTests(server.Empty()), IOnPostgres;

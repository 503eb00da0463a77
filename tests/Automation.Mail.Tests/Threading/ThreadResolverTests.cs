using Automation.Mail.Automatic;
using Automation.Mail.Messages;
using Automation.Mail.Tests.Mails;
using Automation.Mail.Threading;

namespace Automation.Mail.Tests.Threading;

public class ThreadResolverTests
{
    private static readonly SubjectTags Tags = new("HD");
    private static readonly PlusAddresses Plus = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly MailAddress Stranger = new("eve@fabrikam.example");

    private readonly TicketReference _ticket = new("t-123", 123, new HashSet<string> { "ann@contoso.example" }, [Some.Helpdesk]);
    private readonly TicketReference _elsewhere = new("t-9", 9, new HashSet<string> { "ann@contoso.example" }, [Some.Facilities]);
    private readonly FakeIndex _index = new();

    public ThreadResolverTests()
    {
        _index.Numbers[123] = _ticket;
        _index.Numbers[9] = _elsewhere;
        _index.MessageIds["<sent@contoso.example>"] = [_elsewhere, _ticket];
        _index.MessageIds["<other@contoso.example>"] = [_elsewhere];
        _index.SendKeys["123:ack:1"] = _ticket;
        _index.Conversations[$"{Some.Helpdesk} conv"] = [_ticket];
    }

    private ThreadResolution Resolve(IncomingMail mail)
    {
        var verdict = AutomaticMail.Classify(mail, Some.Desk);
        return ThreadResolver.Resolve(mail, ThreadKeys.Of(mail, verdict, Tags, Plus), verdict, _index);
    }

    [Fact]
    public void A_mail_that_follows_nothing_is_a_new_ticket_and_says_what_was_tried()
    {
        var result = Resolve(Some.Mail());
        result.Outcome.Should().Be(ThreadOutcome.NewTicket);
        result.Ticket.Should().BeNull();
        result.Trace.Select(t => t.Step).Should().Equal("SendKey", "MessageId", "Conversation", "PlusAddress", "SubjectTag");
    }

    [Theory]
    [InlineData("In-Reply-To", "<sent@CONTOSO.example>")]
    [InlineData("References", "<unknown@x.example>\r\n <sent@contoso.example> <later@x.example>")]
    public void A_reply_to_a_mail_on_the_ticket_is_added_to_the_ticket_of_this_mailbox(string name, string value)
    {
        var result = Resolve(Some.Mail((name, value)));
        result.Should().Match<ThreadResolution>(r => r.Outcome == ThreadOutcome.Append && r.Ticket == _ticket && r.Step == "MessageId");
        result.Evidence.Should().Contain("<sent@contoso.example>");
    }

    [Fact]
    public void A_newcomer_who_answers_a_mail_of_ours_is_added_and_flagged() =>
        Resolve(Some.Mail(("In-Reply-To", "<sent@contoso.example>")) with { From = Stranger }).Outcome.Should().Be(ThreadOutcome.AppendNewParticipant);

    [Fact]
    public void Mail_never_crosses_to_a_ticket_of_another_mailbox()
    {
        var result = Resolve(Some.Mail(("In-Reply-To", "<other@contoso.example>")) with { Subject = "Re: [HD-9] Door" });
        result.Outcome.Should().Be(ThreadOutcome.NewTicket);
        result.Trace[1].Finding.Should().Contain("not open to mailbox");
    }

    [Fact]
    public void A_conversation_counts_for_an_answer_of_someone_on_the_ticket_only()
    {
        Resolve(Some.Mail() with { ConversationId = "conv", Subject = "Re: Printer" }).Should().Match<ThreadResolution>(r => r.Outcome == ThreadOutcome.Append && r.Step == "Conversation");
        Resolve(Some.Mail() with { ConversationId = "conv" }).Outcome.Should().Be(ThreadOutcome.NewTicket, "a second mail with the same subject shares the conversation id");
        Resolve(Some.Mail() with { ConversationId = "conv", Subject = "Re: Printer", From = Stranger }).Outcome.Should().Be(ThreadOutcome.Stranger);
    }

    [Fact]
    public void A_plus_address_with_our_token_lets_in_and_flags_a_newcomer()
    {
        var to = new MailAddress(Plus.Create(Some.Helpdesk, 123).ToUpperInvariant());
        Resolve(Some.Mail() with { To = [to] }).Should().Match<ThreadResolution>(r => r.Outcome == ThreadOutcome.Append && r.Step == "PlusAddress");
        Resolve(Some.Mail() with { To = [to], From = Stranger }).Outcome.Should().Be(ThreadOutcome.AppendNewParticipant);
        Resolve(Some.Mail(("Delivered-To", to.Address))).Outcome.Should().Be(ThreadOutcome.Append);
    }

    [Theory]
    [InlineData("helpdesk+123@contoso.example")]
    [InlineData("helpdesk+123.aaaaaaaaaaaaaaaa@contoso.example")]
    public void A_plus_address_without_our_token_lets_no_stranger_in(string address)
    {
        Resolve(Some.Mail() with { To = [new MailAddress(address)], From = Stranger }).Should().Match<ThreadResolution>(r => r.Outcome == ThreadOutcome.Stranger && r.Ticket == _ticket);
        Resolve(Some.Mail() with { To = [new MailAddress(address)] }).Outcome.Should().Be(ThreadOutcome.Append);
    }

    [Theory]
    [InlineData("Re: [HD-123] Printer does not print")]
    [InlineData("AW: AW: [hd-123]Printer (now urgent)")]
    [InlineData("still broken [HD 123]")]
    [InlineData("HD-123 still broken")]
    public void A_subject_tag_finds_the_ticket_wherever_it_stands(string subject) =>
        Resolve(Some.Mail() with { Subject = subject }).Should().Match<ThreadResolution>(r => r.Outcome == ThreadOutcome.Append && r.Step == "SubjectTag");

    [Fact]
    public void A_subject_tag_does_not_let_a_stranger_in()
    {
        var result = Resolve(Some.Mail() with { Subject = "Re: [HD-123] Printer", From = Stranger });
        result.Outcome.Should().Be(ThreadOutcome.Stranger);
        result.Ticket!.Number.Should().Be(123);
        result.Evidence.Should().Contain(Stranger.Address);
    }

    [Fact]
    public void The_Sender_field_lets_no_stranger_in_for_its_writer_put_it_there()
    {
        var mail = Some.Mail() with { Subject = "Re: [HD-123] Printer", From = Stranger, Sender = new MailAddress("ann@contoso.example") };
        Resolve(mail).Outcome.Should().Be(ThreadOutcome.Stranger);
        Resolve(mail with { From = null }).Outcome.Should().Be(ThreadOutcome.Append, "without a From there is nobody else");
    }

    [Theory]
    [InlineData("[HD-124] unknown")]
    [InlineData("XHD-123")]
    [InlineData("HD-123abc")]
    [InlineData("HD 123 without brackets")]
    [InlineData("[HD-99999999999999999999]")]
    public void What_only_looks_like_a_tag_is_none(string subject) => Resolve(Some.Mail() with { Subject = subject }).Outcome.Should().Be(ThreadOutcome.NewTicket);

    [Fact]
    public void A_bounce_goes_to_the_ticket_of_the_mail_that_bounced_and_adds_nobody()
    {
        var mail = Some.Mail(("X-MS-Exchange-Message-Is-Ndr", ""), ("In-Reply-To", "<sent@contoso.example>")) with { From = new MailAddress("postmaster@contoso.example") };
        Resolve(mail).Outcome.Should().Be(ThreadOutcome.Append);
    }

    [Fact]
    public void A_bounce_with_nothing_but_our_tag_is_known_by_the_address_that_failed()
    {
        var bounce = Some.Text("550 5.1.1 ann@contoso.example is gone", ("X-MS-Exchange-Message-Is-Ndr", "")) with { From = new MailAddress("postmaster@contoso.example"), Subject = "Undeliverable: [HD-123] Printer" };
        Resolve(bounce).Outcome.Should().Be(ThreadOutcome.Append);
        Resolve(bounce with { Body = new MailBody("550 5.1.1 eve@fabrikam.example is gone", false) }).Outcome.Should().Be(ThreadOutcome.Stranger);
    }

    [Fact]
    public void Old_plus_addresses_work_on_after_the_key_was_changed()
    {
        var old = Plus.Create(Some.Helpdesk, 5);
        var renewed = new PlusAddresses(new byte[16], [.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
        renewed.Read(old, Some.Helpdesk)!.IsGenuine.Should().BeTrue();
        renewed.Create(Some.Helpdesk, 5).Should().NotBe(old);
        new PlusAddresses(new byte[16]).Read(old, Some.Helpdesk)!.IsGenuine.Should().BeFalse();
        renewed.Read(old, Some.Facilities).Should().BeNull();
    }

    [Theory]
    [InlineData("Re: AW: Fwd: Printer", "Printer", true, false)]
    [InlineData("WG: Rechnung", "Rechnung", false, true)]
    [InlineData("Antw: SV: Re[2]: x  y", "x y", true, false)]
    [InlineData("TR : facture", "facture", false, true)]
    [InlineData("[EXTERNAL] Re: Printer", "Printer", true, false)]
    [InlineData("Note: printer", "Note: printer", false, false)]
    [InlineData("[HD-1]: text", "[HD-1]: text", false, false)]
    [InlineData("", "", false, false)]
    [InlineData("::", "::", false, false)]
    public void Subject_prefixes_of_many_mailers_are_taken_off(string subject, string expected, bool reply, bool forward) =>
        SubjectLine.Parse(subject).Should().Be(new SubjectLine(expected, reply, forward));
}

using System.Text;
using Automation.Mail.Automatic;
using Automation.Mail.Messages;
using Automation.Mail.Tests.Mails;

namespace Automation.Mail.Tests.Automatic;

public class AutomaticMailTests
{
    [Theory]
    [InlineData("X-MS-Exchange-Message-Is-Ndr", "", AutomaticClass.Bounce, "ExchangeNonDelivery")]
    [InlineData("Content-Type", "multipart/report; report-type=delivery-status; boundary=x", AutomaticClass.Bounce, "DeliveryReport")]
    [InlineData("X-Failed-Recipients", "gone@fabrikam.example", AutomaticClass.Bounce, "FailedRecipientsHeader")]
    [InlineData("Auto-Submitted", "auto-replied (vacation)", AutomaticClass.AutoReply, "AutoSubmitted")]
    [InlineData("Auto-Submitted", "auto-generated", AutomaticClass.AutoReply, "AutoSubmitted")]
    [InlineData("X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent", AutomaticClass.AutoReply, "ExchangeGenerated")]
    [InlineData("X-MS-Exchange-Inbox-Rules-Loop", "ann@contoso.example", AutomaticClass.AutoReply, "ExchangeGenerated")]
    [InlineData("X-Autoreply", "yes", AutomaticClass.AutoReply, "AutoReplyHeader")]
    [InlineData("X-Autorespond", "", AutomaticClass.AutoReply, "AutoReplyHeader")]
    [InlineData("X-AutoReply-From", "ann@contoso.example", AutomaticClass.AutoReply, "AutoReplyHeader")]
    [InlineData("Precedence", "auto_reply", AutomaticClass.AutoReply, "PrecedenceAutoReply")]
    [InlineData("Content-Type", "multipart/report; report-type=disposition-notification", AutomaticClass.AutoReply, "ReadReceipt")]
    [InlineData("X-HelpDesk-Loop", "another-desk", AutomaticClass.AutoReply, "ForeignDesk")]
    [InlineData("List-Id", "<news.contoso.example>", AutomaticClass.Bulk, "MailingList")]
    [InlineData("List-Unsubscribe", "<mailto:x@y.example>", AutomaticClass.Bulk, "MailingList")]
    [InlineData("Feedback-ID", "1:2:3:x", AutomaticClass.Bulk, "MailingList")]
    [InlineData("Precedence", "Bulk", AutomaticClass.Bulk, "PrecedenceBulk")]
    [InlineData("Precedence", "junk", AutomaticClass.Bulk, "PrecedenceBulk")]
    [InlineData("X-Auto-Response-Suppress", "All", AutomaticClass.AcknowledgementNotWanted, "ResponseSuppressed")]
    [InlineData("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply", AutomaticClass.AcknowledgementNotWanted, "ResponseSuppressed")]
    [InlineData("X-HelpDesk-Loop", "desk-1", AutomaticClass.Own, "OwnLoopHeader")]
    public void A_header_decides(string name, string value, AutomaticClass expected, string check)
    {
        var verdict = AutomaticMail.Classify(Some.Mail((name, value)), Some.Desk);
        verdict.Class.Should().Be(expected);
        verdict.Check.Should().Be(check);
        verdict.Evidence.Should().Contain(name);
        verdict.MayAcknowledge.Should().BeFalse();
    }

    [Theory]
    [InlineData("Auto-Submitted", "no")]
    [InlineData("Auto-Submitted", "")]
    [InlineData("X-Auto-Response-Suppress", "None")]
    [InlineData("X-Auto-Response-Suppress", "RN, NRN")]
    [InlineData("Precedence", "first-class")]
    [InlineData("Content-Type", "multipart/alternative; boundary=x")]
    public void A_header_that_means_nothing_leaves_a_persons_mail_alone(string name, string value) =>
        AutomaticMail.Classify(Some.Mail((name, value)), Some.Desk).Should().Be(AutomaticVerdict.None);

    [Fact]
    public void Suppressed_responses_alone_never_cost_a_ticket()
    {
        var verdict = AutomaticMail.Classify(Some.Mail(("X-Auto-Response-Suppress", "All")), Some.Desk);
        verdict.MayOpenTicket.Should().BeTrue();
        verdict.MayReopen.Should().BeTrue();
        verdict.MayAcknowledge.Should().BeFalse();
    }

    [Fact]
    public void A_monitoring_alert_may_open_a_ticket_and_an_out_of_office_may_not()
    {
        AutomaticMail.Classify(Some.Mail(("Auto-Submitted", "auto-generated")), Some.Desk).MayOpenTicket.Should().BeTrue();
        AutomaticMail.Classify(Some.Mail(("Auto-Submitted", "auto-generated"), Some.Answer), Some.Desk).MayOpenTicket.Should().BeFalse();
        AutomaticMail.Classify(Some.Mail(("Auto-Submitted", "auto-replied")), Some.Desk).MayOpenTicket.Should().BeFalse();
    }

    [Fact]
    public void Mail_from_a_desk_of_ours_is_own_its_plus_address_too()
    {
        AutomaticMail.Classify(Some.Mail() with { From = new MailAddress("Facilities@contoso.example") }, Some.Desk).Class.Should().Be(AutomaticClass.Own);
        AutomaticMail.Classify(Some.Mail() with { From = new MailAddress("helpdesk+12.abc@contoso.example") }, Some.Desk).Class.Should().Be(AutomaticClass.Own);
        AutomaticMail.Classify(Some.Mail() with { SendKey = "12:ack:1" }, Some.Desk).MayOpenTicket.Should().BeFalse();
    }

    [Theory]
    [InlineData("Automatic reply: your ticket")]
    [InlineData("Automatische Antwort: Ihr Ticket")]
    [InlineData("Réponse automatique : votre demande")]
    public void The_subject_of_an_automatic_reply_stops_our_answer_but_loses_nothing(string subject)
    {
        var verdict = AutomaticMail.Classify(Some.Mail() with { Subject = subject }, Some.Desk);
        verdict.Class.Should().Be(AutomaticClass.AutoReply);
        verdict.MayOpenTicket.Should().BeTrue();
        AutomaticMail.Classify(Some.Mail(Some.Answer) with { Subject = subject }, Some.Desk).MayOpenTicket.Should().BeFalse();
    }

    [Fact]
    public void A_person_called_postmaster_is_a_person_and_mailer_daemon_is_not()
    {
        AutomaticMail.Classify(Some.Mail() with { From = new MailAddress("postmaster@fabrikam.example") }, Some.Desk).Class.Should().Be(AutomaticClass.None);
        AutomaticMail.Classify(Some.Mail(("Return-Path", "<>")) with { From = new MailAddress("postmaster@fabrikam.example") }, Some.Desk).Class.Should().Be(AutomaticClass.Bounce);
        AutomaticMail.Classify(Some.Mail() with { From = new MailAddress("MAILER-DAEMON@fabrikam.example") }, Some.Desk).Class.Should().Be(AutomaticClass.Bounce);
        AutomaticMail.Classify(Some.Mail() with { From = new MailAddress("MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.example") }, Some.Desk).Class.Should().Be(AutomaticClass.Bounce);
    }

    [Fact]
    public void A_delivery_report_tells_who_failed_why_and_which_mail()
    {
        var bounce = AutomaticMail.Classify(Some.Raw(BounceMime), Some.Desk).Bounce!;
        bounce.Recipients.Should().ContainSingle().Which.Should().Be(
            new BouncedRecipient("gone@fabrikam.example", "5.1.1", "550 5.1.1 no such person here", BounceKind.Permanent));
        bounce.OriginalMessageIds[0].Should().Be("<sent-7@contoso.example>");
        bounce.OriginalSendKey.Should().Be("7:ack:1");
        bounce.IsFailure.Should().BeTrue();
    }

    [Fact]
    public void A_delay_is_no_failure()
    {
        var delay = BounceMime.Replace("Action: failed", "Action: delayed", StringComparison.Ordinal).Replace("Status: 5.1.1", "Status: 4.4.1", StringComparison.Ordinal);
        AutomaticMail.Classify(Some.Raw(delay), Some.Desk).Bounce!.IsFailure.Should().BeFalse();
    }

    [Fact]
    public void A_report_without_its_raw_text_is_read_from_its_attachments_and_headers()
    {
        var status = "Reporting-MTA: dns; mx.fabrikam.example\r\n\r\nFinal-Recipient: rfc822; Gone@fabrikam.example\r\nAction: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; mailbox\r\n full\r\n"u8.ToArray();
        var mail = Some.Mail(("X-MS-Exchange-Message-Is-Ndr", ""), ("In-Reply-To", "<sent-8@contoso.example>")) with
        {
            Attachments = [new IncomingAttachment("1", AttachmentKind.File, "details.txt", "message/delivery-status", status.Length, false, null, status)],
        };
        var bounce = AutomaticMail.Classify(mail, Some.Desk).Bounce!;
        bounce.Recipients.Should().Equal(new BouncedRecipient("gone@fabrikam.example", "5.2.2", "mailbox full", BounceKind.Permanent));
        bounce.OriginalMessageIds.Should().Equal("<sent-8@contoso.example>");
    }

    [Fact]
    public void A_bounce_for_people_only_is_read_by_its_words()
    {
        var mail = Some.Text("Your mail could not be delivered to no.one@fabrikam.example\n\n550 5.7.1 we do not want it\n", ("X-MS-Exchange-Message-Is-Ndr", ""));
        AutomaticMail.Classify(mail, Some.Desk).Bounce!.Recipients.Should().Equal(
            new BouncedRecipient("no.one@fabrikam.example", "5.7.1", "550 5.7.1 we do not want it", BounceKind.Permanent));
    }

    [Fact]
    public void A_broken_report_is_still_a_bounce()
    {
        var broken = Encoding.Latin1.GetBytes("Content-Type: multipart/report; report-type=delivery-status; boundary=\"x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n:::\r\n\0\0");
        AutomaticMail.Classify(Some.Raw(broken), Some.Desk).Class.Should().Be(AutomaticClass.Bounce);
    }

    private const string BounceMime = """
        From: Mail Delivery <mailer-daemon@fabrikam.example>
        To: helpdesk@contoso.example
        Subject: Undeliverable: [HD-7] We have your message
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain

        It did not get there.

        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.fabrikam.example

        Final-Recipient: rfc822; gone@fabrikam.example
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 no such person here

        --b1
        Content-Type: message/rfc822

        Message-ID: <sent-7@contoso.example>
        X-HelpDesk-Send-Key: 7:ack:1
        From: helpdesk@contoso.example
        Subject: [HD-7] We have your message

        Hello
        --b1--

        """;
}

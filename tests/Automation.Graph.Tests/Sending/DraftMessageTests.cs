using Automation.Graph.Sending;
using Automation.Mail.Messages;
using Automation.Mail.Sending;

namespace Automation.Graph.Tests.Sending;

public class DraftMessageTests
{
    private static readonly OutgoingMail Mail = Outbox.Mail with { AnswersTo = new MailAddress("desk+1.abc@contoso.example", "Desk") };

    [Fact]
    public void A_draft_that_took_everything_needs_no_mending() => DraftMessage.Mend(Mail, Draft([Mail.AnswersTo!]), addSendKey: false).Should().BeNull();

    [Fact]
    public void A_draft_that_lost_the_address_for_answers_gets_it_again()
    {
        foreach (var lost in new IReadOnlyList<MailAddress>[] { [], [new MailAddress("desk@contoso.example")] })
        {
            var mend = DraftMessage.Mend(Mail, Draft(lost), addSendKey: false)!;
            mend.ReplyTo!.Single().EmailAddress!.Address.Should().Be("desk+1.abc@contoso.example");
            mend.Subject.Should().BeNull("only what was lost is patched");
        }
    }

    private static DraftState Draft(IReadOnlyList<MailAddress> replyTo) => new(
        new SentMail("d", IsDraft: true, "<d@x>", "c", null), Mail.Subject, Mail.To, Mail.Cc, replyTo, Mail.HtmlBody, HasSendKey: true);
}

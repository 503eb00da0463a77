using Automation.Mail.Messages;
using Automation.Mail.Sending;
using Automation.Stages.Health;
using Automation.Stages.Sending;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Stages.Tests.Sending;

public sealed class WaitingRepliesTests
{
    private readonly ProblemBoard _problems = new(new FakeTimeProvider());

    [Fact]
    public void Many_replies_that_wait_are_one_line_a_mailbox_that_goes_when_the_last_one_went()
    {
        var waiting = new WaitingReplies(_problems);
        for (var i = 0; i < 35; i++)
            waiting.Add(Mail("helpdesk@contoso.example", i), "30 mails a minute may leave this mailbox.");
        waiting.Add(Mail("facilities@contoso.example", 1), "503");

        _problems.Current.Select(p => p.Message).Should().BeEquivalentTo(
            "35 mails from helpdesk@contoso.example are not sent yet, and are tried again by themselves: 30 mails a minute may leave this mailbox.",
            "The mail 'Subject 1' is not sent yet: 503");

        for (var i = 0; i < 34; i++)
            waiting.Remove(Mail("helpdesk@contoso.example", i));
        _problems.Current.Should().Contain(p => p.Message == "The mail 'Subject 34' is not sent yet: 30 mails a minute may leave this mailbox.");
        waiting.Remove(Mail("helpdesk@contoso.example", 34));
        waiting.Remove(Mail("facilities@contoso.example", 1));
        _problems.Current.Should().BeEmpty();
    }

    private static OutgoingMail Mail(string mailbox, int number) => new(
        mailbox, $"HD-{number}:acknowledgement:1", [new MailAddress("ann.lee@contoso.example")], [], $"Subject {number}", "<p>Hello</p>", null, null, IsAutomatic: true);
}

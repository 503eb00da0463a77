using Automation.Mail.Identity;
using Automation.Mail.Messages;
using Automation.Mail.Tests.Mails;
using CsCheck;

namespace Automation.Mail.Tests.Identity;

public class MessageIdTests
{
    [Theory]
    [InlineData("<a@b.example>", "<a@b.example>")]
    [InlineData("  <a@B.Example>\r\n", "<a@b.example>")]
    [InlineData("a@b.example", "<a@b.example>")]
    [InlineData("<A@b.example>", "<A@b.example>")]
    [InlineData("<a\r\n b@c.example>", "<ab@c.example>")]
    [InlineData("junk <a@b.example> (comment)", "<a@b.example>")]
    [InlineData("<no-domain>", "<no-domain>")]
    [InlineData("<a\0@b.example>", "<a@b.example>")]
    public void A_message_id_has_one_comparable_form(string raw, string expected) => MessageIds.Normalise(raw).Should().Be(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<>")]
    [InlineData("  \t ")]
    public void An_empty_message_id_is_none(string? raw) => MessageIds.Normalise(raw).Should().BeNull();

    [Fact]
    public void Normalising_twice_changes_nothing() =>
        Gen.String.Sample(raw =>
        {
            var once = MessageIds.Normalise(raw);
            return once is null || (MessageIds.Normalise(once) == once && once.Length <= MessageIds.MaxLength);
        });

    [Fact]
    public void A_very_long_id_becomes_a_stable_short_one()
    {
        var id = MessageIds.Normalise($"<{new string('x', 90_000)}@b.example>");
        id.Should().HaveLength("<long.@automation.invalid>".Length + 64).And.Be(MessageIds.Normalise($"<{new string('x', 90_000)}@b.example>"));
    }

    [Fact]
    public void References_of_ten_thousand_lines_keep_the_newest()
    {
        var field = string.Join("\r\n ", Enumerable.Range(0, 10_000).Select(i => $"<{i}@b.example>"));
        var ids = MessageIds.ReadList(field);
        ids.Should().HaveCount(MessageIds.MaxReferences);
        ids[^1].Should().Be("<9999@b.example>");
    }

    [Fact]
    public void References_without_brackets_are_read() =>
        MessageIds.ReadList("one@a.example two@a.example").Should().Equal("<one@a.example>", "<two@a.example>");

    [Fact]
    public void Mails_of_a_scanner_that_differ_only_in_what_is_attached_are_different_mails()
    {
        var mail = Some.Mail() with { InternetMessageId = null };
        var ids = new[] { Page("one.pdf", 7), Page("two.pdf", 7), Page("one.pdf", 8), [], [.. Page("one.pdf", 7), .. Page("two.pdf", 7)] }
            .Select(files => MailIdentity.Of(mail with { Attachments = files }).MessageId).ToList();
        ids.Should().OnlyHaveUniqueItems();
        MailIdentity.Of(mail with { Attachments = [.. Page("two.pdf", 7), .. Page("one.pdf", 7)] }).MessageId.Should().Be(ids[^1], "the mailbox may list them in another order");

        static IncomingAttachment[] Page(string name, long size) => [new("id", AttachmentKind.File, name, "application/pdf", size, false, null, null, "not yet")];
    }

    [Fact]
    public void A_mail_without_a_message_id_gets_the_same_one_every_time_it_is_seen()
    {
        var mail = Some.Mail() with { InternetMessageId = " " };
        var identity = MailIdentity.Of(mail);
        identity.IsDerived.Should().BeTrue();
        identity.MessageId.Should().StartWith("<derived.").And.EndWith("@automation.invalid>");
        MailIdentity.Of(mail with { Id = "another", Body = new MailBody(mail.Body.Content + "\r\n", false) }).Should().Be(identity);
    }

    [Fact]
    public void Two_mails_of_a_device_that_sets_neither_id_nor_date_are_two()
    {
        var first = Some.Mail() with { InternetMessageId = null, SentAt = null };
        MailIdentity.Of(first).Should().NotBe(MailIdentity.Of(first with { ReceivedAt = first.ReceivedAt.AddDays(7) }));
    }

    [Fact]
    public void The_same_id_from_two_senders_is_two_mails_and_from_one_sender_one()
    {
        var mail = Some.Mail();
        var other = mail with { From = new MailAddress("bob@contoso.example") };
        var again = mail with { From = new MailAddress("ANN@contoso.example"), Id = "AAMk2" };
        MailIdentity.Of(other).DeduplicationKey.Should().NotBe(MailIdentity.Of(mail).DeduplicationKey);
        MailIdentity.Of(again).DeduplicationKey.Should().Be(MailIdentity.Of(mail).DeduplicationKey);
    }

    [Fact]
    public void A_mail_without_from_still_has_an_identity() =>
        MailIdentity.Of(Some.Mail() with { From = null, InternetMessageId = null }).DeduplicationKey.Should().NotBeNullOrWhiteSpace();
}

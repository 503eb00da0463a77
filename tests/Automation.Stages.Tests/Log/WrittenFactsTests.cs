using System.Security.Cryptography;
using System.Text;
using Automation.Mail.Automatic;
using Automation.Mail.Messages;
using Automation.Mail.Threading;
using Automation.Stages.Log;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using CsCheck;

namespace Automation.Stages.Tests.Log;

public sealed class WrittenFactsTests
{
    /// <summary>What the mails below are read as under <see cref="WrittenFactsJson.Reading"/>.</summary>
    private const string Digest = "dd0f369a00e2eeaa";

    private static readonly Gen<string> Words = Gen.OneOf(Gen.String, Gen.OneOf(new[] { "", "\0", "a\nb\tc", "İstanbul ß 漢字 🧯 e\u0301", "\"\\</script>", "\u2028", new string('x', 5_000) }.Select(Gen.Const).ToArray()));

    [Fact]
    public void What_is_kept_is_read_as_it_was() => Gen.Select(Words, Words, Words, Words, Words.Array[0, 4], Gen.Int[0, 9]).Sample((subject, body, rest, name, files, beyond) =>
    {
        var facts = new WrittenFacts(
            new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), "helpdesk@contoso.example", Whole(subject), Whole(body), Whole(body) + Whole(rest), new MailAddress("ann@contoso.example", Whole(name)), "high", "de")
        {
            AttachmentNames = [.. files.Select(Whole)],
            AttachmentTypes = [.. files.Select(_ => "application/pdf")],
            BodyBeyond = beyond,
        };

        WrittenFactsJson.Read(WrittenFactsJson.Write(facts)).Should().BeEquivalentTo(facts, options => options.Using<MailAddress>(c => (c.Subject.Address, c.Subject.Name).Should().Be((c.Expectation.Address, c.Expectation.Name))).WhenTypeIs<MailAddress>());
    });

    [Fact]
    public void A_mail_too_long_to_be_kept_is_not_kept()
    {
        var facts = new WrittenFacts(default, "helpdesk@contoso.example", "", "", new string('x', WrittenFactsJson.MostCharacters), new MailAddress("ann@contoso.example"), "normal", null);

        WrittenFactsJson.Write(facts).Should().NotBeNull();
        WrittenFactsJson.Write(facts with { Subject = "x" }).Should().BeNull();
    }

    /// <summary>
    /// When this fails, the code that reads mails tells rules something else than before. If that is meant, raise <see cref="WrittenFactsJson.Reading"/>, so that what was kept of older mails is read anew,
    /// and put the digest of the message here.
    /// </summary>
    [Fact]
    public void Code_that_reads_mails_otherwise_has_another_number()
    {
        var reader = new MailReader(new EmlSource(), new DeskIdentity("here", [TestDesk.HelpDesk]), new SubjectTags(), TestDesk.ReplyAddresses);
        var text = new StringBuilder().Append(WrittenFactsJson.Reading).Append('\n');
        foreach (var mail in Mails())
            text.Append(Encoding.UTF8.GetString(WrittenFactsJson.Write(WrittenFacts.Of(reader.Read(Stored(mail))))!)).Append('\n');

        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16].Should().Be(Digest, text.ToString());
    }

    /// <summary>One mail for each thing that reading does: cleaning HTML, parting quotes and signatures, completing attachments, guessing a language.</summary>
    private static IEnumerable<byte[]> Mails()
    {
        yield return Mail(body: "The printer on floor 3 does not print.\r\n\r\n-- \r\nAnn Lee\r\nFinance, Tel. 0123");
        yield return Mail(subject: "Re: [HD-12] Drucker", body: "Der Drucker druckt noch immer nicht, bitte helfen Sie uns.\r\n\r\nAm 1. März schrieb der Helpdesk:\r\n> Bitte starten Sie ihn neu.\r\n> Danke.");
        yield return Mail(
            body: "<html><head><style>p{margin:0}</style></head><body><p>It is <b>urgent</b>&nbsp;&mdash; nobody&#39;s screen works.</p><ul><li>one</li><li>two</li></ul><script>alert(1)</script>"
                + "<img src=\"https://tracker.example/x.gif\" alt=\"picture\"><div id=\"divRplyFwdMsg\"><b>From:</b> Help Desk<br><b>Subject:</b> Screens</div><div>What do you see?</div></body></html>",
            headers: ("Content-Type", "text/html; charset=utf-8"));
        yield return Mail(
            from: "=?utf-8?q?J=C3=B6rg_M=C3=BCller?= <Joerg.Mueller@PARTNER.example>", subject: "=?utf-8?b?w5xiZXJzaWNodA==?=",
            body: "--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nSee the file, please =96 it is the bill.\r\n--b\r\n"
                + "Content-Type: application/pdf; name=\"Bill 7.pdf\"\r\nContent-Disposition: attachment; filename=\"Bill 7.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--",
            headers: [("Content-Type", "multipart/mixed; boundary=b"), ("Importance", "high")]);
        yield return Mail(body: "ご担当者様\r\n\r\nプリンターが動きません。🧯", headers: ("From", ""));
        yield return Mail(body: string.Join(' ', Enumerable.Repeat("The same words again and again.", 1_500)));
    }

    private static byte[] Mail(string from = "Ann Lee <ann.lee@contoso.example>", string subject = "Printer", string body = "", params (string Name, string Value)[] headers) =>
        Eml.Write(from, subject, body, [("Message-ID", "<1@mail.example>"), .. headers]);

    private static InboxItem Stored(byte[] mail) => new() { Mailbox = TestDesk.HelpDesk, Folder = "inbox", MailboxItemId = "1", Row = mail };

    /// <summary>As cleaning leaves it: without halves of a character.</summary>
    private static string Whole(string text) => new([.. text.EnumerateRunes().SelectMany(rune => rune.ToString())]);
}

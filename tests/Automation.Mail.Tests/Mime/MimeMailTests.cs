using System.Text;
using Automation.Mail.Cleaning;
using Automation.Mail.Identity;
using Automation.Mail.Messages;
using Automation.Mail.Mime;
using Automation.Mail.Tests.Mails;
using CsCheck;

namespace Automation.Mail.Tests.Mime;

public class MimeMailTests
{
    private const string Plain = """
        From: Ann <ann@contoso.example>
        To: helpdesk@contoso.example
        Subject: Printer
        Message-ID: <m1@contoso.example>
        Date: Mon, 23 Nov 2026 08:59:00 +0000
        Content-Type: text/plain; charset=utf-8

        It does not print.

        """;

    private const string Mixed = """
        From: =?utf-8?Q?J=C3=BCrgen?= <j@contoso.example>
        To: helpdesk@contoso.example, Bob <bob@contoso.example>
        Cc: carol@contoso.example
        Reply-To: home@fabrikam.example
        Subject: =?iso-8859-1?Q?Dr=FCcker?=
        X-Priority: 1
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/related; boundary=r

        --r
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Type: text/plain

        plain words
        --a
        Content-Type: text/html

        <p>html words <img src="cid:pic"></p>
        --a--
        --r
        Content-Type: image/png; name=pic.png
        Content-ID: <pic>
        Content-Disposition: inline
        Content-Transfer-Encoding: base64

        aGVsbG8=
        --r--
        --m
        Content-Type: application/pdf
        Content-Disposition: attachment; filename="../../etc/bill.pdf"
        Content-Transfer-Encoding: base64

        aGVsbG8=
        --m
        Content-Type: message/rfc822

        Subject: inner
        From: x@y.example

        inner words
        --m--

        """;

    [Fact]
    public void A_plain_mail_is_read()
    {
        var mail = Some.Raw(Plain);
        mail.From.Should().Be(new MailAddress("ann@contoso.example"));
        mail.From!.Name.Should().Be("Ann");
        mail.Subject.Should().Be("Printer");
        mail.InternetMessageId.Should().Be("<m1@contoso.example>");
        mail.SentAt.Should().Be(Some.Now.AddMinutes(-1));
        mail.Body.Should().Be(new MailBody("It does not print.\r\n", IsHtml: false));
    }

    [Fact]
    public void A_mail_of_many_parts_is_taken_apart()
    {
        var mail = Some.Raw(Mixed);
        mail.From!.Name.Should().Be("Jürgen");
        mail.Subject.Should().Be("Drücker");
        mail.Importance.Should().Be(MailImportance.High);
        mail.ReplyTo.Should().Equal(new MailAddress("home@fabrikam.example"));
        mail.Body.IsHtml.Should().BeTrue();
        mail.Attachments.Select(a => (a.Name, a.Kind, a.ContentId)).Should().Equal(
            ("pic.png", AttachmentKind.File, "pic"), ("bill.pdf", AttachmentKind.File, null), ("inner.eml", AttachmentKind.Item, null));
        Encoding.ASCII.GetString(mail.Attachments[1].Content!.Value.Span).Should().Be("hello");

        var clean = MailCleaner.Clean(mail);
        clean.InlineImages.Should().ContainSingle();
        clean.Attachments.Should().HaveCount(2);
        clean.NewText.Should().Be("html words");
    }

    [Fact]
    public void No_bytes_are_a_mail_with_nothing_in_it()
    {
        var mail = Some.Raw([]);
        mail.Should().Match<IncomingMail>(m => m.Subject == "" && m.Body.Content == "" && m.From == null);
        MailIdentity.Of(mail).IsDerived.Should().BeTrue();
        MailCleaner.Clean(mail).NewText.Should().BeEmpty();
    }

    [Theory]
    [InlineData("just words, no mail at all")]
    [InlineData("\0\0\0\0words\0")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nd29yZHMh")]
    [InlineData("Subject: words\r\nContent-Type: multipart/mixed\r\n\r\nno boundary")]
    public void Unparsable_mail_still_says_something_to_a_person(string raw)
    {
        var mail = Some.Raw(Encoding.Latin1.GetBytes(raw));
        (mail.Subject + MailCleaner.Clean(mail).NewText).Should().Contain("words").And.NotContain("\0");
    }

    [Theory]
    [InlineData("utf-8", "utf-8", "Grüße, żółw")]
    [InlineData("iso-8859-1", "utf-8", "Grüße")]
    [InlineData("us-ascii", "utf-8", "Grüße")]
    [InlineData("utf-8", "windows-1252", "Grüße – “so”")]
    [InlineData("nonsense-42", "utf-8", "Grüße")]
    [InlineData("nonsense-42", "windows-1252", "Grüße")]
    [InlineData("us-ascii", "windows-1252", "Preis 5 €")]
    [InlineData("iso-8859-1", "windows-1252", "Preis 5 €")]
    [InlineData("gb2312", "gb18030", "打印机坏了，請幫忙")]
    [InlineData("big5", "big5", "印表機壞了")]
    [InlineData("shift_jis", "shift_jis", "プリンタが壊れた")]
    [InlineData("iso-2022-jp", "iso-2022-jp", "プリンタが壊れた")]
    [InlineData("euc-jp", "euc-jp", "プリンタ")]
    [InlineData("ks_c_5601-1987", "949", "프린터가 고장")]
    [InlineData("koi8-r", "koi8-r", "Принтер")]
    [InlineData("windows-1251", "windows-1251", "Принтер")]
    [InlineData("iso-8859-2", "iso-8859-2", "żółw")]
    [InlineData("iso-8859-8-i", "iso-8859-8", "מדפסת")]
    [InlineData("windows-1256", "windows-1256", "الطابعة")]
    [InlineData("cp-850", "850", "Gruß")]
    [InlineData("utf-16", "utf-16", "Grüße")]
    public void Text_is_read_in_every_charset_and_in_spite_of_wrong_ones(string declared, string real, string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = int.TryParse(real, out var page) ? Encoding.GetEncoding(page) : Encoding.GetEncoding(real);
        var raw = Encoding.ASCII.GetBytes($"From: a@b.example\r\nContent-Type: text/plain; charset={declared}\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(encoding.GetBytes(text))}\r\n");
        Some.Raw(raw).Body.Content.Should().Be(text);
    }

    [Fact]
    public void Html_without_a_charset_is_read_by_its_own_word()
    {
        var html = Encoding.GetEncoding("iso-8859-2").GetBytes("<html><head><meta charset=\"iso-8859-2\"></head><body>żółw</body></html>");
        var raw = Encoding.ASCII.GetBytes($"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(html)}\r\n");
        MailCleaner.Clean(Some.Raw(raw)).NewText.Should().Be("żółw");
    }

    [Theory]
    [InlineData("Date: yesterday, or the day before")]
    [InlineData("Date: Mon, 99 Foo 2026 25:61:00 +9999")]
    [InlineData("Date:")]
    [InlineData("Date: Thu, 01 Jan 1970 00:00:00 +0000")]
    [InlineData("Date: Fri, 31 Dec 9999 23:59:59 +0000")]
    [InlineData("X: no date")]
    public void An_invalid_date_is_no_date(string field) => Some.Raw($"From: a@b.example\n{field}\n\nhi\n").SentAt.Should().BeNull();

    [Theory]
    [InlineData("From:", null)]
    [InlineData("X: y", null)]
    [InlineData("From: \"broken <<a@b.example", "a@b.example")]
    [InlineData("From: nobody", "nobody")]
    public void A_missing_or_broken_from_is_no_obstacle(string field, string? expected) =>
        Some.Raw($"{field}\nSubject: x\n\nhi\n").From?.Address.Should().Be(expected);

    [Theory]
    [InlineData("=?utf-8?Q?printer=0D=0ABcc:_all@x.example?=", "printer Bcc: all@x.example")]
    [InlineData("a long subject\n that is folded", "a long subject that is folded")]
    [InlineData("=?utf-8?Q?one?=\n =?utf-8?Q?_word?=", "one word")]
    public void A_line_end_in_a_subject_divides_words_and_begins_nothing(string field, string expected) =>
        Some.Raw($"From: a@b.example\nSubject: {field}\n\nhi\n").Subject.Should().Be(expected);

    [Fact]
    public void A_thousand_recipients_are_read() =>
        Some.Raw($"From: a@b.example\nTo: {string.Join(",\n ", Enumerable.Range(0, 1000).Select(i => $"p{i}@b.example"))}\n\nhi\n").To.Should().HaveCount(1000);

    [Fact]
    public void References_of_ten_thousand_lines_are_read_and_capped()
    {
        var mail = Some.Raw($"From: a@b.example\nReferences: {string.Join("\n ", Enumerable.Range(0, 10_000).Select(i => $"<{i}@b.example>"))}\n\nhi\n");
        mail.Header("References")!.Length.Should().BeLessThanOrEqualTo(20_000);
        MessageIds.ReadList(mail.Header("References"))[^1].Should().Be("<9999@b.example>");
    }

    [Fact]
    public void A_mail_of_forty_megabytes_is_read()
    {
        var head = "From: a@b.example\r\nSubject: big\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nsee attached\r\n--m\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=b.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"u8;
        var line = Encoding.ASCII.GetBytes(new string('A', 76) + "\r\n");
        using var stream = new MemoryStream();
        stream.Write(head);
        for (var i = 0; i < 40_000_000 / line.Length; i++)
            stream.Write(line);
        stream.Write("--m--\r\n"u8);

        var mail = Some.Raw(stream.ToArray());
        mail.Body.Content.Should().Contain("see attached");
        mail.Attachments.Should().ContainSingle().Which.Size.Should().BeGreaterThan(29_000_000);
        MimeMail.Read(stream.ToArray(), "m", "inbox", "1", Some.Now, new MimeLimits { AttachmentBytes = 1_000_000 }).Attachments[0].NotFetchedReason.Should().Contain("1000000");
    }

    [Fact]
    public void Parts_within_parts_do_not_end_the_process()
    {
        var deep = new StringBuilder("From: a@b.example\n");
        for (var i = 0; i < 5_000; i++)
            deep.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
        Some.Raw(deep.Append("\nwords\n").ToString()).From!.Address.Should().Be("a@b.example");
    }

    [Fact]
    public void No_bytes_whatever_make_reading_throw() =>
        Gen.Byte.Array[0, 2_000].Sample(bytes => MailCleaner.Clean(Some.Raw(bytes)).NewText is not null);

    [Fact]
    public void Mutated_mails_are_read_and_cleaned()
    {
        var fixtures = new[] { Plain, Mixed }.Select(f => Encoding.Latin1.GetBytes(f.ReplaceLineEndings("\r\n"))).ToArray();
        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 5_000], Gen.Byte).Array[1, 30], Gen.Int[0, 3_000]).Sample((which, changes, cut) =>
        {
            var bytes = fixtures[which].ToArray();
            foreach (var (at, value) in changes)
                bytes[at % bytes.Length] = value;
            var mail = Some.Raw(cut < bytes.Length ? bytes[cut..] : bytes);
            return MailCleaner.Clean(mail).NewText is not null && MailIdentity.Of(mail).DeduplicationKey.Length <= 520 && !MailCleaner.Clean(mail).NewText.Contains('\0');
        });
    }

    [Fact]
    public void A_mailbox_row_is_completed_from_its_raw_text_and_keeps_its_identity()
    {
        var row = Some.Mail() with { Body = MailBody.Empty, Headers = [], Mime = Encoding.Latin1.GetBytes(Mixed) };
        var mail = MimeMail.Complete(row);
        mail.Body.Content.Should().Contain("html words");
        mail.Attachments.Should().HaveCount(3);
        mail.From.Should().Be(row.From);
        mail.InternetMessageId.Should().Be(row.InternetMessageId);
        MimeMail.NeedsMime(row with { Mime = null }).Should().BeTrue();
        MimeMail.NeedsMime(Some.Mail(("A", "b"))).Should().BeFalse();
    }

    [Fact]
    public void Flowed_text_is_joined_again() =>
        Some.Raw("Content-Type: text/plain; format=flowed\n\nThe printer \ndoes not print.\n> one \n> two\n-- \nAnn\n").Body.Content
            .Should().Be("The printer does not print.\n> one two\n-- \nAnn\n");
}

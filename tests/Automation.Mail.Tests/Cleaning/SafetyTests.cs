using System.Diagnostics;
using System.Text;
using Automation.Mail.Cleaning;
using Automation.Mail.Messages;
using Automation.Mail.Tests.Mails;
using CsCheck;
using Ganss.Xss;

namespace Automation.Mail.Tests.Cleaning;

public class SafetyTests
{
    private static CleanMail Clean(string html, params IncomingAttachment[] attachments) => MailCleaner.Clean(Some.Html(html) with { Attachments = attachments });

    [Theory]
    [InlineData("<script>alert(1)</script>ok")]
    [InlineData("<img src=x onerror=alert(1)>ok")]
    [InlineData("<a href=\"javascript:alert(1)\">ok</a>")]
    [InlineData("<a href=\" java\nscript:alert(1)\">ok</a>")]
    [InlineData("<a href=\"/admin/delete\">ok</a>")]
    [InlineData("<a href=\"data:text/html,<script>alert(1)</script>\">ok</a>")]
    [InlineData("<iframe src=\"https://evil.example\"></iframe>ok")]
    [InlineData("<svg><script>alert(1)</script></svg>ok")]
    [InlineData("<svg onload=alert(1)>ok")]
    [InlineData("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>ok")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">ok")]
    [InlineData("<style>@import url(https://evil.example/x.css)</style>ok")]
    [InlineData("<div style=\"background:url(https://evil.example/x.png)\">ok</div>")]
    [InlineData("<div style=\"background-image:u\\72l(https://evil.example/x.png)\">ok</div>")]
    [InlineData("<div style=\"width:expression(alert(1))\">ok</div>")]
    [InlineData("<div style=\"position:fixed;top:0;left:0;z-index:9\">ok</div>")]
    [InlineData("<body background=\"https://evil.example/x.png\">ok")]
    [InlineData("<table background=\"https://evil.example/x.png\"><tr><td>ok</td></tr></table>")]
    [InlineData("<link rel=stylesheet href=\"https://evil.example/x.css\">ok")]
    [InlineData("<meta http-equiv=refresh content=\"0;url=https://evil.example\">ok")]
    [InlineData("<base href=\"https://evil.example\">ok")]
    [InlineData("<form action=\"https://evil.example\"><input name=password><button>go</button>ok</form>")]
    [InlineData("<object data=\"https://evil.example\"></object>ok")]
    [InlineData("<video src=\"https://evil.example/v\" poster=\"https://evil.example/p\"></video>ok")]
    [InlineData("<img srcset=\"https://evil.example/x 1x\">ok")]
    [InlineData("<p id=\"app\" name=\"app\" class=\"admin\">ok</p>")]
    [InlineData("<!--[if mso]><script>alert(1)</script><![endif]-->ok")]
    public void Hostile_html_is_disarmed_and_its_words_are_kept(string html)
    {
        var clean = Clean(html);
        clean.NewText.Should().Contain("ok");
        clean.NewHtml.Should().Contain("ok");
        var lower = clean.NewHtml.ToUpperInvariant();
        lower.Should().NotContainAny("<SCRIPT", "ONERROR", "ONLOAD", "JAVASCRIPT", "<IFRAME", "URL(", "EXPRESSION", "<FORM", "<INPUT", "SRCSET", "<META", "<BASE", "<LINK", "ID=", "CLASS=", "POSITION", "EVIL.EXAMPLE", "HREF=\"/");
    }

    [Fact]
    public void What_we_write_is_what_the_sanitiser_would_let_through()
    {
        var sanitizer = new HtmlSanitizer { KeepChildNodes = true };
        sanitizer.AllowedSchemes.Add("cid");
        sanitizer.AllowedSchemes.Add("mailto");
        var removed = new List<string>();
        sanitizer.RemovingTag += (_, e) => removed.Add(e.Tag.LocalName);
        sanitizer.RemovingAttribute += (_, e) => removed.Add($"{e.Attribute.Name}={e.Attribute.Value} ({e.Reason})");

        var pieces = Gen.OneOf([.. new[] {
            "<div>", "</div>", "<b>", "</b>", "<a href=\"javascript:x\">", "<a href='http://x.example/?a=1&b=\"'>", "</a>", "<script>", "</script>", "<style>", "</style>", "<svg>", "<math>", "<table>", "<td>", "</table>",
            "<img src=x onerror=y>", "<img src=\"cid:a\">", "text", "&lt;script&gt;", "<!--", "-->", "<textarea>", "<noscript>", "<template>", "<title>", "\"", "'", "<", ">", "&", "<p style=\"color:red;background:url(x)\">", "<select>", "<option>", "<x:y>", "`", "<xmp>", "<plaintext>", "\0", "<svg><style>", "<a title=\"`><script>\">", "<frameset>", "<body onload=x>" }.Select(p => Gen.Const(p))]);
        pieces.Array[1, 40].Sample(
            parts =>
            {
                var clean = Clean(string.Concat(parts));
                foreach (var html in new[] { clean.NewHtml, clean.QuotedHtml, clean.SignatureHtml })
                {
                    sanitizer.Sanitize(html);
                    html.Contains("<script", StringComparison.OrdinalIgnoreCase).Should().BeFalse();
                }
            },
            iter: 2_000);
        removed.RemoveAll(r => r.StartsWith("rel=", StringComparison.Ordinal) || r.StartsWith("data-", StringComparison.Ordinal));
        removed.Should().BeEmpty();
    }

    [Fact]
    public void Links_open_elsewhere_and_tell_nothing() =>
        Clean("<a href=\"https://contoso.example/a?b=1&amp;c=2\">x</a>").NewHtml
            .Should().Be("<a href=\"https://contoso.example/a?b=1&amp;c=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>");

    [Fact]
    public void Remote_images_are_blocked_and_pixels_vanish()
    {
        var clean = Clean("hi <img src=\"https://x.example/logo.png\" alt=\"Logo\"><img src=\"https://x.example/t.gif\" width=\"1\" height=\"1\">");
        clean.NewHtml.Should().Be("hi <img data-blocked-src=\"https://x.example/logo.png\" alt=\"Logo\">");
        clean.BlockedImages.Should().Be(2);
    }

    [Theory]
    [InlineData("cid:pic1@x")]
    [InlineData("CID:PIC1@X")]
    [InlineData("pic1@x")]
    [InlineData("cid:pic1%40x")]
    [InlineData("cid:<pic1@x>")]
    public void Inline_images_are_found_with_and_without_cid(string source)
    {
        var image = new IncomingAttachment("a1", AttachmentKind.File, "image001.png", "image/png", 3, true, "pic1@x", new byte[3]);
        var unused = new IncomingAttachment("a2", AttachmentKind.File, "image002.png", "image/png", 3, true, "pic2@x", new byte[3]);
        var clean = Clean($"see <img src=\"{source}\">", image, unused);
        clean.NewHtml.Should().Be("see <img src=\"cid:pic1@x\">");
        clean.InlineImages.Should().Equal(new InlineImage("pic1@x", image));
        clean.Attachments.Should().Equal(unused);
    }

    [Fact]
    public void A_mail_of_one_screenshot_says_something()
    {
        var image = new IncomingAttachment("a1", AttachmentKind.File, "shot.png", "image/png", 3, true, "s", new byte[3]);
        MailCleaner.Clean(Some.Html("<p><img src=\"cid:s\"></p><div id=\"divRplyFwdMsg\">From: x</div>", Some.Answer) with { Attachments = [image] })
            .NewHtml.Should().Contain("<img src=\"cid:s\">");
    }

    [Fact]
    public void Harmless_styles_and_tables_stay() =>
        Clean("<table border=\"1\"><tr><td></td><td style=\"color:#c00; font-family:\"Segoe UI\"; mso-x:1\" align=\"left\">x</td></tr></table>").NewHtml
            .Should().Be("<table border=\"1\"><tbody><tr><td></td><td style=\"color:#c00\" align=\"left\">x</td></tr></tbody></table>".Replace("<td style=\"color:#c00\" align=\"left\">", "<td align=\"left\" style=\"color:#c00\">", StringComparison.Ordinal));

    [Fact]
    public void Control_characters_and_half_characters_are_gone()
    {
        MailCleaner.Clean(Some.Text("a\0b\u0007c\ud800d\r\ne\ufefff")).NewText.Should().Be("abc\uFFFDd\nef");
        Clean("a\0b&#0;c&amp;\u0001").NewText.Should().NotContainAny("\0", "\u0001").And.Contain("&");
    }

    [Theory]
    [InlineData("<div>", 2_000_000, "")]
    [InlineData("<div>", 100_000, "")]
    [InlineData("<b><i><u>", 30_000, "")]
    [InlineData("<b a=1><p>", 30_000, "")]
    [InlineData("<o:p>x</o:p>", 10_000, "")]
    [InlineData("<script>1</script>", 15_000, "")]
    [InlineData("</br>", 300_000, "")]
    [InlineData("x\n", 300_000, "<pre>")]
    [InlineData("<", 3_000_000, "")]
    [InlineData("<", 1_800_000, "")]
    [InlineData("< ", 900_000, "")]
    [InlineData("<1", 900_000, "<p>")]
    [InlineData("<a ", 500_000, "")]
    [InlineData("<a", 900_000, "")]
    [InlineData("<a b=\"", 300_000, "")]
    [InlineData("<o:p ", 300_000, "")]
    [InlineData("<!>", 600_000, "")]
    [InlineData("<?x>", 400_000, "")]
    [InlineData("</x>", 400_000, "<div>")]
    [InlineData("&", 1_900_000, "")]
    [InlineData("<!--", 300_000, "")]
    [InlineData("a1 ", 100_000, "<p ")]
    [InlineData("<p>a", 19_000, "<table>")]
    [InlineData("<table><tr><td>", 10_000, "")]
    [InlineData("&gt;", 300_000, "")]
    public void Hostile_sizes_and_depths_end_soon(string piece, int times, string before)
    {
        var html = new StringBuilder(before).Insert(before.Length, piece, times).Append("the end").ToString();
        var watch = Stopwatch.StartNew();
        Clean(html).Should().NotBeNull();
        // Generous: the builder shares its machine. Without the limits these take minutes, gigabytes or the process.
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Html_beyond_the_limits_becomes_text_and_says_so()
    {
        var clean = Clean(new StringBuilder().Insert(0, "<div>", 5_000).Append("Tom &amp; Ann<script>x</script>").ToString());
        clean.NewText.Should().Be("Tom & Ann");
        clean.Reduced.Should().Contain("deep");
    }

    [Fact]
    public void A_sign_that_begins_no_tag_is_text()
    {
        var clean = Clean("<p>if a < b and b <3 or x << 2 <b>then</b> <");
        clean.NewText.Should().Be("if a < b and b <3 or x << 2 then <");
        clean.NewHtml.Should().Contain("<b>then</b>");
        clean.Reduced.Should().BeNull();
    }

    [Theory]
    [InlineData("<pre>")]
    [InlineData("<div style=\"white-space:pre-wrap\">")]
    public void Text_beyond_the_limits_keeps_its_lines_and_is_said_to_be_cut(string before)
    {
        var lines = string.Concat(Enumerable.Repeat("a line of text\r\n", 200_000));
        var clean = Clean(before + lines);
        clean.NewText.Should().StartWith("a line of text\na line of text\n");
        clean.Reduced.Should().Contain("characters");
        var plain = MailCleaner.Clean(Some.Text(lines));
        plain.NewText.Should().StartWith("a line of text\na line of text\n");
        plain.Reduced.Should().Contain($"{lines.Length} characters");
    }

    [Fact]
    public void A_huge_embedded_image_costs_only_the_image()
    {
        var clean = Clean($"<p>before</p><img src=\"data:image/png;base64,{new string('A', 5_000_000)}\"><p>after</p>");
        clean.NewText.Should().Be("before\n\nafter");
        clean.Reduced.Should().BeNull();
    }

    [Fact]
    public void No_text_of_any_kind_makes_cleaning_throw() =>
        Gen.Select(Gen.String, Gen.Bool, Gen.String).Sample((content, html, subject) =>
            MailCleaner.Clean(Some.Mail() with { Body = new MailBody(content, html), Subject = subject }) is not null);
}

using Automation.Desk.Conversation;
using Automation.Storage.Tickets;
using Bunit;

namespace Automation.Desk.Tests.Conversation;

public sealed class MessageTests : DeskTestContext
{
    [Fact]
    public void A_mail_is_shown_in_a_frame_that_runs_no_script_and_loads_nothing_foreign()
    {
        var frame = Card(Mail()).Find("iframe");

        frame.GetAttribute("sandbox").Should().NotContain("allow-scripts").And.NotContain("allow-forms").And.NotContain("allow-top-navigation");
        frame.GetAttribute("srcdoc").Should().Contain("default-src 'none'; img-src http://localhost/api/attachments/ data:; style-src 'unsafe-inline'").And.Contain("<p>Hello</p>");
    }

    [Fact]
    public async Task Quoted_text_is_folded_but_reachable()
    {
        var mail = Mail();
        mail.QuotedHtml = "<p>Earlier words</p>";
        var card = Card(mail);
        card.FindAll("[data-testid=quoted-body]").Should().BeEmpty();

        await card.Find("[data-testid=quoted]").ClickAsync(new());

        card.Find("[data-testid=quoted-body]").GetAttribute("srcdoc").Should().Contain("Earlier words");
        card.Find("[data-testid=quoted]").GetAttribute("aria-expanded").Should().Be("true");
    }

    [Fact]
    public void A_kept_attachment_can_be_downloaded_and_one_that_was_not_says_why()
    {
        var kept = new AttachmentInfo(Guid.NewGuid(), Guid.Empty, "plan.pdf", "application/pdf", 14_400, null, false, true, null);
        var lost = new AttachmentInfo(Guid.NewGuid(), Guid.Empty, "film.mov", "video/quicktime", 52_428_800, null, false, false, "Larger than 25 MB.");

        var shown = Card(Mail(), kept, lost).FindAll("[data-testid=attachment]");

        shown[0].QuerySelector("a")!.GetAttribute("href").Should().Be($"/api/attachments/{kept.Id}");
        shown[0].TextContent.Should().Contain("14 KB");
        shown[1].QuerySelector("a").Should().BeNull();
        shown[1].TextContent.Should().Contain("50.0 MB").And.Contain("Larger than 25 MB.");
    }

    [Fact]
    public void A_mail_that_could_not_be_kept_as_it_was_written_says_so_and_leads_to_it()
    {
        Card(Mail()).FindAll("[data-testid=reduced]").Should().BeEmpty();
        var mail = Mail();
        mail.InboxId = 17;
        var note = Render<MessageCard>(p => p.Add(c => c.Message, mail).Add(c => c.Attachments, []).Add(c => c.Reduced, "text of 3000000 characters")).Find("[data-testid=reduced]");
        note.TextContent.Should().Contain("text of 3000000 characters");
        note.QuerySelector("a")!.GetAttribute("href").Should().Be("/api/inbox/17/raw");
    }

    [Fact]
    public void An_image_inside_the_text_is_not_listed_again() =>
        Card(Mail(), new AttachmentInfo(Guid.NewGuid(), Guid.Empty, "logo.png", "image/png", 10, "logo", true, true, null))
            .FindAll("[data-testid=attachment]").Should().BeEmpty();

    [Theory]
    [InlineData("<img data-blocked-src=\"https://shop.example/logo.png\" alt=\"\">", 1)]
    [InlineData("<img src=\"data:image/png;base64,AAAA\" alt=\"\">", 0)]
    public void That_a_picture_of_another_server_is_not_shown_is_said(string html, int lines)
    {
        var mail = Mail();
        mail.Html = html;
        Card(mail).FindAll("[data-testid=withheld]").Should().HaveCount(lines);
        mail.Html = "<p>Hello</p>";
        mail.QuotedHtml = html;
        Card(mail).FindAll("[data-testid=withheld]").Should().HaveCount(lines);
    }

    [Fact]
    public void A_machine_is_named_as_one()
    {
        var mail = Mail();
        mail.MailClass = "Bounce";

        Card(mail).Find("[data-testid=mail-class]").TextContent.Should().Be("Delivery report");
    }

    [Fact]
    public void A_mail_with_colours_of_its_own_is_shown_on_white_paper()
    {
        MailDocument.WantsPaper("<p>plain</p>").Should().BeFalse();
        MailDocument.WantsPaper("<p style=\"color:#333\">dark on white</p>").Should().BeTrue();
        MailDocument.WantsPaper("<td bgcolor=\"#fff\">x</td>").Should().BeTrue();
    }

    private IRenderedComponent<MessageCard> Card(MessageRow mail, params AttachmentInfo[] attachments) =>
        Render<MessageCard>(p => p.Add(x => x.Message, mail).Add(x => x.Attachments, attachments));

    private static MessageRow Mail() => new()
    {
        Id = Guid.NewGuid(),
        TicketNumber = 1,
        Direction = MessageDirection.Incoming,
        Sender = "ada@contoso.example",
        SenderName = "Ada Byron",
        Recipients = "desk@contoso.example",
        Subject = "Help",
        Html = "<p>Hello</p>",
        Text = "Hello",
        MailClass = "None",
        At = Now,
    };
}

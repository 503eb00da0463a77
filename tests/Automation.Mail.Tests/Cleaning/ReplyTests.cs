using Automation.Mail.Cleaning;
using Automation.Mail.Tests.Mails;

namespace Automation.Mail.Tests.Cleaning;

public class ReplyTests
{
    private static CleanMail Text(string text) => MailCleaner.Clean(Some.Text(text, Some.Answer));

    private static CleanMail Html(string html) => MailCleaner.Clean(Some.Html(html, Some.Answer));

    [Theory]
    [InlineData("On Mon, Nov 23, 2026 at 9:00 AM, Help Desk <helpdesk@contoso.example> wrote:")]
    [InlineData("Am 23.11.2026 um 09:00 schrieb Help Desk <helpdesk@contoso.example>:")]
    [InlineData("Am Mo., 23. Nov. 2026 um 09:00 Uhr schrieb Help Desk\n<helpdesk@contoso.example>:")]
    [InlineData("Le lun. 23 nov. 2026 à 09:00, Help Desk <helpdesk@contoso.example> a écrit :")]
    [InlineData("El lun, 23 nov 2026 a las 9:00, Help Desk (<helpdesk@contoso.example>) escribió:")]
    [InlineData("Il giorno lun 23 nov 2026 alle ore 09:00 Help Desk <helpdesk@contoso.example> ha scritto:")]
    [InlineData("Op ma 23 nov 2026 om 09:00 schreef Help Desk <helpdesk@contoso.example>:")]
    [InlineData("Op 23 nov. 2026 om 09:00 heeft Help Desk <helpdesk@contoso.example> het volgende geschreven:")]
    [InlineData("Em seg., 23 de nov. de 2026 às 09:00, Help Desk <helpdesk@contoso.example> escreveu:")]
    [InlineData("W dniu 23.11.2026 o 09:00, Help Desk pisze:")]
    [InlineData("pon., 23 lis 2026 o 09:00 Help Desk <helpdesk@contoso.example> napisał(a):")]
    [InlineData("Dne 23. 11. 2026 v 9:00 Help Desk napsal(a):")]
    [InlineData("Den mån 23 nov. 2026 kl 09:00 skrev Help Desk <helpdesk@contoso.example>:")]
    [InlineData("-----Original Message-----")]
    [InlineData("-----Ursprüngliche Nachricht-----")]
    [InlineData("-----Message d'origine-----")]
    [InlineData("-----Mensaje original-----")]
    [InlineData("-----Messaggio originale-----")]
    [InlineData("-----Oorspronkelijk bericht-----")]
    [InlineData("-----Mensagem original-----")]
    [InlineData("----- Wiadomość oryginalna -----")]
    [InlineData("______ Původní zpráva ______")]
    [InlineData("-----Ursprungligt meddelande-----")]
    [InlineData("From: Help Desk <helpdesk@contoso.example>\nSent: Monday, November 23, 2026 9:00 AM\nTo: Ann\nSubject: Printer")]
    [InlineData("Von: Help Desk\nGesendet: Montag, 23. November 2026 09:00\nAn: Ann\nBetreff: Drucker")]
    [InlineData("De : Help Desk\nEnvoyé : lundi 23 novembre 2026 09:00\nÀ : Ann\nObjet : Imprimante")]
    [InlineData("De: Help Desk\nEnviado el: lunes, 23 de noviembre de 2026 9:00\nPara: Ann\nAsunto: Impresora")]
    [InlineData("Da: Help Desk\nInviato: lunedì 23 novembre 2026 09:00\nA: Ann\nOggetto: Stampante")]
    [InlineData("Van: Help Desk\nVerzonden: maandag 23 november 2026 09:00\nAan: Ann\nOnderwerp: Printer")]
    [InlineData("De: Help Desk\nEnviada em: segunda-feira, 23 de novembro de 2026 09:00\nPara: Ann\nAssunto: Impressora")]
    [InlineData("Od: Help Desk\nWysłano: poniedziałek, 23 listopada 2026 09:00\nDo: Ann\nTemat: Drukarka")]
    [InlineData("Od: Help Desk\nOdesláno: pondělí 23. listopadu 2026 9:00\nKomu: Ann\nPředmět: Tiskárna")]
    [InlineData("Från: Help Desk\nSkickat: den 23 november 2026 09:00\nTill: Ann\nÄmne: Skrivare")]
    [InlineData("________________________________\n*From:* Help Desk\n*Sent:* Monday\n*To:* Ann\n*Subject:* Printer")]
    [InlineData("=== Please write above this line ===")]
    [InlineData("=== Bitte oberhalb dieser Zeile antworten ===")]
    public void The_original_is_told_from_the_reply_in_many_languages(string border)
    {
        var clean = Text($"It is on now.\n\n{border}\n\nIs the printer on?\n");
        clean.NewText.Should().Be("It is on now.");
        clean.QuotedText.Should().EndWith("Is the printer on?").And.StartWith(border[..3]);
        clean.QuoteSign.Should().NotBeNull();

        var html = Html($"<div>It is on now.<br><br>{string.Join("<br>", System.Net.WebUtility.HtmlEncode(border).Split('\n'))}<br><br>Is the printer on?</div>");
        html.NewText.Should().Be("It is on now.");
        html.NewHtml.Should().NotContain("Is the printer on?");
        html.QuotedHtml.Should().Contain("Is the printer on?");
    }

    [Theory]
    [InlineData("<div>It is on now.</div><div id=\"appendonsend\"></div><hr style=\"width:98%\"><div id=\"divRplyFwdMsg\"><b>Whoever:</b> Help Desk</div><div>Is the printer on?</div>", "outlook")]
    [InlineData("<div>It is on now.</div><div style=\"border:none;border-top:solid #E1E1E1 1.0pt\"><p><b>From:</b> Help Desk<br><b>Sent:</b> Monday<br><b>To:</b> Ann<br><b>Subject:</b> Printer</p></div><p>Is the printer on?</p>", "header-block")]
    [InlineData("<div>It is on now.</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">whatever</div><blockquote class=\"gmail_quote\">Is the printer on?</blockquote></div>", "gmail")]
    [InlineData("<div>It is on now.</div><div class=\"moz-cite-prefix\">whatever</div><blockquote type=\"cite\">Is the printer on?</blockquote>", "thunderbird")]
    [InlineData("<div>It is on now.</div><blockquote type=\"cite\"><div>Is the printer on?</div></blockquote>", "cite")]
    [InlineData("<div>It is on now.</div><div id=\"ydp12yahoo_quoted_9\" class=\"ydp12yahoo_quoted\"><p>Is the printer on?</p></div>", "yahoo")]
    [InlineData("<div>It is on now.</div><hr id=\"zwchr\"><div>Is the printer on?</div>", "zimbra")]
    [InlineData("<p>It is on now.</p><p>Ann wrote on 3/3/26 9:00, a@b.example:</p><blockquote>Is the printer on?</blockquote>", "attribution")]
    public void Marks_of_mailers_in_html_are_known(string html, string sign)
    {
        var clean = Html(html);
        clean.QuoteSign.Should().Be(sign);
        clean.NewText.Should().Be("It is on now.");
        clean.NewHtml.Should().Contain("It is on now.").And.NotContain("printer").And.NotContain("<hr");
        clean.QuotedHtml.Should().Contain("Is the printer on?");
    }

    [Fact]
    public void A_reply_below_the_quote_is_the_new_part()
    {
        var clean = Text("On 23.11.2026 09:00, Help Desk wrote:\n> Is the printer on?\nIt is on now.");
        clean.NewText.Should().Be("It is on now.");
        clean.QuotedText.Should().Contain("> Is the printer on?");
    }

    [Fact]
    public void Answers_between_the_lines_are_shown_with_the_questions_and_searched_without()
    {
        var clean = Text("Hello,\n> Is it on?\nYes.\n> Is there paper?\nNo.\n");
        clean.NewText.Should().Be("Hello,\nYes.\nNo.");
        clean.NewHtml.Should().Contain("<blockquote>Is it on?</blockquote>").And.Contain("<blockquote>Is there paper?</blockquote>");
    }

    [Fact]
    public void A_forwarded_mail_is_content()
    {
        MailCleaner.Clean(Some.Text("Please see below.\n\nFrom: Shop\nSent: Monday\nTo: Ann\nSubject: Invoice\n\nPay now.") with { Subject = "FW: Invoice" })
            .NewText.Should().Contain("Please see below.").And.Contain("Pay now.");
        MailCleaner.Clean(Some.Html("<div>See this</div><div class=\"gmail_quote\">---------- Forwarded message ---------<br>From: Shop<br>Date: Monday<br>Subject: Invoice<br>To: Ann<br><br>Pay now.</div>"))
            .NewText.Should().Contain("Pay now.");
    }

    [Fact]
    public void An_answer_without_words_has_no_new_text_and_a_first_mail_always_has()
    {
        Text("> Is it on?\n> Really?").NewText.Should().BeEmpty();
        var first = MailCleaner.Clean(Some.Text("> Is it on?\n> Really?"));
        first.NewText.Should().Contain("Is it on?");
        first.QuoteSign.Should().BeNull();
    }

    [Theory]
    [InlineData("My boss wrote: the printer is broken")]
    [InlineData("On 3 of 5 printers it says:\npaper jam")]
    [InlineData("From: the window to the door\nnothing works")]
    [InlineData("> dir\nnot found")]
    [InlineData("-- -- --\nthe printer prints this")]
    public void What_only_looks_like_a_quote_stays(string text)
    {
        var clean = MailCleaner.Clean(Some.Text("Hello,\n" + text));
        clean.QuoteSign.Should().BeNull();
        clean.QuotedText.Should().BeEmpty();
    }

    [Theory]
    [InlineData("-- \nAnn Example\nIT")]
    [InlineData("--\nAnn")]
    [InlineData("Sent from my iPhone")]
    [InlineData("Von meinem iPhone gesendet")]
    [InlineData("Envoyé de mon iPhone")]
    [InlineData("Enviado desde mi iPhone")]
    [InlineData("Inviato da iPhone")]
    [InlineData("Verstuurd vanaf mijn iPhone")]
    [InlineData("Enviado do meu iPhone")]
    [InlineData("Wysłane z iPhone'a")]
    [InlineData("Odesláno z iPhonu")]
    [InlineData("Skickat från min iPhone")]
    [InlineData("Get Outlook for iOS<https://aka.ms/x>")]
    [InlineData("Mit freundlichen Grüßen\nAnn Example\nContoso GmbH\nTel. +49 89 1234567")]
    [InlineData("Kind regards,\nAnn\nFinance\nwww.contoso.example")]
    public void A_signature_is_kept_apart(string signature)
    {
        var clean = Text($"The printer is broken.\n\n{signature}\n\nOn 23.11.2026 09:00, Help Desk wrote:\n> Hello\n");
        clean.NewText.Should().Be("The printer is broken.");
        clean.SignatureText.Should().Be(signature.ReplaceLineEndings("\n").Replace("-- \n", "--\n", StringComparison.Ordinal));
        clean.SignatureHtml.Should().NotBeEmpty();
    }

    [Fact]
    public void Thanks_and_a_name_are_no_signature() => Text("Broken again.\n\nThanks,\nAnn").NewText.Should().Be("Broken again.\n\nThanks,\nAnn");

    [Fact]
    public void A_signature_element_is_known_and_a_mail_that_is_all_signature_is_kept()
    {
        Html("<div>Broken.</div><div id=\"x_Signature\"><p>Ann, IT</p></div>").Should().Match<CleanMail>(c => c.NewText == "Broken." && c.SignatureText == "Ann, IT");
        Html("<div class=\"gmail_signature\">Ann, IT</div>").NewText.Should().Be("Ann, IT");
    }

    [Fact]
    public void Preformatted_text_in_html_is_split_at_its_lines()
    {
        var clean = Html("<pre>It is on.\n\n-----Original Message-----\nIs it on?\n</pre>");
        clean.NewText.Should().Be("It is on.");
        clean.NewHtml.Should().Be("<pre>It is on.\n</pre>");
        clean.QuotedHtml.Should().Contain("Is it on?");
    }

    [Fact]
    public void Nothing_of_a_text_is_lost()
    {
        const string text = "One <two> & three\n\n> quoted\n\n-- \nAnn";
        var clean = Text(text);
        string.Join(' ', clean.NewText, clean.QuotedText, clean.SignatureText).Should().ContainAll("One", "<two>", "quoted", "Ann");
        clean.NewHtml.Should().Contain("One &lt;two&gt; &amp; three");
    }
}

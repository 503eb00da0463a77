using Automation.Mail.Cleaning;
using Automation.Mail.Messages;
using Automation.Mail.Mime;
using Automation.Mail.Tests.Mails;
using Xunit.Abstractions;

namespace Automation.Mail.Tests.Cleaning;

/// <summary>Replies written by real mailers: how many are split at the right place.</summary>
public class SharedRepliesTests(ITestOutputHelper output)
{
    /// <summary>What a person wrote in each; the signature counts as part of it here, since the collection's authors count it so.</summary>
    private static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["iphone.eml"] = "Hello Sent from my iPhone",
        ["sparrow.eml (text)"] = "Hello -- xxx Sent with Sparrow (http://www.sparrowmailapp.com/?sig)",
        // In the HTML the address is behind the link.
        ["sparrow.eml"] = "Hello -- xxx Sent with Sparrow",
        // Its two alternatives say different things.
        ["outlook.eml"] = "Allo! Follow up MIME!",
        ["outlook.eml (text)"] = "Hello",
    };

    [Fact]
    public void Replies_of_real_mailers_are_split_where_the_writer_stopped()
    {
        var read = 0;
        var wrong = new List<string>();
        foreach (var file in SharedMail.Files("*.eml", "talon", "standard_replies"))
        {
            read++;
            var mail = MimeMail.Read(File.ReadAllBytes(file), Some.Helpdesk, "inbox", "x", Some.Now);
            Judge(Path.GetFileName(file), MailCleaner.Clean(mail), wrong);

            // The same mail as a mailbox would show it that prefers plain text.
            if (mail.Body.IsHtml && PlainOf(file) is { } plain)
            {
                read++;
                Judge(Path.GetFileName(file) + " (text)", MailCleaner.Clean(mail with { Body = new MailBody(plain, IsHtml: false) }), wrong);
            }
        }

        foreach (var file in SharedMail.Files("*.html", "talon", "html_replies"))
        {
            read++;
            var mail = Some.Html(File.ReadAllText(file), Some.Answer);
            Judge(Path.GetFileName(file), MailCleaner.Clean(mail), wrong);
        }

        output.WriteLine($"{read} replies read, {read - wrong.Count} split right");
        wrong.ForEach(output.WriteLine);
        wrong.Should().BeEmpty();
    }

    private static void Judge(string name, CleanMail clean, List<string> wrong)
    {
        var expected = Expected.GetValueOrDefault(name) ?? (name.EndsWith(".html", StringComparison.Ordinal) ? "Hi. I am fine. Thanks, Alex" : "Hello");
        var got = Words(clean.NewText + " " + clean.SignatureText);
        if (got != expected || Words(clean.QuotedText).Length == 0)
            wrong.Add($"{name}: [{got}] instead of [{expected}], by {clean.QuoteSign ?? "nothing"}; quoted [{Words(clean.QuotedText)}]");
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string? PlainOf(string file)
    {
        using var stream = File.OpenRead(file);
        return MimeKit.MimeMessage.Load(stream).TextBody;
    }
}

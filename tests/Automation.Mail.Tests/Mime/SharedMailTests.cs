using Automation.Mail.Automatic;
using Automation.Mail.Cleaning;
using Automation.Mail.Identity;
using Automation.Mail.Mime;
using Automation.Mail.Tests.Mails;
using Xunit.Abstractions;

namespace Automation.Mail.Tests.Mime;

/// <summary>All the real mails there are, through everything that understands a mail.</summary>
public class SharedMailTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_real_mail_is_read_classified_and_cleaned()
    {
        var files = SharedMail.Files("*.eml");
        var classes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        int derived = 0, html = 0, quoted = 0, signatures = 0, attachments = 0, silent = 0, noFrom = 0;
        foreach (var file in files)
        {
            var name = Path.GetRelativePath(SharedMail.Folder!, file);
            var mail = MimeMail.Read(File.ReadAllBytes(file), Some.Helpdesk, "inbox", name, Some.Now);
            var identity = MailIdentity.Of(mail);
            var verdict = AutomaticMail.Classify(mail, Some.Desk);
            var clean = MailCleaner.Clean(mail);

            keys.Add(identity.DeduplicationKey);
            derived += identity.IsDerived ? 1 : 0;
            html += mail.Body.IsHtml ? 1 : 0;
            quoted += clean.QuoteSign is null ? 0 : 1;
            signatures += clean.SignatureText.Length > 0 ? 1 : 0;
            attachments += clean.Attachments.Count + clean.InlineImages.Count;
            noFrom += mail.From is null ? 1 : 0;
            classes[verdict.Class.ToString()] = classes.GetValueOrDefault(verdict.Class.ToString()) + 1;
            var says = clean.NewText.Length + clean.QuotedText.Length + mail.Subject.Length + mail.Attachments.Count > 0;
            silent += says ? 0 : 1;
            if (!says)
                output.WriteLine($"nothing to read in {name} ({new FileInfo(file).Length} bytes)");
            if (verdict.Bounce is { } bounce)
                output.WriteLine($"{name}: {string.Join(", ", bounce.Recipients.Select(r => $"{r.Address} {r.Status} {r.Kind}"))} of {string.Join(' ', bounce.OriginalMessageIds)}");

            clean.NewText.Should().NotContain("\0");
            clean.NewHtml.Should().NotContainAny("<script", "javascript:", "onload=");
        }

        output.WriteLine($"{files.Count} files: {html} HTML, {quoted} with a quote, {signatures} with a signature, {attachments} attachments, {derived} ids derived, {noFrom} without From, {silent} with nothing to read, {keys.Count} different");
        output.WriteLine(string.Join(", ", classes.Select(c => $"{c.Key} {c.Value}")));
    }
}

using Automation.Mail.Messages;
using Automation.Mail.Threading;

namespace Automation.Mail.Cleaning;

/// <summary>Makes a mail safe and readable. Pure and thread-safe; never throws for what a mail contains.</summary>
public static class MailCleaner
{
    public static CleanMail Clean(IncomingMail mail, CleaningLimits? limits = null)
    {
        limits ??= CleaningLimits.Default;
        var subject = SubjectLine.Parse(mail.Subject);
        var isAnswer = subject.IsReply || mail.HasHeader("In-Reply-To") || mail.HasHeader("References");
        var parts = CleanBody(mail, limits, isAnswer, subject.IsForward, out var reduced);
        var (inline, others) = InlineImages.Split(mail.Attachments, parts.ContentIds);

        return new CleanMail
        {
            NewHtml = parts.NewHtml,
            QuotedHtml = parts.QuotedHtml,
            SignatureHtml = parts.SignatureHtml,
            NewText = parts.NewText,
            QuotedText = parts.QuotedText,
            SignatureText = parts.SignatureText,
            SearchText = PlainText.Cut(parts.NewText, limits.SearchText),
            QuoteSign = parts.Sign,
            InlineImages = inline,
            Attachments = others,
            BlockedImages = parts.BlockedImages,
            Reduced = reduced,
        };
    }

    private static BodyParts CleanBody(IncomingMail mail, CleaningLimits limits, bool isAnswer, bool isForward, out string? reduced)
    {
        reduced = null;
        var content = mail.Body.Content;
        if (!mail.Body.IsHtml)
        {
            reduced = content.Length > limits.Text ? $"text of {content.Length} characters" : null;
            return TextMail.Clean(PlainText.Normalise(content, limits.Text), isAnswer, isForward);
        }

        var html = HtmlScan.WithoutBareSigns(HtmlScan.WithoutLargeData(content, limits.DataImage));
        reduced = HtmlScan.Objection(html, limits);
        if (reduced is null && HtmlMail.TryClean(PlainText.Normalise(html), mail.Attachments, limits, isAnswer, isForward, out reduced) is { } parts)
            return parts;

        return TextMail.Clean(PlainText.Normalise(HtmlText.Strip(PlainText.Normalise(html, limits.Text)), limits.Text), isAnswer, isForward);
    }
}

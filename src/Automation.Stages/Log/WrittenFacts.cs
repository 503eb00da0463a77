using Automation.Mail.Messages;

namespace Automation.Stages.Log;

/// <summary>
/// What the rules are told that stands in the mail itself: neither who its writer is to the directory nor what the desk's calendar says of its time.
/// It depends on the mail and on the code that reads mails, and on nothing that people change.
/// </summary>
/// <param name="ReceivedAt">When the mailbox received it.</param>
/// <param name="Mailbox">The desk's address, lower case.</param>
/// <param name="Body">The new text, as much of it as rules see.</param>
/// <param name="WholeBody">The new text and the quoted; begins with <paramref name="Body"/>.</param>
/// <param name="Importance"><c>low</c>, <c>normal</c> or <c>high</c>.</param>
/// <param name="Language">Two-letter code of what the new text seems to be written in; null when unsure.</param>
public sealed record WrittenFacts(
    DateTimeOffset ReceivedAt, string Mailbox, string Subject, string Body, string WholeBody, MailAddress Writer, string Importance, string? Language)
{
    public IReadOnlyList<string> AttachmentNames { get; init; } = [];

    /// <summary>Media types, one an attachment.</summary>
    public IReadOnlyList<string> AttachmentTypes { get; init; } = [];

    /// <summary>Characters of the new text that <see cref="Body"/> leaves out, because it is the beginning only.</summary>
    public int BodyBeyond { get; init; }

    public static WrittenFacts Of(MailCase mail)
    {
        var clean = mail.Clean;
        return new WrittenFacts(
            mail.Mail.ReceivedAt,
            mail.Mail.Mailbox,
            mail.Mail.Subject,
            clean.SearchText,
            clean.QuotedText.Length == 0 ? clean.NewText : clean.NewText + "\n" + clean.QuotedText,
            mail.Writer,
            NameOf(mail.Mail.Importance),
            mail.Language)
        {
            AttachmentNames = [.. clean.Attachments.Select(a => a.Name)],
            AttachmentTypes = [.. clean.Attachments.Select(a => a.ContentType)],
            BodyBeyond = clean.NewText.Length - clean.SearchText.Length,
        };
    }

    private static string NameOf(MailImportance importance) => importance switch
    {
        MailImportance.High => "high",
        MailImportance.Low => "low",
        _ => "normal",
    };
}

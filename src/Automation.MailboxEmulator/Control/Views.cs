using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Mime;
using Automation.MailboxEmulator.Wire;

namespace Automation.MailboxEmulator.Control;

/// <summary>A mailbox as the control API shows it.</summary>
internal sealed record MailboxView(string Address, string DisplayName, MailboxRole Role, string? Department, string? JobTitle, string? Language, Guid UserId)
{
    public static MailboxView Of(Mailbox mailbox) => new(mailbox.Address, mailbox.Seed.DisplayName, mailbox.Seed.Role,
        mailbox.Seed.Department, mailbox.Seed.JobTitle, mailbox.Seed.Language, mailbox.UserId);
}

/// <summary>A message as the control API shows it: plain, for tests and the page.</summary>
internal sealed record MessageView(
    string Id,
    string Folder,
    string Subject,
    Party? From,
    IReadOnlyList<Party> To,
    IReadOnlyList<Party> Cc,
    string? InternetMessageId,
    string? InReplyTo,
    IReadOnlyList<string> References,
    string ConversationId,
    DateTimeOffset Received,
    bool IsDraft,
    bool IsRead,
    bool IsOwn,
    string Importance,
    string Class,
    string BodyType,
    string Body,
    string Preview,
    IReadOnlyList<HeaderField> Headers,
    IReadOnlyDictionary<string, string> ExtendedProperties,
    IReadOnlyList<AttachmentView> Attachments)
{
    /// <summary>The mailbox's gate must be held.</summary>
    public static MessageView Of(Message message)
    {
        var content = message.Content;
        return new(
            message.Id,
            message.Folder.WellKnownName ?? message.Folder.DisplayName,
            content.Subject,
            content.From,
            [.. content.To],
            [.. content.Cc],
            message.InternetMessageId,
            content.InReplyTo,
            [.. content.References],
            message.ConversationId,
            message.Received,
            message.IsDraft,
            message.IsRead,
            message.IsOwn,
            MessageBodyJson.ImportanceName(content.Importance),
            content.Class,
            content.BodyIsHtml ? "html" : "text",
            content.Body,
            Text.Preview(content.Body, content.BodyIsHtml),
            [.. content.Headers],
            new Dictionary<string, string>(message.Properties),
            [.. content.Attachments.Select(a => new AttachmentView(a.Id, a.Kind, a.Name, a.ContentType, a.Size, a.IsInline, a.ContentId))]);
    }
}

internal sealed record AttachmentView(string Id, AttachmentKind Kind, string Name, string? ContentType, int Size, bool IsInline, string? ContentId);

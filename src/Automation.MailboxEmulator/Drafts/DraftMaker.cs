using System.Globalization;
using System.Net;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Mime;

namespace Automation.MailboxEmulator.Drafts;

/// <summary>New drafts: blank ones, replies, forwards. The mailbox's gate must be held; nothing is added to the mailbox yet.</summary>
internal static class DraftMaker
{
    /// <summary>Exchange keeps References within bounds; the first and the latest say most.</summary>
    private const int MaxReferences = 100;

    public static Message Blank(Mailbox mailbox, Folder folder, DateTimeOffset now)
    {
        var (conversation, index) = Conversations.Start(mailbox, now);
        return Make(mailbox, folder, now, conversation, index, new MessageContent { From = mailbox.Party, Sender = mailbox.Party });
    }

    public static Message Reply(Mailbox mailbox, Message original, bool toAll, string? comment, DateTimeOffset now)
    {
        var source = original.Content;
        var content = new MessageContent
        {
            From = mailbox.Party,
            Sender = mailbox.Party,
            Subject = Prefixed("RE: ", source.Subject),
            InReplyTo = original.InternetMessageId,
            References = ReferencesAfter(source, original.InternetMessageId),
            Body = Quoted(source, comment, original.Received),
            BodyIsHtml = true,
        };
        // A reply to one's own sent mail goes to whom that went.
        if (original.IsOwn)
            content.To = [.. source.To];
        else if (source.From is { } from)
            content.To = [from];
        if (toAll && !original.IsOwn)
            content.To.AddRange(source.To.Where(p => !p.Is(mailbox.Address) && !content.To.Exists(t => t.Is(p.Address))));
        if (toAll)
            content.Cc = [.. source.Cc.Where(p => !p.Is(mailbox.Address))];
        return Make(mailbox, mailbox.WellKnown(WellKnownFolders.Drafts), now, original.ConversationId, Conversations.Child(original.ConversationIndex, now), content);
    }

    public static Message Forward(Mailbox mailbox, Message original, List<Party> to, string? comment, DateTimeOffset now)
    {
        var source = original.Content;
        var content = new MessageContent
        {
            From = mailbox.Party,
            Sender = mailbox.Party,
            To = to,
            Subject = Prefixed("FW: ", source.Subject),
            InReplyTo = original.InternetMessageId,
            References = ReferencesAfter(source, original.InternetMessageId),
            Body = Quoted(source, comment, original.Received),
            BodyIsHtml = true,
            Attachments = [.. source.Attachments],
        };
        return Make(mailbox, mailbox.WellKnown(WellKnownFolders.Drafts), now, original.ConversationId, Conversations.Child(original.ConversationIndex, now), content);
    }

    private static Message Make(Mailbox mailbox, Folder folder, DateTimeOffset now, string conversation, byte[] index, MessageContent content)
    {
        var id = mailbox.NewMessageId();
        return new Message
        {
            Id = id,
            RestId = mailbox.NewRestId(),
            Folder = folder,
            Created = now,
            Modified = now,
            Received = now,
            Sent = now,
            InternetMessageId = NewInternetMessageId(mailbox, id),
            ConversationId = conversation,
            ConversationIndex = index,
            IsRead = true,
            IsDraft = true,
            Content = content,
        };
    }

    /// <summary>In Exchange Online's form; unique because the item id is.</summary>
    private static string NewInternetMessageId(Mailbox mailbox, string id)
    {
        var unique = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(id)).AsSpan(0, 14));
        var server = "EMU" + mailbox.UserId.ToString("N", CultureInfo.InvariantCulture)[..6].ToUpperInvariant();
        return $"<{server}{unique}@{server}.eurprd00.prod.outlook.example>";
    }

    private static List<string> ReferencesAfter(MessageContent source, string? internetMessageId)
    {
        List<string> references = [.. source.References];
        if (references.Count == 0 && source.InReplyTo is { } parent)
            references.Add(parent);
        if (internetMessageId is not null)
            references.Add(internetMessageId);
        if (references.Count > MaxReferences)
            references.RemoveRange(1, references.Count - MaxReferences);
        return references;
    }

    private static string Prefixed(string prefix, string subject) =>
        subject.StartsWith(prefix.TrimEnd(), StringComparison.OrdinalIgnoreCase) ? subject : prefix + subject;

    private static string Quoted(MessageContent source, string? comment, DateTimeOffset received)
    {
        var sent = (source.Date ?? received).UtcDateTime.ToString("dddd, d MMMM yyyy HH:mm", CultureInfo.InvariantCulture);
        var body = source.BodyIsHtml ? source.Body : $"<div style=\"white-space:pre-wrap\">{WebUtility.HtmlEncode(source.Body)}</div>";
        return $"""
            <html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>
            <div>{WebUtility.HtmlEncode(comment ?? "")}</div><hr tabindex="-1" style="display:inline-block; width:98%">
            <div id="divRplyFwdMsg" dir="ltr"><b>From:</b> {Name(source.From)}<br><b>Sent:</b> {sent}<br><b>To:</b> {string.Join("; ", source.To.Select(Name))}<br><b>Subject:</b> {WebUtility.HtmlEncode(source.Subject)}</div>
            <div>{body}</div></body></html>
            """;
    }

    private static string Name(Party? party) => party is null ? "" : WebUtility.HtmlEncode(party.Name == party.Address ? party.Address : $"{party.Name} <{party.Address}>");
}

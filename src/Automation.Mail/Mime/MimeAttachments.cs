using System.Globalization;
using Automation.Mail.Messages;
using MimeKit;

namespace Automation.Mail.Mime;

/// <summary>All parts that are not the body.</summary>
internal static class MimeAttachments
{
    public static List<IncomingAttachment> Read(MimeEntity? root, HashSet<MimeEntity> body, MimeLimits limits)
    {
        var found = new List<IncomingAttachment>();
        foreach (var entity in RawMail.Walk(root))
        {
            if (entity is Multipart || body.Contains(entity) || found.Count >= limits.Attachments || IsEmptyText(entity))
                continue;

            var id = string.Create(CultureInfo.InvariantCulture, $"mime-{found.Count + 1}");
            found.Add(entity switch
            {
                MessagePart message => ReadMessage(message, id, limits),
                MimePart part => ReadPart(part, id, limits),
                _ => new IncomingAttachment(id, AttachmentKind.File, NameOf(entity, id), entity.ContentType?.MimeType ?? "application/octet-stream", 0, false, null, null, "The part has no readable content."),
            });
        }

        return found;
    }

    private static IncomingAttachment ReadPart(MimePart part, string id, MimeLimits limits)
    {
        var type = part.ContentType?.MimeType ?? "application/octet-stream";
        var inline = part.ContentDisposition is { IsAttachment: false } || (part.ContentDisposition is null && part.ContentId is not null);
        var contentId = part.ContentId is { Length: > 0 } cid ? cid.Trim('<', '>') : null;
        if (part.Content is null)
            return new IncomingAttachment(id, AttachmentKind.File, NameOf(part, id), type, 0, inline, contentId, Array.Empty<byte>());

        using var stream = new BoundedStream(limits.AttachmentBytes);
        try
        {
            part.Content.DecodeTo(stream);
        }
        catch (BoundedStreamException)
        {
            return new IncomingAttachment(id, AttachmentKind.File, NameOf(part, id), type, part.Content.Stream?.Length ?? 0, inline, contentId, null, $"Larger than {limits.AttachmentBytes} bytes.");
        }

        return new IncomingAttachment(id, AttachmentKind.File, NameOf(part, id), type, stream.Length, inline, contentId, stream.ToArray());
    }

    private static IncomingAttachment ReadMessage(MessagePart part, string id, MimeLimits limits)
    {
        var subject = part.Message?.Subject;
        var name = part.ContentDisposition?.FileName ?? part.ContentType?.Name ?? (string.IsNullOrWhiteSpace(subject) ? id : subject) + ".eml";
        if (part.Message is null)
            return new IncomingAttachment(id, AttachmentKind.Item, Clean(name, id), "message/rfc822", 0, false, null, Array.Empty<byte>());

        using var stream = new BoundedStream(limits.AttachmentBytes);
        try
        {
            part.Message.WriteTo(stream);
        }
        catch (BoundedStreamException)
        {
            return new IncomingAttachment(id, AttachmentKind.Item, Clean(name, id), "message/rfc822", 0, false, null, null, $"Larger than {limits.AttachmentBytes} bytes.");
        }

        return new IncomingAttachment(id, AttachmentKind.Item, Clean(name, id), "message/rfc822", stream.Length, false, null, stream.ToArray());
    }

    private static string NameOf(MimeEntity entity, string id) =>
        Clean((entity as MimePart)?.FileName ?? entity.ContentType?.Name ?? "", id);

    /// <summary>A file name without the path and the characters no file name may have.</summary>
    private static string Clean(string name, string id)
    {
        var bare = Cleaning.FileName.Of(name);
        return bare.Length == 0 ? id : bare;
    }

    /// <summary>Many mailers close a mail with an empty text part.</summary>
    private static bool IsEmptyText(MimeEntity entity) =>
        entity is TextPart { Content: null } or TextPart { Content.Stream.Length: 0 };
}

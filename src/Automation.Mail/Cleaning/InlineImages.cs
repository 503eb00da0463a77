using Automation.Mail.Messages;

namespace Automation.Mail.Cleaning;

/// <summary>Finds the attachment an image in the text means.</summary>
internal static class InlineImages
{
    /// <summary>
    /// The attachment behind an image's source: <c>cid:part1@x</c>, the same without <c>cid:</c> (some mailers forget it), or with it URL-encoded.
    /// </summary>
    public static IncomingAttachment? Find(string source, IReadOnlyList<IncomingAttachment> attachments)
    {
        if (attachments.Count == 0)
            return null;

        var id = Bare(source);
        foreach (var attachment in attachments)
        {
            if (attachment.ContentId is { Length: > 0 } contentId && Bare(contentId).Equals(id, StringComparison.OrdinalIgnoreCase))
                return attachment;
        }

        // Without a content id: the file's name, as Apple Mail and some gateways write.
        foreach (var attachment in attachments)
        {
            if (attachment.Name.Length > 0 && attachment.ContentType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && attachment.Name.Equals(id, StringComparison.OrdinalIgnoreCase))
                return attachment;
        }

        return null;
    }

    /// <summary>The name an image is given in cleaned HTML.</summary>
    public static string NameOf(IncomingAttachment attachment) => Bare(attachment.ContentId is { Length: > 0 } id ? id : attachment.Name).ToLowerInvariant();

    public static (IReadOnlyList<InlineImage> Inline, IReadOnlyList<IncomingAttachment> Others) Split(
        IReadOnlyList<IncomingAttachment> attachments, IReadOnlyList<string> contentIds)
    {
        if (contentIds.Count == 0)
            return ([], attachments);

        var inline = new List<InlineImage>();
        var others = new List<IncomingAttachment>();
        foreach (var attachment in attachments)
        {
            var name = NameOf(attachment);
            if (name.Length > 0 && contentIds.Contains(name))
                inline.Add(new InlineImage(name, attachment));
            else
                others.Add(attachment);
        }

        return (inline, others);
    }

    private static string Bare(string source)
    {
        var text = source.Trim();
        if (text.StartsWith("cid:", StringComparison.OrdinalIgnoreCase))
            text = text[4..];
        text = text.Trim('<', '>', ' ');
        return text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;
    }
}

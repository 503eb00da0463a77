namespace Automation.Mail.Messages;

/// <summary>An attachment as the mailbox shows it.</summary>
/// <param name="Size">Bytes, as the mailbox reports them (may include encoding overhead).</param>
/// <param name="ContentId">Without angle brackets; null when none.</param>
/// <param name="Content">Null when the content was not fetched; <paramref name="NotFetchedReason"/> then says why.</param>
public sealed record IncomingAttachment(
    string Id,
    AttachmentKind Kind,
    string Name,
    string ContentType,
    long Size,
    bool IsInline,
    string? ContentId,
    ReadOnlyMemory<byte>? Content,
    string? NotFetchedReason = null);

/// <summary>Graph's three kinds: fileAttachment, itemAttachment, referenceAttachment.</summary>
public enum AttachmentKind
{
    File,

    /// <summary>Another message, event or contact; its content is MIME.</summary>
    Item,

    /// <summary>A link to a file in the cloud; it has no content.</summary>
    Reference,
}

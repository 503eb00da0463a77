using System.Text.Json.Serialization;
using Automation.MailboxEmulator.Mime;

namespace Automation.MailboxEmulator.Mailboxes;

internal enum AttachmentKind
{
    File,
    Item,
    Reference,
}

/// <summary>One attachment of a message; its bytes are decoded (a file) or MIME (an item).</summary>
internal sealed class Attachment
{
    private MessageContent? _item;

    public required string Id { get; init; }
    public required AttachmentKind Kind { get; init; }
    public required string Name { get; init; }

    /// <summary>Null for items and references, as Graph has it.</summary>
    public string? ContentType { get; init; }
    public bool IsInline { get; init; }
    public string? ContentId { get; init; }
    public string? ContentLocation { get; init; }
    public byte[] Bytes { get; init; } = [];
    public DateTimeOffset Modified { get; init; }

    /// <summary>The message inside, for <see cref="AttachmentKind.Item"/>.</summary>
    [JsonIgnore]
    public MessageContent Item => _item ??= MimeReader.Read(Bytes);

    public int Size => Kind == AttachmentKind.Reference ? 382 : Bytes.Length;
}

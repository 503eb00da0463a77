using System.Text.Json;
using Automation.Mail.Cleaning;
using Automation.Mail.Messages;

namespace Automation.Graph.Reading;

/// <summary>Understands one attachment as Graph describes it.</summary>
internal static class AttachmentReader
{
    /// <summary>From a list without contents. Null for an entry without an id.</summary>
    public static IncomingAttachment? Read(JsonElement entry, long maxBytes)
    {
        if (entry.ValueKind != JsonValueKind.Object || Text(entry, "id"u8) is not { Length: > 0 } id)
            return null;
        var kind = Text(entry, "@odata.type"u8) switch
        {
            "#microsoft.graph.itemAttachment" => AttachmentKind.Item,
            "#microsoft.graph.referenceAttachment" => AttachmentKind.Reference,
            _ => AttachmentKind.File,
        };
        var size = entry.TryGetProperty("size"u8, out var bytes) && bytes.ValueKind == JsonValueKind.Number && bytes.TryGetInt64(out var number) ? number : 0;
        var isInline = entry.TryGetProperty("isInline"u8, out var inline) && inline.ValueKind == JsonValueKind.True;
        var contentType = Text(entry, "contentType"u8);
        return new IncomingAttachment(
            id,
            kind,
            // The name of an attached mail is its subject, in which a slash is no path.
            kind == AttachmentKind.Item ? PlainLine.Of(Text(entry, "name"u8) ?? "") : FileName.Of(Text(entry, "name"u8) ?? ""),
            string.IsNullOrEmpty(contentType) ? (kind == AttachmentKind.Item ? "message/rfc822" : "application/octet-stream") : contentType,
            size,
            isInline,
            ContentId(entry),
            Content: null,
            kind == AttachmentKind.Reference ? Link(entry) : size > maxBytes ? TooLarge(maxBytes) : null);
    }

    /// <summary>Adds what only the whole attachment tells: its bytes and its content id.</summary>
    public static IncomingAttachment WithContent(IncomingAttachment attachment, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var whole = json.RootElement;
            var contentId = ContentId(whole) ?? attachment.ContentId;
            return whole.TryGetProperty("contentBytes"u8, out var content) && content.ValueKind == JsonValueKind.String && content.TryGetBytesFromBase64(out var bytes)
                ? attachment with { Content = bytes, ContentId = contentId }
                : attachment with { ContentId = contentId, NotFetchedReason = "Microsoft 365 gave no content for it." };
        }
        catch (JsonException)
        {
            return attachment with { NotFetchedReason = "What Microsoft 365 gave for it cannot be read." };
        }
    }

    public static string TooLarge(long maxBytes) =>
        maxBytes >= 1024 * 1024 ? $"It is larger than the limit of {maxBytes / (1024 * 1024)} MB." : $"It is larger than the limit of {maxBytes} bytes.";

    // The address of the file is in Graph's beta version only.
    private static string Link(JsonElement entry) =>
        Text(entry, "sourceUrl"u8) is { Length: > 0 } url ? $"It is a link to a file in the cloud: {url}" : "It is a link to a file in the cloud, and the mailbox does not say where.";

    private static string? ContentId(JsonElement entry) =>
        Text(entry, "contentId"u8)?.Trim().TrimStart('<').TrimEnd('>') is { Length: > 0 } id ? id : null;

    private static string? Text(JsonElement entry, ReadOnlySpan<byte> name)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString()?.Replace("\0", "", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in a file name.
            return null;
        }
    }
}

using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Mail.Mailboxes;
using Automation.Mail.Messages;

namespace Automation.Graph.Reading;

/// <summary>
/// How the second look is stored: a version byte, the length of a JSON directory (4 bytes, little-endian), the directory, then the contents one after the other.
/// Contents stay bytes (no base64) and are read as slices.
/// </summary>
internal static partial class DetailForm
{
    private const byte Version = 1;
    private const int HeadLength = 5;

    public static byte[] Write(IReadOnlyList<IncomingAttachment> attachments, ReadOnlyMemory<byte>? mime)
    {
        var entries = new Entry[attachments.Count];
        var contents = mime?.Length ?? 0;
        for (var i = 0; i < entries.Length; i++)
        {
            var a = attachments[i];
            entries[i] = new Entry(a.Id, a.Kind, a.Name, a.ContentType, a.Size, a.IsInline, a.ContentId, a.Content?.Length, a.NotFetchedReason);
            contents = checked(contents + (a.Content?.Length ?? 0));
        }

        var directory = JsonSerializer.SerializeToUtf8Bytes(new Directory(mime?.Length, entries), DirectoryJson.Default.Directory);
        var form = new byte[HeadLength + directory.Length + contents];
        form[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(form.AsSpan(1), directory.Length);
        directory.CopyTo(form.AsSpan(HeadLength));
        var at = HeadLength + directory.Length;
        if (mime is { } raw)
        {
            raw.CopyTo(form.AsMemory(at));
            at += raw.Length;
        }

        foreach (var attachment in attachments)
        {
            if (attachment.Content is { } content)
            {
                content.CopyTo(form.AsMemory(at));
                at += content.Length;
            }
        }

        return form;
    }

    /// <exception cref="MailboxDataException">The stored form is damaged or of a later version.</exception>
    public static (IReadOnlyList<IncomingAttachment> Attachments, ReadOnlyMemory<byte>? Mime) Read(ReadOnlyMemory<byte> form)
    {
        try
        {
            if (form.Length < HeadLength || form.Span[0] != Version)
                throw new MailboxDataException("The stored second look is not one, or of a later version of this program.");
            var length = BinaryPrimitives.ReadInt32LittleEndian(form.Span[1..]);
            var directory = JsonSerializer.Deserialize(form.Span.Slice(HeadLength, length), DirectoryJson.Default.Directory);
            if (directory?.Attachments is null || directory.Attachments.Any(e => e is null))
                throw new MailboxDataException("The stored second look has no directory.");
            var rest = form[(HeadLength + length)..];
            var mime = Take(ref rest, directory.Mime);
            var attachments = new IncomingAttachment[directory.Attachments.Count];
            for (var i = 0; i < attachments.Length; i++)
            {
                var e = directory.Attachments[i];
                attachments[i] = new IncomingAttachment(e.Id, e.Kind, e.Name, e.Type, e.Size, e.Inline, e.Cid, Take(ref rest, e.Length), e.Why);
            }

            return (attachments, mime);
        }
        catch (Exception problem) when (problem is JsonException or ArgumentOutOfRangeException)
        {
            throw new MailboxDataException("The stored second look is damaged.", problem);
        }
    }

    private static ReadOnlyMemory<byte>? Take(ref ReadOnlyMemory<byte> rest, int? length)
    {
        if (length is not { } bytes)
            return null;
        var taken = rest[..bytes];
        rest = rest[bytes..];
        return taken;
    }

    /// <param name="Mime">Bytes of the raw message; null when it was not fetched.</param>
    internal sealed record Directory(int? Mime, IReadOnlyList<Entry> Attachments);

    internal sealed record Entry(
        string Id, AttachmentKind Kind, string Name, string Type, long Size, bool Inline, string? Cid, int? Length, string? Why);

    [JsonSerializable(typeof(Directory))]
    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    private sealed partial class DirectoryJson : JsonSerializerContext;
}

using System.Buffers.Binary;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Mime;

/// <summary>Which conversation a mail belongs to: that of the nearest known message it refers to, else a new one. The subject does not count.</summary>
internal static class Conversations
{
    private const int RootLength = 22;
    private const int StepLength = 5;

    public static (string Id, byte[] Index) Find(Mailbox mailbox, string? inReplyTo, List<string> references, string? threadIndex, DateTimeOffset now)
    {
        var parent = Known(mailbox, inReplyTo);
        for (var i = references.Count - 1; parent is null && i >= 0; i--)
            parent = Known(mailbox, references[i]);
        var given = Parse(threadIndex);
        return parent is null
            ? Start(mailbox, now, given)
            : (parent.ConversationId, given ?? Child(parent.ConversationIndex, now));
    }

    public static (string Id, byte[] Index) Start(Mailbox mailbox, DateTimeOffset now, byte[]? index = null)
    {
        var id = mailbox.NewConversationId();
        return (id, index ?? Root(id, now));
    }

    /// <summary>[MS-OXOMSG] 2.2.1.3: a child appends five bytes, here the time since the parent.</summary>
    public static byte[] Child(byte[] parent, DateTimeOffset now)
    {
        const int MaxLength = 1024;
        if (parent.Length >= MaxLength)
            return parent;
        var child = new byte[parent.Length + StepLength];
        parent.CopyTo(child, 0);
        BinaryPrimitives.WriteUInt32BigEndian(child.AsSpan(parent.Length), (uint)(now.ToFileTime() >> 18));
        child[^1] = (byte)((parent.Length - RootLength) / StepLength);
        return child;
    }

    private static byte[] Root(string id, DateTimeOffset now)
    {
        var root = new byte[RootLength];
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, Math.Max(0, now.ToFileTime()));
        root[0] = 1;
        time[..5].CopyTo(root.AsSpan(1));
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(id)).AsSpan(0, 16).CopyTo(root.AsSpan(6));
        return root;
    }

    private static Message? Known(Mailbox mailbox, string? internetMessageId) =>
        internetMessageId is not null && mailbox.FindByInternetId(internetMessageId) is [var message, ..] ? message : null;

    private static byte[]? Parse(string? threadIndex)
    {
        if (threadIndex is null)
            return null;
        var bytes = new byte[threadIndex.Length];
        return Convert.TryFromBase64String(threadIndex.Trim(), bytes, out var written) && written >= RootLength ? bytes[..written] : null;
    }
}

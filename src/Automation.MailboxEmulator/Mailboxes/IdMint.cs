using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Automation.MailboxEmulator.Mailboxes;

/// <summary>
/// Ids that look like Exchange's: mailbox, epoch and a running number, in URL-safe base64 with its padding.
/// The epoch keeps the ids of a new run apart from those a client may remember from an old one.
/// </summary>
internal sealed class IdMint(Guid userId, long epoch)
{
    public long Last { get; private set; }

    public static Guid UserId(string address) => new(SHA256.HashData(Encoding.UTF8.GetBytes(address)).AsSpan(0, 16));

    public string Folder(string name) => "AQMkA" + Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{userId:N}/{name}")).AsSpan(0, 22));

    public string NextMessage() => "AAkALgAA" + Next();
    public string NextRest() => "AAMkADAw" + Next();
    public string NextAttachment() => "AAkAAtta" + Next();
    public string NextConversation() => "AAQkADAw" + Next();

    public void SkipTo(long number) => Last = Math.Max(Last, number);

    private string Next()
    {
        Span<byte> bytes = stackalloc byte[31];
        BinaryPrimitives.WriteInt64BigEndian(bytes[15..], epoch);
        userId.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[23..], ++Last);
        return Encode(bytes);
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
}

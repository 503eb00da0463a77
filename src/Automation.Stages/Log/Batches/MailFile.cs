using System.Security.Cryptography;
using Automation.Mail.Messages;

namespace Automation.Stages.Log.Batches;

/// <summary>A file of a mail as far as it takes to see whether another mail brings the same.</summary>
/// <param name="digest">Of its content, asked for only where name and size are the same.</param>
internal sealed class MailFile(string name, long size, Lazy<string> digest)
{
    /// <summary>For a file without content: a link, or one that was not fetched.</summary>
    public const string NoContent = "";

    public string Name => name;

    /// <summary>Bytes.</summary>
    public long Size => size;

    private string Digest => digest.Value;

    public static IReadOnlyList<MailFile> Of(MailCase mail) => [.. mail.Clean.InlineImages.Select(i => i.Attachment).Concat(mail.Clean.Attachments).Select(Of)];

    public static bool AreSame(IReadOnlyList<MailFile> one, IReadOnlyList<MailFile> other) => AreAlike(one, other) && DigestsOf(one).SequenceEqual(DigestsOf(other));

    /// <summary>The same names and sizes: only then do the contents have to be looked at.</summary>
    public static bool AreAlike(IReadOnlyList<MailFile> one, IReadOnlyList<MailFile> other) => LooksOf(one).SequenceEqual(LooksOf(other));

    public static string DigestOf(ReadOnlySpan<byte> content) => Convert.ToHexString(SHA256.HashData(content));

    private static MailFile Of(IncomingAttachment attachment) => new(
        TicketMessages.NameOf(attachment),
        TicketMessages.SizeOf(attachment),
        new Lazy<string>(() => attachment.Content is { } content ? DigestOf(content.Span) : NoContent));

    private static IEnumerable<(string, long)> LooksOf(IReadOnlyList<MailFile> files) => files.Select(f => (f.Name, f.Size)).Order();

    private static IEnumerable<(string, string)> DigestsOf(IReadOnlyList<MailFile> files) => files.Select(f => (f.Name, f.Digest)).Order();
}

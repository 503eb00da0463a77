using System.Runtime.InteropServices;
using System.Text;
using MimeKit;

namespace Automation.Mail.Mime;

/// <summary>How raw mail is opened everywhere: with limits, and with every charset .NET knows.</summary>
internal static class RawMail
{
    // Deeper nesting is an attack; people forward forwards some ten levels deep.
    private const int MaxDepth = 64;

    public static ParserOptions ParserOptions { get; } = CreateOptions();

    public static MemoryStream Open(ReadOnlyMemory<byte> raw) => MemoryMarshal.TryGetArray(raw, out var segment)
        ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
        : new MemoryStream(raw.ToArray(), writable: false);

    /// <summary>All entities below one, attached messages named but not entered. Not recursive.</summary>
    public static IEnumerable<MimeEntity> Walk(MimeEntity? root)
    {
        var stack = new Stack<MimeEntity>();
        if (root is not null)
            stack.Push(root);
        while (stack.TryPop(out var entity))
        {
            yield return entity;
            if (entity is Multipart multipart)
            {
                for (var i = multipart.Count - 1; i >= 0; i--)
                    stack.Push(multipart[i]);
            }
        }
    }

    private static ParserOptions CreateOptions()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return new ParserOptions
        {
            MaxMimeDepth = MaxDepth,
            CharsetEncoding = Encoding.GetEncoding(1252),
            AllowAddressesWithoutDomain = true,
        };
    }
}

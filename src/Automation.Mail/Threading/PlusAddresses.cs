using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Automation.Mail.Threading;

/// <summary>
/// Reply addresses that lead to one ticket: <c>helpdesk+123.k3f9a2b7c1d4e5f6@contoso.example</c>. The token is a keyed hash, so that holding the address proves that somebody was given it.
/// </summary>
public sealed class PlusAddresses
{
    private const int TokenBytes = 10; // 80 bits: 16 characters, and no hope of guessing by mail.
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private readonly byte[][] _keys;

    /// <param name="key">Secret, at least 16 bytes; signs new addresses.</param>
    /// <param name="olderKeys">Still accepted, so that a key can be changed without cutting off open tickets.</param>
    /// <exception cref="ArgumentException">A key is too short.</exception>
    public PlusAddresses(byte[] key, params IEnumerable<byte[]> olderKeys)
    {
        _keys = [key, .. olderKeys];
        if (Array.Exists(_keys, k => k.Length < 16))
            throw new ArgumentException("A plus-address key needs at least 16 bytes.", nameof(key));
    }

    /// <summary>The address to put on Reply-To for a ticket.</summary>
    /// <param name="mailbox">The desk's address; returned unchanged when it has no @.</param>
    public string Create(string mailbox, long ticketNumber)
    {
        var at = mailbox.LastIndexOf('@');
        return at < 1 ? mailbox : string.Create(CultureInfo.InvariantCulture, $"{mailbox[..at]}+{ticketNumber}.{Token(_keys[0], mailbox, ticketNumber)}{mailbox[at..]}");
    }

    /// <summary>Reads an address of this mailbox with a plus part that begins with a number.</summary>
    /// <returns>Null when the address is not one.</returns>
    public PlusAddress? Read(string address, string mailbox)
    {
        var at = mailbox.LastIndexOf('@');
        var text = address.Trim();
        if (at < 1
            || text.Length <= mailbox.Length
            || text[at] != '+'
            || !text.AsSpan(0, at).Equals(mailbox.AsSpan(0, at), StringComparison.OrdinalIgnoreCase)
            || !text.AsSpan().EndsWith(mailbox.AsSpan(at), StringComparison.OrdinalIgnoreCase))
            return null;

        var tag = text.AsSpan(at + 1, text.Length - mailbox.Length - 1);
        var dot = tag.IndexOf('.');
        var digits = dot < 0 ? tag : tag[..dot];
        if (digits.Length is 0 or > 18 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number <= 0)
            return null;

        return new PlusAddress(number, dot >= 0 && IsGenuine(tag[(dot + 1)..], mailbox, number), text);
    }

    private bool IsGenuine(ReadOnlySpan<char> token, string mailbox, long number)
    {
        if (token.Length != TokenBytes * 8 / 5)
            return false;

        // Some mailers change the case of addresses.
        var given = Encoding.UTF8.GetBytes(token.ToString().ToLowerInvariant());
        var genuine = false;
        foreach (var key in _keys)
            genuine |= CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Token(key, mailbox, number)));
        return genuine;
    }

    private static string Token(byte[] key, string mailbox, long number)
    {
        Span<byte> input = stackalloc byte[8 + Encoding.UTF8.GetMaxByteCount(320)];
        BinaryPrimitives.WriteInt64BigEndian(input, number);
        var name = mailbox.ToLowerInvariant();
        var length = Encoding.UTF8.GetBytes(name.Length > 320 ? name[..320] : name, input[8..]);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(key, input[..(8 + length)], hash);
        return Base32(hash[..TokenBytes]);
    }

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[bytes.Length * 8 / 5];
        var bits = 0;
        var buffer = 0;
        var written = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            while (bits >= 5)
            {
                text[written++] = Alphabet[(buffer >> (bits - 5)) & 31];
                bits -= 5;
            }

            buffer &= (1 << bits) - 1;
        }

        return new string(text[..written]);
    }
}

/// <param name="IsGenuine">The token is ours. False for none or a wrong one: then the number is only a hint.</param>
public sealed record PlusAddress(long TicketNumber, bool IsGenuine, string Address);

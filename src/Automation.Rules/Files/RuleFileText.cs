using System.Globalization;
using System.Text;

namespace Automation.Rules.Files;

/// <summary>
/// The text of a rule file from its bytes. JSON is UTF-8; what Windows calls "Unicode" is UTF-16, with a mark at its beginning or without one, and is
/// known by it or by the zeros beside the first characters (RFC 4627, section 3).
/// </summary>
public static class RuleFileText
{
    /// <param name="file">The name used in problems.</param>
    /// <exception cref="RuleFileException">The bytes are no text in UTF-8, UTF-16 or UTF-32.</exception>
    public static string Of(ReadOnlySpan<byte> bytes, string file)
    {
        var encoding = EncodingOf(bytes);
        try
        {
            return encoding.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new RuleFileException([Problem(bytes, encoding, e, file)]);
        }
    }

    private static Encoding EncodingOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [not 0, 0, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0, 0, 0xFE, 0xFF, ..] or [0, 0, 0, not 0, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0xFF, 0xFE, ..] or [not 0, 0, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] or [0, not 0, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
    };

    // A letter of Windows-1252 read as something else would be stored as a question mark, and its rule would never hold.
    private static RuleProblem Problem(ReadOnlySpan<byte> bytes, Encoding encoding, DecoderFallbackException problem, string file)
    {
        if (encoding is not UTF8Encoding)
            return new RuleProblem(file, 0, 0, null, $"The file is not whole: it is written in {encoding.WebName.ToUpperInvariant()}, and half of a character stands in it. Save it as UTF-8.");
        var before = bytes[..Math.Clamp(problem.Index, 0, bytes.Length)];
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        var unknown = problem.BytesUnknown is [var first, ..] ? string.Create(CultureInfo.InvariantCulture, $" (byte 0x{first:X2})") : "";
        return new RuleProblem(file, line, column, null, $"The file is not in UTF-8{unknown}: an older encoding such as Windows-1252 is not known by its bytes. Save it as UTF-8.");
    }
}

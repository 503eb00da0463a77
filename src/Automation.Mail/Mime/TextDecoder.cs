using System.Text;

namespace Automation.Mail.Mime;

/// <summary>
/// Bytes to text when the sender's word on the charset may be wrong. What is declared counts, with two exceptions that are nearly always right: text that is valid UTF-8 with
/// non-ASCII characters is UTF-8 whatever single-byte charset was declared, and a charset with a larger successor is read as that one.
/// </summary>
internal static class TextDecoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static TextDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="charset">As declared; null, unknown and wrong ones are all fine.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (bytes.IsEmpty)
            return "";
        if (FromMark(bytes) is { } marked)
            return marked;

        var declared = Find(charset);
        // ISO-2022 and UTF-7 look like ASCII, so ASCII proves nothing against them; high bytes do.
        var hasHighBytes = bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF);
        if (!hasHighBytes && (declared is null || declared.IsSingleByte || declared.CodePage == Encoding.UTF8.CodePage))
            return Encoding.ASCII.GetString(bytes);
        if (hasHighBytes && (declared is null || declared.IsSingleByte || declared.CodePage == Encoding.UTF8.CodePage) && TryDecode(StrictUtf8, bytes) is { } utf8)
            return utf8;
        if (declared is not null && declared.CodePage != Encoding.UTF8.CodePage && TryDecode(Strict(declared), bytes) is { } text)
            return text;
        if (declared is { IsSingleByte: false } && TryDecode(StrictUtf8, bytes) is { } other)
            return other;

        // Mostly right beats unreadable: a few broken characters in UTF-8 or an Asian charset against a page of wrong letters.
        if (declared is not null && declared.GetString(bytes) is var lenient && lenient.AsSpan().Count('\uFFFD') * 20 < lenient.Length)
            return lenient;
        return Encoding.GetEncoding(1252).GetString(bytes);
    }

    /// <summary>The encoding meant by a name, with the names that mail uses wrongly put right. Null when .NET knows none.</summary>
    public static Encoding? Find(string? charset)
    {
        var name = charset?.Trim().Trim('"', '\'').ToLowerInvariant();
        if (string.IsNullOrEmpty(name))
            return null;

        try
        {
            return name switch
            {
                // The larger sets of which these are parts; mailers declare the small one and write the large.
                "us-ascii" or "ascii" or "ansi_x3.4-1968" or "iso-8859-1" or "iso8859-1" or "latin1" or "latin-1" => Encoding.GetEncoding(1252),
                "gb2312" or "gbk" or "gb_2312-80" or "x-gbk" or "cp936" or "hz-gb-2312-x" => Encoding.GetEncoding("gb18030"),
                "ks_c_5601-1987" or "ks_c_5601" or "euc-kr" or "ksc5601" => Encoding.GetEncoding(949),
                "iso-8859-9" => Encoding.GetEncoding(1254),
                "iso-8859-8-i" => Encoding.GetEncoding("iso-8859-8"),
                "utf8" or "utf-8mb4" or "unicode-1-1-utf-8" or "unicode" or "8bit" => Encoding.UTF8,
                "shift-jis" or "sjis" or "x-sjis" or "cp932" or "windows-31j" => Encoding.GetEncoding(932),
                _ when name.StartsWith("cp", StringComparison.Ordinal) && int.TryParse(name.AsSpan(2).TrimStart('-'), out var page) => Encoding.GetEncoding(page),
                _ => Encoding.GetEncoding(name),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? FromMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(bytes[3..]),
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32.GetString(bytes[4..]),
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes[2..]),
        _ => null,
    };

    private static Encoding Strict(Encoding encoding) => Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static string? TryDecode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

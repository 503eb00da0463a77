using System.Text;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Mime;

/// <summary>Reads the header fields of a raw message in their order, unfolded and otherwise as they arrived (encoded words stay encoded, as Graph shows them). Takes any bytes.</summary>
internal static class HeaderBlock
{
    /// <summary>Upper bound of what is looked at; a mail without an empty line is not all header.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    public static List<HeaderField> Read(ReadOnlySpan<byte> raw)
    {
        var fields = new List<HeaderField>(24);
        if (raw.Length > MaxBytes)
            raw = raw[..MaxBytes];
        StringBuilder? folded = null;
        string? name = null;
        string value = "";
        while (!raw.IsEmpty)
        {
            var end = raw.IndexOf((byte)'\n');
            var line = end < 0 ? raw : raw[..end];
            raw = end < 0 ? [] : raw[(end + 1)..];
            if (!line.IsEmpty && line[^1] == (byte)'\r')
                line = line[..^1];
            if (line.IsEmpty)
                break;
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                if (name is null)
                    continue;
                folded ??= new StringBuilder(value);
                folded.Append(' ').Append(Decode(line.Trim((ReadOnlySpan<byte>)" \t"u8)));
                continue;
            }

            Finish();
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || !IsName(line[..colon].TrimEnd((byte)' ')))
            {
                // "From someone Mon Jan 5" of an mbox, or no header at all: the body starts here.
                if (fields.Count == 0 && line.StartsWith("From "u8))
                    continue;
                if (fields.Count == 0)
                    return fields;
                continue;
            }

            name = Encoding.ASCII.GetString(line[..colon].TrimEnd((byte)' '));
            value = Decode(line[(colon + 1)..].Trim((ReadOnlySpan<byte>)" \t"u8));
        }

        Finish();
        return fields;

        void Finish()
        {
            if (name is not null)
                fields.Add(new(name, folded?.ToString() ?? value));
            name = null;
            folded = null;
        }
    }

    /// <summary>All <c>&lt;id&gt;</c> in a field, in their order.</summary>
    public static List<string> MessageIds(string? value)
    {
        var ids = new List<string>();
        if (value is null)
            return ids;
        var at = 0;
        while ((at = value.IndexOf('<', at)) >= 0)
        {
            var end = value.IndexOf('>', at);
            if (end < 0)
                break;
            ids.Add(value[at..(end + 1)]);
            at = end + 1;
        }

        return ids;
    }

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return false;
        foreach (var b in name)
        {
            // RFC 5322, 3.6.8: printable ASCII without the colon.
            if (b is < 33 or > 126)
                return false;
        }

        return true;
    }

    private static string Decode(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}

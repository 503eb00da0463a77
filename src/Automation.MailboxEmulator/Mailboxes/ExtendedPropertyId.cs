using System.Globalization;

namespace Automation.MailboxEmulator.Mailboxes;

/// <summary>Ids of MAPI properties as Graph writes them: <c>String 0x1a</c>, <c>String {guid} Name HelpDeskSendKey</c>, <c>Integer {guid} Id 0x8001</c>.</summary>
internal static class ExtendedPropertyId
{
    public const string MessageClass = "String 0x1a";
    public const string TransportHeaders = "String 0x7d";
    public const string InternetMessageId = "String 0x1035";

    /// <summary>PidTagAutoResponseSuppress; -1 stands for All ([MS-OXCMAIL] 2.1.3.2.20).</summary>
    public const string AutoResponseSuppress = "Integer 0x3fdf";

    /// <summary>The one way to write an id: tags in lower-case hex without leading zeros, GUIDs in lower case. Null when it is none.</summary>
    public static string? Normalise(string? id)
    {
        if (string.IsNullOrWhiteSpace(id))
            return null;
        var parts = id.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 2 && Hex(parts[1]) is { } tag)
            return $"{parts[0]} 0x{tag:x}";
        if (parts.Length != 4 || !Guid.TryParseExact(parts[1], "B", out var set))
            return null;
        if (parts[2].Equals("Name", StringComparison.OrdinalIgnoreCase))
            return $"{parts[0]} {set:B} Name {parts[3]}";
        return parts[2].Equals("Id", StringComparison.OrdinalIgnoreCase) && Hex(parts[3]) is { } number
            ? $"{parts[0]} {set:B} Id 0x{number:x}"
            : null;
    }

    private static uint? Hex(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}

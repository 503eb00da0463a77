using Automation.MailboxEmulator.Graph;

namespace Automation.MailboxEmulator.Wire;

/// <summary>The properties of a message in the order Graph writes them.</summary>
internal static class MessageProperties
{
    /// <summary>The id comes before these and is always there.</summary>
    public static readonly string[] All =
    [
        "createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "receivedDateTime", "sentDateTime", "hasAttachments",
        "internetMessageId", "subject", "bodyPreview", "importance", "parentFolderId", "conversationId", "conversationIndex",
        "isDeliveryReceiptRequested", "isReadReceiptRequested", "isRead", "isDraft", "webLink", "inferenceClassification",
        "internetMessageHeaders", "body", "uniqueBody", "sender", "from", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "flag",
    ];

    private static readonly Dictionary<string, int> Numbers = All.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.OrdinalIgnoreCase);

    /// <summary>These two come only when asked for.</summary>
    private static readonly ulong Default = ((1UL << All.Length) - 1) & ~Bit("internetMessageHeaders") & ~Bit("uniqueBody");

    public static ulong Bit(string name) => Numbers.TryGetValue(name, out var number) ? 1UL << number : 0;

    /// <exception cref="GraphException">400 for a property messages do not have.</exception>
    public static ulong Parse(string? select)
    {
        if (select is null)
            return Default;
        ulong bits = 0;
        foreach (var name in select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == "*")
                bits |= Default;
            else if (Bit(name) is not 0 and var bit)
                bits |= bit;
            else if (!IsOther(name))
                throw new GraphException(400, "RequestBroker--ParseUri", $"Could not find a property named '{name}' on type 'Microsoft.OutlookServices.Message'.");
        }

        return bits;
    }

    /// <summary>Navigation properties may be named in $select; they come by $expand.</summary>
    private static bool IsOther(string name) => name.ToUpperInvariant() is "ID" or "ATTACHMENTS" or "SINGLEVALUEEXTENDEDPROPERTIES" or "MULTIVALUEEXTENDEDPROPERTIES" or "EXTENSIONS";
}

namespace Automation.Graph.Reading;

/// <summary>What we ask Graph for in a message: enough that a plain mail never costs a second request.</summary>
internal static class MessageFields
{
    /// <summary>
    /// isRead is left out on purpose: a change of it is then not reported, and people reading the mailbox do not cause work.
    /// </summary>
    public static readonly string[] Select =
    [
        "id", "internetMessageId", "conversationId", "subject", "from", "sender", "toRecipients", "ccRecipients", "replyTo",
        "receivedDateTime", "sentDateTime", "hasAttachments", "importance", "isDraft", "parentFolderId", "body", "internetMessageHeaders",
    ];

    /// <summary>PS_PUBLIC_STRINGS: the property set that is shown to every client.</summary>
    public const string SendKeyProperty = "String {00020329-0000-0000-C000-000000000046} Name HelpDeskSendKey";

    /// <summary>The ends of the name, because the service may change the case and the zeros in between.</summary>
    public const string SendKeyName = "Name HelpDeskSendKey";

    public const string ExpandSendKey = $"singleValueExtendedProperties($filter=id eq '{SendKeyProperty}')";

    /// <summary>Ids that survive a move, and HTML bodies. Not part of a cursor: to be sent with every request.</summary>
    public const string PreferId = "IdType=\"ImmutableId\"";

    public const string PreferHtml = "outlook.body-content-type=\"html\"";
}

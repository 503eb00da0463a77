namespace Automation.Graph.Reading;

/// <summary>Addresses below the root of the API, for what goes into a batch or has no builder in the SDK.</summary>
internal static class GraphPaths
{
    public static string Row(string mailbox, string id) =>
        $"{Message(mailbox, id)}?$select={string.Join(',', MessageFields.Select)}&$expand={Uri.EscapeDataString(MessageFields.ExpandSendKey)}";

    public static string Mime(string mailbox, string id) => $"{Message(mailbox, id)}/$value";

    public static string Attachments(string mailbox, string id) =>
        $"{Message(mailbox, id)}/attachments?$select=id,name,contentType,size,isInline&$top=1000";

    public static string Attachment(string mailbox, string id, string attachment) =>
        $"{Message(mailbox, id)}/attachments/{Uri.EscapeDataString(attachment)}";

    public static string AttachmentContent(string mailbox, string id, string attachment) =>
        $"{Attachment(mailbox, id, attachment)}/$value";

    private static string Message(string mailbox, string id) =>
        $"/users/{Uri.EscapeDataString(mailbox)}/messages/{Uri.EscapeDataString(id)}";
}

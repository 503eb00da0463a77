namespace Automation.MailboxEmulator.Faults;

/// <summary>Names of the kinds of request, as faults and statistics use them.</summary>
internal static class RequestKinds
{
    public const string Delta = "delta";
    public const string MessageSend = "message.send";
    public const string SendMail = "sendMail";
    public const string Reply = "message.reply";
    public const string AttachmentAdd = "attachment.add";

    public static bool IsSend(string kind) => kind is MessageSend or SendMail or Reply;
}

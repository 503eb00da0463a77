using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>RFC 8098: <c>multipart/report; report-type=disposition-notification</c>, "your mail was read".</summary>
internal static class ReadReceipt
{
    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) =>
        mail.Header("Content-Type") is { } type
        && type.Contains("multipart/report", StringComparison.OrdinalIgnoreCase)
        && type.Contains("disposition-notification", StringComparison.OrdinalIgnoreCase)
            ? Signs.Verdict(AutomaticClass.AutoReply, nameof(ReadReceipt), "A read receipt.", Signs.Field("Content-Type", type), isAnswer: true)
            : null;
}

using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>RFC 3464: <c>multipart/report; report-type=delivery-status</c>.</summary>
internal static class DeliveryReport
{
    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) => IsReport(mail)
        ? Signs.Verdict(AutomaticClass.Bounce, nameof(DeliveryReport), "A mail server reports on a delivery.", Signs.Field("Content-Type", mail.Header("Content-Type") ?? "message/delivery-status"), isAnswer: true)
        : null;

    public static bool IsReport(IncomingMail mail)
    {
        if (mail.Header("Content-Type") is { } type
            && type.Contains("multipart/report", StringComparison.OrdinalIgnoreCase)
            && type.Contains("delivery-status", StringComparison.OrdinalIgnoreCase))
            return true;

        foreach (var attachment in mail.Attachments)
        {
            if (attachment.ContentType.StartsWith("message/delivery-status", StringComparison.OrdinalIgnoreCase)
                || attachment.ContentType.StartsWith("message/global-delivery-status", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}

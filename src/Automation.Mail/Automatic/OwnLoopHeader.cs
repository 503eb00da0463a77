using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>Our own loop header came back, so something sends our mail to us again.</summary>
internal static class OwnLoopHeader
{
    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk)
    {
        // A non-delivery report of Exchange may copy fields of the mail that failed.
        if (mail.Header(OwnHeaders.Loop) is not { } value || mail.HasHeader(ExchangeNonDelivery.Field) || DeliveryReport.IsReport(mail))
            return null;

        return value.Trim().Equals(desk.InstanceId, StringComparison.OrdinalIgnoreCase)
            ? Signs.Verdict(AutomaticClass.Own, nameof(OwnLoopHeader), "A mail this desk sent came back to it.", Signs.Field(OwnHeaders.Loop, value))
            : null;
    }
}

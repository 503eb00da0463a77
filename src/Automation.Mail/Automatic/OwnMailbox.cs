using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>A desk's own address wrote it: our sent copy, a forwarding rule, or two desks talking to each other.</summary>
internal static class OwnMailbox
{
    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) => mail.From is { } from && desk.IsOwn(from.Address)
        ? Signs.Verdict(AutomaticClass.Own, nameof(OwnMailbox), "Sent from a mailbox of a desk.", Signs.Field("From", from.Address))
        : null;
}

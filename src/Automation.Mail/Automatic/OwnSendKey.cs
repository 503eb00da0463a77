using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>A copy of something we sent carries its send key. Another desk's key is not ours: without our own loop header the field alone proves nothing.</summary>
internal static class OwnSendKey
{
    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) => mail.SendKey is { Length: > 0 } key
        ? Signs.Verdict(AutomaticClass.Own, nameof(OwnSendKey), "A copy of a mail this desk sent.", $"send key {key}")
        : null;
}

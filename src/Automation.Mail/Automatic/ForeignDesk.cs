using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>Another help desk of our kind, or one that marks its mail with X-Loop, wrote it. Its words are real; answering by machine would start two desks talking.</summary>
internal static class ForeignDesk
{
    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) => Find(mail, OwnHeaders.Loop) ?? Find(mail, "X-Loop");

    private static AutomaticVerdict? Find(IncomingMail mail, string field) => mail.Header(field) is { } value
        ? Signs.Verdict(AutomaticClass.AutoReply, nameof(ForeignDesk), "Written by another ticket system or list robot.", Signs.Field(field, value))
        : null;
}

using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary><c>Precedence: auto_reply</c>, seen from vacation programs.</summary>
internal static class PrecedenceAutoReply
{
    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) => Find(mail, "Precedence") ?? Find(mail, "X-Precedence");

    private static AutomaticVerdict? Find(IncomingMail mail, string field) => mail.Header(field) is { } value && Signs.HasWord(value, "auto_reply", "auto-reply")
        ? Signs.Verdict(AutomaticClass.AutoReply, nameof(PrecedenceAutoReply), "An autoresponder's answer.", Signs.Field(field, value), isAnswer: true)
        : null;
}

using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>RFC 3834: Auto-Submitted other than <c>no</c>. <c>auto-replied</c> answers something; <c>auto-generated</c> may be a machine's first word.</summary>
internal static class AutoSubmitted
{
    private const string Field = "Auto-Submitted";

    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk)
    {
        if (!IsSet(mail, out var value))
            return null;

        var answer = Signs.HasWord(value, "auto-replied") || Signs.IsAnswer(mail) || AutoReplySubject.Fits(mail.Subject);
        return Signs.Verdict(AutomaticClass.AutoReply, nameof(AutoSubmitted), answer ? "An automatic answer." : "Written by a machine.", Signs.Field(Field, value), answer);
    }

    public static bool IsSet(IncomingMail mail, out string value)
    {
        value = mail.Header(Field)?.Trim() ?? "";
        return value.Length > 0 && !Signs.HasWord(value, "no");
    }
}

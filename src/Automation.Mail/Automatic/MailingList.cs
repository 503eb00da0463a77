using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>RFC 2919 List-Id, RFC 2369 List-*, and Feedback-ID of mass mailers.</summary>
internal static class MailingList
{
    private static readonly string[] Fields = ["List-Id", "List-Unsubscribe", "List-Post", "Feedback-ID"];

    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk)
    {
        foreach (var field in Fields)
        {
            if (mail.Header(field) is { Length: > 0 } value)
                return Signs.Verdict(AutomaticClass.Bulk, nameof(MailingList), "List or mass mail.", Signs.Field(field, value));
        }

        return null;
    }
}

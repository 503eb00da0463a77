using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>Exim's and Gmail's own field naming the addresses that failed.</summary>
internal static class FailedRecipientsHeader
{
    public const string Field = "X-Failed-Recipients";

    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) => mail.Header(Field) is { Length: > 0 } value
        ? Signs.Verdict(AutomaticClass.Bounce, nameof(FailedRecipientsHeader), "A mail server could not deliver a mail.", Signs.Field(Field, value), isAnswer: true)
        : null;
}

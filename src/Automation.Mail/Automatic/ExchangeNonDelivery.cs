using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>Exchange marks its non-delivery reports with a field that is often empty.</summary>
internal static class ExchangeNonDelivery
{
    public const string Field = "X-MS-Exchange-Message-Is-Ndr";

    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) => mail.HasHeader(Field)
        ? Signs.Verdict(AutomaticClass.Bounce, nameof(ExchangeNonDelivery), "Exchange could not deliver a mail.", Signs.Field(Field, mail.Header(Field)!), isAnswer: true)
        : null;
}

using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>[MS-OXCMAIL] X-Auto-Response-Suppress with All, AutoReply, OOF or DR: a ticket, but no acknowledgement. NDR, RN and NRN are about reports only.</summary>
internal static class ResponseSuppressed
{
    private const string Field = "X-Auto-Response-Suppress";

    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) => mail.Header(Field) is { } value && Signs.HasWord(value, "All", "AutoReply", "OOF", "DR")
        ? Signs.Verdict(AutomaticClass.AcknowledgementNotWanted, nameof(ResponseSuppressed), "The sender asks machines not to answer.", Signs.Field(Field, value))
        : null;
}

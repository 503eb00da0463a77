using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>Exchange says which of its own parts wrote the mail: an inbox rule or out-of-office, a transport rule, the journal.</summary>
internal static class ExchangeGenerated
{
    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) =>
        Find(mail, "X-MS-Exchange-Generated-Message-Source") ?? Find(mail, "X-MS-Exchange-Inbox-Rules-Loop");

    private static AutomaticVerdict? Find(IncomingMail mail, string field) => mail.Header(field) is { } value
        // A rule of a mailbox always answers or forwards something: on its own it opens no ticket.
        ? Signs.Verdict(AutomaticClass.AutoReply, nameof(ExchangeGenerated), "Written by Exchange itself.", Signs.Field(field, value), isAnswer: !IsForwardedByRule(mail))
        : null;

    /// <summary>A rule that forwards a person's mail to the desk carries that person's words: losing it would lose a ticket.</summary>
    private static bool IsForwardedByRule(IncomingMail mail) => Threading.SubjectLine.Parse(mail.Subject).IsForward;
}

using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>Decides whether a machine wrote a mail. Pure; looks at headers first and touches a body only when a bounce is already certain.</summary>
public static class AutomaticMail
{
    /// <summary>The checks in their order, each a file of its own.</summary>
    private static readonly AutomaticCheck[] Checks =
    [
        OwnSendKey.Check,
        OwnLoopHeader.Check,
        OwnMailbox.Check,
        ExchangeNonDelivery.Check,
        DeliveryReport.Check,
        FailedRecipientsHeader.Check,
        MailerDaemon.Check,
        ReadReceipt.Check,
        ExchangeGenerated.Check,
        AutoSubmitted.Check,
        AutoReplyHeader.Check,
        PrecedenceAutoReply.Check,
        ForeignDesk.Check,
        MailingList.Check,
        PrecedenceBulk.Check,
        AutoReplySubject.Check,
        ResponseSuppressed.Check,
    ];

    public static AutomaticVerdict Classify(IncomingMail mail, DeskIdentity desk)
    {
        foreach (var check in Checks)
        {
            if (check(mail, desk) is { } verdict)
                return verdict.Class is AutomaticClass.Bounce ? verdict with { Bounce = BounceReader.Read(mail, desk) } : verdict;
        }

        return AutomaticVerdict.None;
    }
}

/// <summary>One decision: null when this check has nothing to say.</summary>
internal delegate AutomaticVerdict? AutomaticCheck(IncomingMail mail, DeskIdentity desk);

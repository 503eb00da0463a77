namespace Automation.Mail.Acknowledging;

/// <summary>Decides whether a new ticket is acknowledged by mail. The first guard that objects decides; none needs a header to stop a loop.</summary>
public static class AcknowledgementGuards
{
    /// <summary>The <see cref="AcknowledgementDecision.Reason"/> when the breaker on the total is open: then it is not about this one mail.</summary>
    public const string Breaker = nameof(TotalBreaker);

    private static readonly (string Name, Func<AcknowledgementCase, string?> Objection)[] Guards =
    [
        (nameof(OnlyForANewTicket), OnlyForANewTicket.Objection),
        (nameof(OncePerTicket), OncePerTicket.Objection),
        (nameof(NotToMachines), NotToMachines.Objection),
        (nameof(NotToNobody), NotToNobody.Objection),
        (nameof(NotToOwnAddresses), NotToOwnAddresses.Objection),
        (nameof(NotToRoleAddresses), NotToRoleAddresses.Objection),
        (nameof(SenderCap), SenderCap.Objection),
        (nameof(PatternCap), PatternCap.Objection),
        (nameof(DomainCap), DomainCap.Objection),
        (Breaker, TotalBreaker.Objection),
    ];

    public static AcknowledgementDecision Decide(AcknowledgementCase subject)
    {
        foreach (var (name, objection) in Guards)
        {
            if (objection(subject) is { } detail)
                return new AcknowledgementDecision(false, name, detail);
        }

        return new AcknowledgementDecision(true, "Send", $"to {subject.Recipient.Address!.Address}");
    }
}

namespace Automation.Mail.Acknowledging;

/// <summary>A desk never writes to a desk, by Reply-To either.</summary>
internal static class NotToOwnAddresses
{
    public static string? Objection(AcknowledgementCase subject) =>
        subject.Recipient.Address is { } address && subject.Desk.IsOwn(address.Address) ? $"{address.Address} is a desk of ours" : null;
}

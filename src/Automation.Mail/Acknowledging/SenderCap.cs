namespace Automation.Mail.Acknowledging;

/// <summary>One in ten minutes and three in a day to the same person.</summary>
internal static class SenderCap
{
    public static string? Objection(AcknowledgementCase subject)
    {
        var (counters, limits) = (subject.Counters, subject.Limits);
        if (counters.ToAddressInTenMinutes >= limits.PerAddressInTenMinutes)
            return $"{counters.ToAddressInTenMinutes} to {subject.Recipient.AddressKey} in ten minutes";
        return counters.ToAddressInDay >= limits.PerAddressInDay
            ? $"{counters.ToAddressInDay} to {subject.Recipient.AddressKey} in a day"
            : null;
    }
}

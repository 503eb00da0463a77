namespace Automation.Mail.Acknowledging;

/// <summary>Addresses that differ by a number only, as of a robot with a new address for every mail (a cap per address never sees it). An address without a number is alone, and its own cap counts. In the desks' own domains numbers are people's: e20415@, e20452@.</summary>
internal static class PatternCap
{
    public static string? Objection(AcknowledgementCase subject) =>
        subject.Recipient.PatternKey != subject.Recipient.AddressKey && !subject.Limits.TrustedDomains.Contains(subject.Recipient.Domain) && subject.Counters.ToPatternInDay >= subject.Limits.PerPatternInDay
            ? $"{subject.Counters.ToPatternInDay} to {subject.Recipient.PatternKey} in a day"
            : null;
}

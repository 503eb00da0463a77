namespace Automation.Mail.Acknowledging;

/// <summary>A flood from one foreign domain, whatever the addresses are.</summary>
internal static class DomainCap
{
    public static string? Objection(AcknowledgementCase subject) =>
        !subject.Limits.TrustedDomains.Contains(subject.Recipient.Domain) && subject.Counters.ToDomainInHour >= subject.Limits.PerDomainInHour
            ? $"{subject.Counters.ToDomainInHour} to {subject.Recipient.Domain} in an hour"
            : null;
}

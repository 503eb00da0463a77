namespace Automation.Mail.Acknowledging;

/// <summary>The breaker: more acknowledgements in ten minutes than a desk can have reason for. The tickets are there; only the mails stay away.</summary>
internal static class TotalBreaker
{
    public static string? Objection(AcknowledgementCase subject) =>
        subject.Counters.ToAnyoneInTenMinutes >= subject.Limits.TotalInTenMinutes
            ? $"{subject.Counters.ToAnyoneInTenMinutes} acknowledgements in ten minutes"
            : null;
}

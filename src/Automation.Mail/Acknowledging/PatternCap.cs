namespace Automation.Mail.Acknowledging;

/// <summary>Addresses that differ by a number only, as of a robot with a new address for every mail (a cap per address never sees it).</summary>
internal static class PatternCap
{
    public static string? Objection(AcknowledgementCase subject) =>
        subject.Counters.ToPatternInDay >= subject.Limits.PerPatternInDay
            ? $"{subject.Counters.ToPatternInDay} to {subject.Recipient.PatternKey} in a day"
            : null;
}

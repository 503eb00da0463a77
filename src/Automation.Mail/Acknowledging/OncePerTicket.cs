namespace Automation.Mail.Acknowledging;

/// <summary>A ticket is acknowledged once, whatever is retried.</summary>
internal static class OncePerTicket
{
    public static string? Objection(AcknowledgementCase subject) =>
        subject.Counters.ForTicket > 0 ? "this ticket was acknowledged already" : null;
}

namespace Automation.Mail.Acknowledging;

/// <summary>Replies on a ticket are not acknowledged: two machines answering each other end after one round.</summary>
internal static class OnlyForANewTicket
{
    public static string? Objection(AcknowledgementCase subject) =>
        subject.IsNewTicket ? null : "not a new ticket";
}

using Automation.Storage.Inbox;

namespace Automation.Stages.Log;

/// <summary>How a mail ended.</summary>
/// <param name="Reason">Stable short name; it is counted.</param>
/// <param name="Explanation">A sentence for people.</param>
public sealed record MailOutcome(InboxOutcome Outcome, string Reason, string Explanation, long? TicketNumber = null, Guid? MessageId = null);

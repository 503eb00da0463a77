using Automation.Mail.Acknowledging;
using Automation.Mail.Automatic;
using Automation.Mail.Cleaning;
using Automation.Mail.Identity;
using Automation.Mail.Messages;
using Automation.Mail.Threading;

namespace Automation.Stages.Log;

/// <summary>A mail that was understood as far as the mail alone allows: nothing here needed the database.</summary>
/// <param name="Language">Two-letter code of what the new text seems to be written in; null when unsure.</param>
public sealed record MailCase(
    long InboxId,
    IncomingMail Mail,
    MailIdentity Identity,
    AutomaticVerdict Automatic,
    ThreadKeys Keys,
    CleanMail Clean,
    AcknowledgementRecipient Recipient,
    string? Language)
{
    /// <summary>Who wrote: From, else Sender; a mail without either still has an author to show.</summary>
    public MailAddress Writer { get; } = Mail.From ?? Mail.Sender ?? UnknownWriter;

    /// <summary>The author of a mail that names none. A reserved domain, so nothing can ever be sent to it.</summary>
    public static MailAddress UnknownWriter { get; } = new("unknown@sender.invalid", "Unknown sender");
}

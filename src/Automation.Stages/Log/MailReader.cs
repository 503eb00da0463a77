using Automation.Mail.Acknowledging;
using Automation.Mail.Automatic;
using Automation.Mail.Cleaning;
using Automation.Mail.Identity;
using Automation.Mail.Language;
using Automation.Mail.Mailboxes;
using Automation.Mail.Mime;
using Automation.Mail.Threading;
using Automation.Storage.Inbox;

namespace Automation.Stages.Log;

/// <summary>Understands a stored mail. Pure and thread-safe, so that many can be read at once.</summary>
public sealed class MailReader(IMailSource source, DeskIdentity desk, SubjectTags tags, PlusAddresses plusAddresses)
{
    /// <exception cref="MailboxDataException">The stored row is not a message.</exception>
    public MailCase Read(InboxItem item)
    {
        var mail = source.Parse(new MailFolder(item.Mailbox, item.Folder), item.Row, item.Detail);

        // Before anything is completed from MIME, so that both looks at a mail agree on who it is.
        var identity = MailIdentity.Of(mail);
        mail = MimeMail.Complete(mail);
        var automatic = AutomaticMail.Classify(mail, desk);
        var clean = MailCleaner.Clean(mail);
        return new MailCase(
            item.Id,
            mail,
            identity,
            automatic,
            ThreadKeys.Of(mail, automatic, tags, plusAddresses),
            clean,
            AcknowledgementRecipient.Of(mail),
            LanguageGuess.Of(clean.SearchText));
    }
}

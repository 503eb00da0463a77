using System.Text.Json;
using Automation.Mail.Mailboxes;
using Automation.Stages.Log;
using Automation.Storage.Inbox;

namespace Automation.Stages.RuleBook;

/// <summary>A mail that rules decided: its facts as they were kept or, where they were not, the mail itself, to be read anew.</summary>
/// <param name="Kept">As <see cref="WrittenFactsJson"/> writes them; null when the mail has to be read.</param>
internal sealed record PastMail(long InboxId, byte[]? Kept, InboxItem? Mail)
{
    /// <summary>Pure, and done by many at once; null when the mail cannot be read.</summary>
    public WrittenFacts? Read(FactReader reader)
    {
        try
        {
            return Kept is not null ? WrittenFactsJson.Read(Kept) : reader.Read(Mail!);
        }
        catch (Exception e) when (e is MailboxDataException or JsonException)
        {
            return null;
        }
    }
}

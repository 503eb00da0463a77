namespace Automation.Stages.Log.Batches;

/// <summary>
/// What two nodes must not log at the same time: the mail's own identity, its conversation, and the mails it answers.
/// Otherwise a follow-up could be threaded before the ticket it follows is committed.
/// </summary>
internal static class ConversationHold
{
    internal const int MostReferences = 10;

    public static IEnumerable<string> KeysOf(MailCase item)
    {
        yield return $"{item.Mail.Mailbox}\n{item.Identity.MessageId}";
        if (item.Mail.ConversationId is { Length: > 0 } conversation)
            yield return $"{item.Mail.Mailbox}\n{conversation}";
        foreach (var id in item.Keys.MessageIds.Take(MostReferences))
            yield return $"{item.Mail.Mailbox}\n{id}";
    }
}

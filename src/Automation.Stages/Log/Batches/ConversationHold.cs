namespace Automation.Stages.Log.Batches;

/// <summary>
/// What two nodes must not log at the same time: the mail's own identity, its conversation, and the mails it answers.
/// Otherwise a follow-up could be threaded before the ticket it follows is committed. And who would be acknowledged: two nodes that count what somebody got
/// at the same moment would each find room for one more. The caps of a domain and of all together are not held, since that would leave one node to do everything.
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
        if (!item.Automatic.MayAcknowledge || item.Recipient.AddressKey.Length == 0)
            yield break;

        // Not by mailbox: the caps count over all desks.
        yield return $"acknowledge\n{item.Recipient.AddressKey}";
        if (item.Recipient.PatternKey != item.Recipient.AddressKey)
            yield return $"acknowledge\n{item.Recipient.PatternKey}";
    }
}

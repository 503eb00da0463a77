namespace Automation.Mail.Threading;

/// <summary>
/// The mailbox puts it in a conversation we know. Weak: where a mail carries no thread index, Exchange computes the conversation id from the subject alone
/// ([MS-OXOMSG] PidTagConversationId), so that two mails called "Printer" share one. Hence only for mail that says it is an answer, by someone on the ticket.
/// </summary>
internal static class ConversationStep
{
    public static StepResult Find(ThreadCase mail, IThreadIndex index)
    {
        if (mail.Keys.ConversationId is not { } conversation)
            return StepResult.Nothing("no conversation id");

        var known = index.ByConversation(mail.Mail.Mailbox, conversation);
        if (known.Count == 0)
            return StepResult.Nothing("conversation unknown");
        if (!mail.Keys.IsAnswer)
            return StepResult.Nothing($"same conversation as ticket {known[0].Number}, but the mail does not say that it answers anything");

        StepResult? stranger = null;
        foreach (var ticket in known)
        {
            if (!mail.IsForThisMailbox(ticket))
                continue;

            var result = mail.Hinted(ticket, "same conversation");
            if (result.Outcome is ThreadOutcome.Append)
                return result;
            stranger ??= result;
        }

        return stranger ?? mail.OtherMailbox(known[0]);
    }
}

namespace Automation.Mail.Threading;

/// <summary>
/// In-Reply-To and References name a mail on a ticket. Message-IDs of our and Exchange's making cannot be guessed, so whoever names one has had a copy of it:
/// a colleague it was forwarded to, an assistant, a second address of the same person. Sending such an answer away would lose it; so it is added,
/// flagged as a new participant, who hears nothing from us until an agent says so.
/// </summary>
internal static class MessageIdStep
{
    public static StepResult Find(ThreadCase mail, IThreadIndex index)
    {
        TicketReference? elsewhere = null;
        foreach (var id in mail.Keys.MessageIds)
        {
            foreach (var ticket in index.ByMessageId(id))
            {
                if (mail.IsForThisMailbox(ticket))
                    return mail.Proven(ticket, $"answers {id}");
                elsewhere ??= ticket;
            }
        }

        return elsewhere is not null
            ? mail.OtherMailbox(elsewhere)
            : StepResult.Nothing(mail.Keys.MessageIds.Count == 0 ? "answers no Message-ID" : $"none of {mail.Keys.MessageIds.Count} Message-IDs known");
    }
}

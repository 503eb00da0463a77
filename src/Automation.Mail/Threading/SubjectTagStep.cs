namespace Automation.Mail.Threading;

/// <summary>The subject names a ticket. Numbers can be counted up, so the tag alone never lets a stranger in.</summary>
internal static class SubjectTagStep
{
    public static StepResult Find(ThreadCase mail, IThreadIndex index)
    {
        StepResult? weaker = null;
        foreach (var number in mail.Keys.TicketNumbers)
        {
            if (index.ByNumber(number) is not { } ticket)
                continue;

            var result = mail.IsForThisMailbox(ticket) ? mail.Hinted(ticket, $"subject names ticket {number}") : mail.OtherMailbox(ticket);
            if (result.Outcome is ThreadOutcome.Append)
                return result;
            if (weaker is not { Outcome: ThreadOutcome.Stranger })
                weaker = result;
        }

        return weaker ?? StepResult.Nothing(mail.Keys.TicketNumbers.Count == 0 ? "no ticket number in the subject" : "subject names an unknown ticket");
    }
}

namespace Automation.Mail.Threading;

/// <summary>Written to a plus-address of ours. With our token it proves that the address was given; without, the number is only a hint.</summary>
internal static class PlusAddressStep
{
    public static StepResult Find(ThreadCase mail, IThreadIndex index)
    {
        StepResult? weaker = null;
        foreach (var plus in mail.Keys.PlusAddresses)
        {
            if (index.ByNumber(plus.TicketNumber) is not { } ticket)
                continue;
            if (!mail.IsForThisMailbox(ticket))
            {
                weaker ??= mail.OtherMailbox(ticket);
                continue;
            }

            var result = plus.IsGenuine
                ? mail.Proven(ticket, $"written to {plus.Address}")
                : mail.Hinted(ticket, $"written to {plus.Address} (no valid token)");
            if (result.Outcome is not ThreadOutcome.Stranger)
                return result;
            weaker ??= result;
        }

        return weaker ?? StepResult.Nothing(mail.Keys.PlusAddresses.Count == 0 ? "no plus-address" : "plus-address of an unknown ticket");
    }
}

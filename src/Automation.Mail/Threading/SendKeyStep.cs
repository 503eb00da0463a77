namespace Automation.Mail.Threading;

/// <summary>A returned mail carries the key we gave it: the report is about that reply. Read only from bounces, where it is copied from our own headers; anybody can write a bounce, so the key has a part that nobody guesses.</summary>
internal static class SendKeyStep
{
    public static StepResult Find(ThreadCase mail, IThreadIndex index)
    {
        foreach (var key in mail.Keys.SendKeys)
        {
            if (index.BySendKey(key) is { } ticket)
                return mail.IsForThisMailbox(ticket) ? mail.Proven(ticket, $"send key {key}") : mail.OtherMailbox(ticket);
        }

        return StepResult.Nothing(mail.Keys.SendKeys.Count == 0 ? "no send key" : "send key unknown");
    }
}

using Automation.Mail.Sending;
using Automation.Stages.Health;

namespace Automation.Stages.Sending;

/// <summary>
/// Replies that are not sent yet for a reason, told in one line a mailbox: a hundred mails that wait for the same limit are one thing to know, not a hundred. Thread-safe.
/// </summary>
internal sealed class WaitingReplies(ProblemBoard problems)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, (OutgoingMail Mail, string Why)>> _mailboxes = new(StringComparer.OrdinalIgnoreCase);

    public void Add(OutgoingMail mail, string why)
    {
        lock (_gate)
        {
            if (!_mailboxes.TryGetValue(mail.Mailbox, out var waiting))
                _mailboxes[mail.Mailbox] = waiting = new Dictionary<string, (OutgoingMail, string)>(StringComparer.Ordinal);
            waiting[mail.SendKey] = (mail, why);
            Tell(mail.Mailbox, waiting.Count, mail, why);
        }
    }

    /// <summary>Sent, given up, or going on without trouble.</summary>
    public void Remove(OutgoingMail mail)
    {
        lock (_gate)
        {
            if (!_mailboxes.TryGetValue(mail.Mailbox, out var waiting) || !waiting.Remove(mail.SendKey))
                return;
            if (waiting.Count == 0)
                problems.Clear(Key(mail.Mailbox));
            else
                Tell(mail.Mailbox, waiting.Count, waiting.Values.First().Mail, waiting.Values.First().Why);
        }
    }

    private void Tell(string mailbox, int count, OutgoingMail mail, string why) =>
        problems.Report(Key(mailbox), ProblemSeverity.Warning, count == 1
            ? $"The mail '{mail.Subject}' is not sent yet: {why}"
            : $"{count} mails from {mailbox} are not sent yet, and are tried again by themselves: {why}");

    private static string Key(string mailbox) => $"send-waiting:{mailbox}";
}

using Automation.MailboxEmulator.Control;
using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Notifications;
using Automation.MailboxEmulator.Persistence;
using Automation.MailboxEmulator.Throttling;
using Automation.MailboxEmulator.Transport;

namespace Automation.MailboxEmulator;

/// <summary>The whole of one emulator's state: begins it, and begins it anew.</summary>
internal sealed class Emulation(
    MailboxStore mailboxes,
    Notifier notifier,
    Subscriptions subscriptions,
    FaultRegister faults,
    Throttle throttle,
    RequestCounts counts,
    SendLedger ledger,
    Journal journal,
    EmulatorOptions options)
{
    /// <summary>Counts up with every change of any mailbox; a page that polls compares it.</summary>
    public long Version => Interlocked.Read(ref _version);

    private long _version;

    public void Start()
    {
        journal.Load(mailboxes);
        foreach (var mailbox in mailboxes.All)
            Watch(mailbox);
        mailboxes.Added += mailbox =>
        {
            journal.Begin(mailbox);
            Watch(mailbox);
        };
        CreateMailboxes();
    }

    /// <summary>Forgets all mail, mailboxes made later, subscriptions, faults and counts. Ids and tokens of before mean nothing afterwards.</summary>
    public void Reset()
    {
        subscriptions.Clear();
        faults.Clear();
        throttle.Reset();
        counts.Reset();
        ledger.Reset();
        foreach (var mailbox in mailboxes.All)
            mailbox.Changed = null;
        mailboxes.Clear();
        mailboxes.Epoch = Math.Max(mailboxes.Epoch + 1, options.Time.GetUtcNow().ToUnixTimeMilliseconds());
        journal.Clear(mailboxes.Epoch);
        CreateMailboxes();
        Interlocked.Increment(ref _version);
    }

    private void CreateMailboxes()
    {
        foreach (var seed in options.Mailboxes)
            mailboxes.TryAdd(seed, out _);
    }

    private void Watch(Mailbox mailbox)
    {
        mailbox.FolderAdded = folder => journal.Record(mailbox, folder);
        mailbox.Changed = change =>
        {
            Interlocked.Increment(ref _version);
            journal.Record(mailbox, change);
            notifier.Tell(mailbox, change);
        };
    }
}

using System.Collections.Concurrent;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Faults;

/// <summary>The fault switches of each mailbox.</summary>
internal sealed class FaultRegister(EmulatorOptions options)
{
    private readonly ConcurrentDictionary<string, FaultSwitches> _byMailbox = new(StringComparer.Ordinal);

    public FaultSwitches Of(Mailbox mailbox) => _byMailbox.GetOrAdd(mailbox.Address, static (_, seed) => new FaultSwitches(seed), options.Seed);

    public void Clear() => _byMailbox.Clear();
}

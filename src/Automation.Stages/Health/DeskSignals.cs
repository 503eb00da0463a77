using System.Collections.Concurrent;

namespace Automation.Stages.Health;

/// <summary>The wake-ups inside one node. They only save waiting: every loop also looks by itself.</summary>
public sealed class DeskSignals : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _syncMailboxes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A mailbox may have something new; which, <see cref="TakeSyncMailboxes"/> tells.</summary>
    public WorkSignal Sync { get; } = new();

    /// <summary>Wakes the reading of one mailbox.</summary>
    public void RaiseSync(string mailbox)
    {
        _syncMailboxes[mailbox] = true;
        Sync.Raise();
    }

    /// <summary>The mailboxes that were told of since the last call.</summary>
    public IReadOnlySet<string> TakeSyncMailboxes()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var mailbox in _syncMailboxes.Keys)
        {
            if (_syncMailboxes.TryRemove(mailbox, out _))
                taken.Add(mailbox);
        }

        return taken;
    }

    /// <summary>Inbox items wait for a second look.</summary>
    public WorkSignal Details { get; } = new();

    /// <summary>Inbox items are ready to be processed.</summary>
    public WorkSignal Process { get; } = new();

    /// <summary>Replies wait in the outbox.</summary>
    public WorkSignal Send { get; } = new();

    /// <summary>Mail was handed over and its sent copy should show up.</summary>
    public WorkSignal Confirm { get; } = new();

    /// <summary>A subscription was removed or wants to be renewed.</summary>
    public WorkSignal Subscriptions { get; } = new();

    /// <summary>The board should be looked over.</summary>
    public WorkSignal Health { get; } = new();

    /// <summary>Something of a workflow may be due.</summary>
    public WorkSignal Timers { get; } = new();

    /// <summary>A workflow left something to be done.</summary>
    public WorkSignal Effects { get; } = new();

    /// <summary>Somebody begins to look at the picture of an instance.</summary>
    public WorkSignal Pictures { get; } = new();

    public void Dispose()
    {
        Health.Dispose();
        Pictures.Dispose();
        Timers.Dispose();
        Effects.Dispose();
        Sync.Dispose();
        Details.Dispose();
        Process.Dispose();
        Send.Dispose();
        Confirm.Dispose();
        Subscriptions.Dispose();
    }
}

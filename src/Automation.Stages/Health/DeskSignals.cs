namespace Automation.Stages.Health;

/// <summary>The wake-ups inside one node. They only save waiting: every loop also looks by itself.</summary>
public sealed class DeskSignals : IDisposable
{
    /// <summary>A mailbox may have something new.</summary>
    public WorkSignal Sync { get; } = new();

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

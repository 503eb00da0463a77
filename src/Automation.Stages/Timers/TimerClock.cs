using Automation.Stages.Health;
using Automation.Storage.Workflows;

namespace Automation.Stages.Timers;

/// <summary>Knows for which moment the alarm is set, and wakes the timers when something falls due before it. Thread-safe.</summary>
public sealed class TimerClock(DeskSignals signals) : IWorkflowWakeUp
{
    private long _setTo;

    /// <summary>The alarm is set to this moment; null: to none.</summary>
    public void SetTo(DateTimeOffset? at) => Interlocked.Exchange(ref _setTo, at?.UtcTicks ?? long.MaxValue);

    public void TimerSet(DateTimeOffset dueAt)
    {
        if (dueAt.UtcTicks < Interlocked.Read(ref _setTo))
            signals.Timers.Raise();
    }

    public void EffectsLeft() => signals.Effects.Raise();
}

using Automation.Stages.Health;
using Automation.Stages.Timers;

namespace Automation.Server.Work;

/// <summary>
/// Fires due timers, then sets the alarm for the next. It looks at the rows by itself too, for those that another node made, or that stood before this one started;
/// once an hour it puts right what the rows lack.
/// </summary>
internal sealed class TimerLoop(
    DueTimers timers, ITimerAlarm alarm, TimerClock clock, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<TimerLoop> logger)
    : WorkLoop("timers", signals.Timers, TimeSpan.FromSeconds(5), gate, problems, time, logger)
{
    private static readonly TimeSpan BetweenReconciliations = TimeSpan.FromHours(1);

    private DateTimeOffset _reconcileAt;
    private DateTimeOffset? _alarm;

    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        if (Time.GetUtcNow() is var now && now >= _reconcileAt)
        {
            await timers.ReconcileAsync(cancellationToken);
            _alarm = null;
            _reconcileAt = now + BetweenReconciliations;
        }

        if (await timers.FireAsync(cancellationToken))
            return true;
        // Before it is set, anything may be earlier than the alarm; a row that comes in between wakes us once more.
        clock.SetTo(null);
        var next = await timers.EarliestAsync(cancellationToken);
        if (next != _alarm)
            await alarm.SetAsync(next, cancellationToken);
        _alarm = next;
        clock.SetTo(next);
        return next <= Time.GetUtcNow();
    }
}

using Automation.Tickets.Calendars;

namespace Automation.Tickets.Sla;

/// <summary>One clock while a history runs past it.</summary>
internal sealed class ClockRun(SlaClockKind kind, int episode, DateTimeOffset start, SlaTrace? trace)
{
    private readonly DateTimeOffset _startedAt = start;
    private DateTimeOffset _at = start;
    private TimeSpan? _target;
    private TimeSpan _consumed;
    private BusinessCalendar _calendar = BusinessCalendar.AlwaysOpen;
    private DateTimeOffset? _due;
    private DateTimeOffset? _firstPassedDueAt;
    private DateTimeOffset? _stoppedAt;
    private bool _held;
    private bool _late;

    public SlaClockKind Kind => kind;

    public bool IsOpen => _stoppedAt is null;

    public void Start(SlaPolicy policy, SlaPriority priority)
    {
        _target = policy.For(priority)?.For(kind);
        _calendar = policy.CalendarFor(priority);
        SetDue();
        trace?.Started(kind, episode, _startedAt, policy, priority, _calendar, _target);
    }

    public void Retarget(DateTimeOffset at, SlaFactKind change, SlaPolicy policy, SlaPriority priority)
    {
        if (!IsOpen)
            return;
        Advance(at);
        var target = policy.For(priority)?.For(kind);
        _calendar = policy.CalendarFor(priority);
        // Already late, and the promise did not get looser: it stays late since the old due time.
        var staysLate = _late && target <= _target;
        _target = target;
        if (!staysLate)
        {
            _late = false;
            SetDue();
        }
        trace?.Retargeted(at, change, policy, priority, _calendar, _target, _consumed);
    }

    public void Hold(DateTimeOffset at, bool held, string? reason)
    {
        if (!IsOpen || held == _held)
            return;
        Advance(at);
        _held = held;
        SetDue();
        if (held)
            trace?.Paused(at, _calendar, reason, _consumed, _target);
        else
            trace?.Resumed(at, _calendar, _consumed, _target);
    }

    public void Stop(DateTimeOffset at)
    {
        if (!IsOpen)
            return;
        Advance(at);
        _stoppedAt = at;
        // A clock that ends while paused ends in time; its due time is where it would have been, had it run on.
        if (_target is not null)
            _due ??= DueFrom(at);
        trace?.Stopped(at, kind, _calendar, _late, _consumed, _target);
    }

    /// <summary>The clock as seen at a moment not before the last fact; null when nothing is promised.</summary>
    public SlaClock? At(DateTimeOffset at)
    {
        if (IsOpen)
            Advance(at);
        if (_target is not { } target)
            return null;
        var status = _late ? SlaClockStatus.Breached
            : !IsOpen ? SlaClockStatus.Met
            : _held ? SlaClockStatus.Paused
            : SlaClockStatus.Running;
        return new SlaClock(kind, episode, status, IsOpen && _held, _startedAt, target, _consumed, _due, _stoppedAt, _firstPassedDueAt);
    }

    /// <summary>The last steps of an explanation: what is counted up to the due time, and the due time itself.</summary>
    public void ExplainEnd(DateTimeOffset now)
    {
        if (!IsOpen)
            return;
        if (now > _due)
            Advance(now);
        if (trace is null || _target is not { } target || _due is not { } due)
            return;
        if (!_late)
            trace.Counted(_calendar, _at, due, _consumed);
        trace.Due(due, _calendar, target);
    }

    /// <summary>
    /// Late is a matter of the wall clock: due on Friday at closing time and answered on Saturday is late, though no
    /// business time passed in between.
    /// </summary>
    private void Advance(DateTimeOffset to)
    {
        if (!_held)
        {
            if (!_late && _target is not null)
                trace?.Counted(_calendar, _at, to < _due ? to : _due ?? to, _consumed);
            _consumed += _calendar.Between(_at, to);
            if (!_late && to > _due)
            {
                _late = true;
                _firstPassedDueAt ??= _due;
                trace?.Passed(_due.Value, _calendar, _target);
            }
        }
        _at = to;
    }

    private void SetDue()
    {
        if (!_late)
            _due = _held || _target is null ? null : DueFrom(_at);
    }

    private DateTimeOffset DueFrom(DateTimeOffset at) =>
        _consumed >= _target ? at : _calendar.Add(at, _target!.Value - _consumed);
}

namespace Automation.Graph.Tests;

/// <summary>
/// A clock that never makes a test wait: a timer fires at once and takes the clock to its due time. Timers of an hour or more (time-outs of requests) do not fire at all.
/// </summary>
internal sealed class HurryingTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = start;

    /// <summary>Called with the new time whenever it moves.</summary>
    public Action<DateTimeOffset>? Moved { get; set; }

    /// <summary>The waits that were asked for, in their order.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public void MoveTo(DateTimeOffset then)
    {
        lock (_lock)
        {
            if (then <= _now)
                return;
            _now = then;
            Moved?.Invoke(then);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(HurryingTime time, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan || dueTime >= TimeSpan.FromHours(1))
                return true;
            lock (time._lock)
                time.Waits.Add(dueTime);
            var due = time.GetUtcNow() + dueTime;
            ThreadPool.QueueUserWorkItem(_ =>
            {
                time.MoveTo(due);
                if (!_isDisposed)
                    callback(state);
            });
            return true;
        }

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

namespace Automation.Graph.Requests;

/// <summary>Counts what happened in the last stretch of time, in 60 slots. Errs on the safe side by up to one slot.</summary>
internal sealed class SlidingCount(int limit, TimeSpan window)
{
    private const int Slots = 61;
    private readonly long _slotTicks = Math.Max(1, window.Ticks / 60);
    private readonly long[] _slotOf = new long[Slots];
    private readonly int[] _counts = new int[Slots];

    public void Add(DateTimeOffset now, int count)
    {
        var slot = now.UtcTicks / _slotTicks;
        var place = slot % Slots;
        if (_slotOf[place] != slot)
        {
            _slotOf[place] = slot;
            _counts[place] = 0;
        }

        _counts[place] += count;
    }

    /// <summary>When this many more fit; now or earlier when they already do.</summary>
    public DateTimeOffset RoomAt(DateTimeOffset now, int count)
    {
        var current = now.UtcTicks / _slotTicks;
        var needed = Math.Min(count, limit);
        var used = 0;
        for (var i = 0; i < Slots; i++)
        {
            if (current - _slotOf[i] < Slots)
                used += _counts[i];
        }

        if (used + needed <= limit)
            return now;

        for (var slot = current - Slots + 1; slot <= current; slot++)
        {
            var place = slot % Slots;
            if (_slotOf[place] != slot)
                continue;
            used -= _counts[place];
            if (used + needed <= limit)
                return new DateTimeOffset((slot + Slots) * _slotTicks, TimeSpan.Zero);
        }

        return now;
    }
}

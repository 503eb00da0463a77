namespace Automation.Graph.Requests;

/// <summary>What the gate knows of one mailbox. Used under the gate's lock only.</summary>
internal sealed class MailboxTraffic(GateLimits limits)
{
    private readonly SlidingCount _requests = new(limits.RequestsPerWindow, limits.Window);
    private readonly SlidingCount _sends = new(limits.SendsPerMinute, TimeSpan.FromMinutes(1));
    private DateTimeOffset _singleFileUntil;
    private DateTimeOffset _throttledAt;
    private int _throttles;

    public int InFlight { get; set; }

    public DateTimeOffset PausedUntil { get; private set; }

    /// <summary>The pump that keeps this mailbox's places for an earlier waiter.</summary>
    public long ReservedBy { get; set; }

    public int Places(DateTimeOffset now) => now < _singleFileUntil ? 1 : limits.InFlightPerMailbox;

    public DateTimeOffset ReadyAt(DateTimeOffset now, in GateRequest request)
    {
        var ready = _requests.RoomAt(now, request.Requests);
        if (request.IsSend && _sends.RoomAt(now, 1) is var sends && sends > ready)
            ready = sends;
        return PausedUntil > ready ? PausedUntil : ready;
    }

    /// <summary>Whether nothing but the cap of mails a minute, which is ours, keeps this request back.</summary>
    public bool IsHeldBySends(DateTimeOffset now, in GateRequest request) =>
        request.IsSend && _sends.RoomAt(now, 1) > now && _requests.RoomAt(now, request.Requests) <= now && PausedUntil <= now;

    public void Count(DateTimeOffset now, in GateRequest request)
    {
        _requests.Add(now, request.Requests);
        if (request.IsSend)
            _sends.Add(now, 1);
    }

    /// <summary>Answers to requests made before the last throttling are stragglers and say nothing about now.</summary>
    public void Succeeded(DateTimeOffset enteredAt)
    {
        if (enteredAt > _throttledAt)
            _throttles = 0;
    }

    public void Throttled(DateTimeOffset now, DateTimeOffset enteredAt, TimeSpan? retryAfter, bool tooManyAtOnce, double chance)
    {
        // Several requests that were on their way together are throttled together; that is one complaint.
        if (_throttles == 0 || enteredAt >= PausedUntil)
            _throttles++;
        _throttledAt = now;
        if (tooManyAtOnce)
            _singleFileUntil = now + limits.SingleFile;

        // Some mailboxes answer "Retry-After: 1" for ever: a header is believed once, then our own growing pause is the least.
        var doublings = retryAfter is null ? _throttles - 1 : _throttles - 2;
        var pause = doublings < 0 ? TimeSpan.Zero : limits.FirstPause * Math.Pow(2, Math.Min(doublings, 20));
        if (pause > limits.LongestPause)
            pause = limits.LongestPause;
        pause *= 1 + (0.2 * chance);
        if (retryAfter is { } asked && asked > pause)
            pause = asked < limits.LongestAskedPause ? asked : limits.LongestAskedPause;
        if (now + pause > PausedUntil)
            PausedUntil = now + pause;
    }
}

using Automation.Mail.Mailboxes;

namespace Automation.Graph.Requests;

/// <summary>
/// Keeps all callers of this process together within Graph's limits (<see cref="GateLimits"/>), and keeps everybody out of a mailbox that asked for a pause.
/// First come, first served, with sending before reading but not for ever. Thread-safe.
/// </summary>
public sealed class RequestGate(GateLimits limits, TimeProvider time, Random random) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MailboxTraffic> _mailboxes = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<Waiter> _urgent = new();
    private readonly LinkedList<Waiter> _others = new();
    private ITimer? _timer;
    private int _inFlight;
    private int _urgentInARow;
    private long _entries;
    private long _pumps;

    /// <summary>Waits for a turn.</summary>
    /// <param name="patience">The longest wait for a pause or a used-up quota (not for others to finish).</param>
    /// <exception cref="MailboxException">Unavailable: the wait would be longer than the patience; nothing was asked.</exception>
    public Task<GateLease> EnterAsync(GateRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var waiter = new Waiter(request, TrafficOf(request.Mailbox), patience);
            waiter.Node = (request.Urgent ? _urgent : _others).AddLast(waiter);
            Pump();
            if (waiter.Node.List is not null)
            {
                waiter.Cancellation = cancellationToken.UnsafeRegister(
                    static (state, token) =>
                    {
                        var (gate, waiter) = ((RequestGate, Waiter))state!;
                        gate.Withdraw(waiter, token);
                    },
                    (this, waiter));
            }

            return waiter.Granted.Task;
        }
    }

    /// <summary>How long until this mailbox can send again; zero when now. For a worker that decides whether to take a row at all.</summary>
    public TimeSpan NextSendIn(string mailbox)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var wait = TrafficOf(mailbox).ReadyAt(now, new GateRequest(mailbox, Urgent: true, IsSend: true)) - now;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    /// <summary>Until when each mailbox that asked for a pause has it; for the health page.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Pauses()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return _mailboxes.Where(m => m.Value.PausedUntil > now).ToDictionary(m => m.Key, m => m.Value.PausedUntil);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    internal bool EnteredSince(GateLease lease) => Interlocked.Read(ref _entries) != lease.Entry;

    internal void Release(GateLease lease)
    {
        lock (_lock)
        {
            _inFlight -= lease.Places;
            lease.Traffic.InFlight -= lease.PlacesInMailbox;
            Pump();
        }
    }

    internal void Succeeded(GateLease lease)
    {
        lock (_lock)
            lease.Traffic.Succeeded(lease.EnteredAt);
    }

    internal void Throttled(GateLease lease, TimeSpan? retryAfter, bool tooManyAtOnce)
    {
        lock (_lock)
        {
            lease.Traffic.Throttled(time.GetUtcNow(), lease.EnteredAt, retryAfter, tooManyAtOnce, random.NextDouble());
            Pump();
        }
    }

    /// <summary>A request inside a batch was throttled, while the batch itself was not.</summary>
    internal void ThrottledInside(string mailbox, TimeSpan? retryAfter, bool tooManyAtOnce)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            TrafficOf(mailbox).Throttled(now, now, retryAfter, tooManyAtOnce, random.NextDouble());
            Pump();
        }
    }

    private MailboxTraffic TrafficOf(string mailbox)
    {
        if (!_mailboxes.TryGetValue(mailbox, out var traffic))
            _mailboxes.Add(mailbox, traffic = new MailboxTraffic(limits));
        return traffic;
    }

    private void Withdraw(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (waiter.Node.List is null)
                return;
            waiter.Node.List.Remove(waiter.Node);
            waiter.Granted.TrySetCanceled(cancellationToken);
            Pump();
        }
    }

    private void Pump()
    {
        var now = time.GetUtcNow();
        var wake = DateTimeOffset.MaxValue;
        // Each grant changes whose turn it is, so the walk starts again after it.
        while (GrantOne(now, ref wake))
        {
        }

        if (wake == DateTimeOffset.MaxValue)
            return;
        _timer ??= time.CreateTimer(
            static state =>
            {
                var gate = (RequestGate)state!;
                lock (gate._lock)
                    gate.Pump();
            },
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        // A millisecond more, because timers may come that much too early.
        _timer.Change(wake - now + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private bool GrantOne(DateTimeOffset now, ref DateTimeOffset wake)
    {
        wake = DateTimeOffset.MaxValue;
        var pump = ++_pumps;
        var othersFirst = _urgentInARow >= limits.SendsBeforeARead;
        return GrantFrom(othersFirst ? _others : _urgent, now, pump, ref wake, out var full)
            || (!full && GrantFrom(othersFirst ? _urgent : _others, now, pump, ref wake, out _));
    }

    private bool GrantFrom(LinkedList<Waiter> queue, DateTimeOffset now, long pump, ref DateTimeOffset wake, out bool full)
    {
        full = false;
        for (var node = queue.First; node is not null;)
        {
            var waiter = node.Value;
            var next = node.Next;
            var traffic = waiter.Traffic;
            var ready = traffic.ReadyAt(now, waiter.Request);
            if (ready > now)
            {
                if (ready - now > waiter.Patience)
                    Refuse(waiter, ready - now, now);
                else if (ready < wake)
                    wake = ready;
            }
            else if (traffic.ReservedBy != pump)
            {
                var inMailbox = Math.Min(waiter.Request.Requests, traffic.Places(now));

                // Never all of them: a slow batch in one mailbox must not keep the others from being read.
                var places = waiter.Request.Alone ? limits.InFlight : Math.Min(inMailbox, limits.InFlight);
                if (traffic.InFlight + inMailbox > traffic.Places(now))
                {
                    // Later, lighter requests must not overtake a batch for ever.
                    traffic.ReservedBy = pump;
                }
                else if (_inFlight + places > limits.InFlight)
                {
                    full = true;
                    return false;
                }
                else
                {
                    Grant(waiter, places, inMailbox, now);
                    return true;
                }
            }

            node = next;
        }

        return false;
    }

    private void Grant(Waiter waiter, int places, int inMailbox, DateTimeOffset now)
    {
        waiter.Leave();
        var hadCompany = _inFlight > 0;
        _inFlight += places;
        waiter.Traffic.InFlight += inMailbox;
        waiter.Traffic.Count(now, waiter.Request);
        _urgentInARow = waiter.Request.Urgent ? _urgentInARow + 1 : 0;
        var entry = Interlocked.Increment(ref _entries);
        waiter.Granted.TrySetResult(new GateLease(this, waiter.Traffic, places, inMailbox, now, entry, hadCompany));
    }

    private void Refuse(Waiter waiter, TimeSpan wait, DateTimeOffset now)
    {
        waiter.Leave();
        var seconds = Math.Ceiling(wait.TotalSeconds);
        var reason = waiter.Traffic.IsHeldBySends(now, waiter.Request)
            ? $"At most {limits.SendsPerMinute} mails a minute go out from {waiter.Request.Mailbox}; the next one goes in {seconds} s."
            : $"Microsoft 365 wants fewer requests to {waiter.Request.Mailbox}; the next one is made in {seconds} s.";
        waiter.Granted.TrySetException(new MailboxException(MailboxFault.Unavailable, $"{reason} Nothing needs to be done unless this goes on for hours.", wait));
    }

    private sealed class Waiter(GateRequest request, MailboxTraffic traffic, TimeSpan patience)
    {
        public GateRequest Request { get; } = request;

        public MailboxTraffic Traffic { get; } = traffic;

        public TimeSpan Patience { get; } = patience;

        public TaskCompletionSource<GateLease> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Waiter> Node { get; set; } = null!;

        public CancellationTokenRegistration Cancellation { get; set; }

        public void Leave()
        {
            Node.List!.Remove(Node);
            // Not Dispose: it would wait for a callback that waits for our lock.
            Cancellation.Unregister();
        }
    }
}

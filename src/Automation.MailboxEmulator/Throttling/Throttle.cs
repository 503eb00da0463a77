using System.Collections.Concurrent;
using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Graph;

namespace Automation.MailboxEmulator.Throttling;

/// <summary>Exchange's limits per application and mailbox. Limits can be changed while it runs.</summary>
internal sealed class Throttle(EmulatorOptions options)
{
    private static readonly TimeSpan RequestWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SendWindow = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Application, string Mailbox), Counter> _counters = new();

    public ThrottlingLimits Limits { get; set; } = options.Throttling;

    /// <summary>Lets a request in; dispose the pass when it is answered.</summary>
    /// <exception cref="GraphException">429 when a limit is reached.</exception>
    public Pass Enter(string application, string mailbox, string requestKind)
    {
        var counter = _counters.GetOrAdd((application, mailbox), static _ => new Counter());
        counter.Enter(Limits, options.Time.GetUtcNow(), RequestKinds.IsSend(requestKind));
        return new Pass(counter);
    }

    public void Reset() => _counters.Clear();

    internal readonly struct Pass(Counter counter) : IDisposable
    {
        public void Dispose() => counter.Leave();
    }

    internal sealed class Counter
    {
        private readonly Lock _gate = new();
        private readonly Queue<DateTimeOffset> _requests = [];
        private readonly Queue<DateTimeOffset> _sends = [];
        private int _inFlight;

        public void Enter(ThrottlingLimits limits, DateTimeOffset now, bool isSend)
        {
            lock (_gate)
            {
                if (limits.Enabled)
                {
                    if (_inFlight >= limits.Concurrent)
                        throw Over("MailboxConcurrency", TimeSpan.FromSeconds(1));
                    Check(_requests, limits.RequestsPerTenMinutes, RequestWindow, now, "MailboxRequests");
                    if (isSend)
                        Check(_sends, limits.SendsPerMinute, SendWindow, now, "MessageRate");
                    _requests.Enqueue(now);
                    if (isSend)
                        _sends.Enqueue(now);
                }

                _inFlight++;
            }
        }

        public void Leave()
        {
            lock (_gate)
                _inFlight--;
        }

        private static void Check(Queue<DateTimeOffset> window, int limit, TimeSpan length, DateTimeOffset now, string name)
        {
            while (window.TryPeek(out var oldest) && now - oldest >= length)
                window.Dequeue();
            if (window.Count >= limit)
                throw Over(name, limit > 0 ? window.Peek() + length - now : length);
        }

        private static GraphException Over(string limit, TimeSpan wait) =>
            new(429, "ApplicationThrottled", $"Application is over its {limit} limit.")
            {
                RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture),
            };
    }
}

using System.Collections.Concurrent;

namespace Automation.Server.Work;

/// <summary>Subscriptions whose mailbox asked to confirm them; left unanswered, they end early. Thread-safe.</summary>
internal sealed class SubscriptionReauthorizations
{
    private readonly ConcurrentDictionary<string, long> _asked = new(StringComparer.Ordinal);
    private long _count;

    public void Add(string subscriptionId) => _asked[subscriptionId] = Interlocked.Increment(ref _count);

    /// <summary>The wish that is open for the subscription, null when there is none. It stays open until <see cref="Met"/>.</summary>
    public long? Find(string subscriptionId) => _asked.TryGetValue(subscriptionId, out var wish) ? wish : null;

    /// <summary>There is no such subscription any more.</summary>
    public void Forget(string subscriptionId) => _asked.TryRemove(subscriptionId, out _);

    /// <summary>The wish was met. One that came meanwhile stays open.</summary>
    public void Met(string subscriptionId, long wish) => _asked.TryRemove(new KeyValuePair<string, long>(subscriptionId, wish));
}

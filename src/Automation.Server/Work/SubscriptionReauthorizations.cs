using System.Collections.Concurrent;

namespace Automation.Server.Work;

/// <summary>Subscriptions whose mailbox asked to confirm them; left unanswered, they end early. Thread-safe.</summary>
internal sealed class SubscriptionReauthorizations
{
    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);

    public void Add(string subscriptionId) => _asked[subscriptionId] = true;

    /// <summary>True once for each time it was asked for.</summary>
    public bool Take(string subscriptionId) => _asked.TryRemove(subscriptionId, out _);
}

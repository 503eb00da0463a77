namespace Automation.Graph.Requests;

/// <summary>The right to make one request (or one batch) now. Dispose when its answer is here.</summary>
public sealed class GateLease : IDisposable
{
    private readonly RequestGate _gate;
    private int _released;

    internal GateLease(RequestGate gate, MailboxTraffic traffic, int places, int placesInMailbox, DateTimeOffset enteredAt, long entry, bool hadCompany)
    {
        _gate = gate;
        Traffic = traffic;
        Places = places;
        PlacesInMailbox = placesInMailbox;
        EnteredAt = enteredAt;
        Entry = entry;
        HadCompanyAtEntry = hadCompany;
    }

    internal MailboxTraffic Traffic { get; }

    internal int Places { get; }

    internal int PlacesInMailbox { get; }

    internal DateTimeOffset EnteredAt { get; }

    internal long Entry { get; }

    internal bool HadCompanyAtEntry { get; }

    /// <summary>The mailbox answered normally: its back-off starts small again.</summary>
    public void Succeeded() => _gate.Succeeded(this);

    /// <summary>The mailbox wants fewer requests: nobody enters it before the pause is over.</summary>
    /// <param name="retryAfter">What it asked for; null when it did not say.</param>
    /// <param name="tooManyAtOnce">It complained of requests in parallel.</param>
    public void Throttled(TimeSpan? retryAfter, bool tooManyAtOnce = false) => _gate.Throttled(this, retryAfter, tooManyAtOnce);

    /// <summary>Whether another request was on its way at some time during this one.</summary>
    public bool HadCompany => HadCompanyAtEntry || _gate.EnteredSince(this);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
            _gate.Release(this);
    }
}

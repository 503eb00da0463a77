namespace Automation.MailboxEmulator.Faults;

/// <summary>The faults of one mailbox, with their own seeded chance.</summary>
internal sealed class FaultSwitches(int seed)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<FaultKind, int> _fired = [];
    private List<Fault> _faults = [];
    private Random _chance = new(seed);
    private volatile bool _hasAny;

    public int Seed { get; private set; } = seed;
    public bool HasAny => _hasAny;

    public IReadOnlyList<Fault> Faults
    {
        get
        {
            lock (_gate)
                return [.. _faults];
        }
    }

    /// <summary>How often each fault has fired since it was set.</summary>
    public IReadOnlyDictionary<FaultKind, int> Fired
    {
        get
        {
            lock (_gate)
                return new Dictionary<FaultKind, int>(_fired);
        }
    }

    public void Set(IEnumerable<Fault> faults, int? seed)
    {
        lock (_gate)
        {
            _faults = [.. faults];
            _fired.Clear();
            _hasAny = _faults.Count > 0;
            if (seed is { } given)
                Seed = given;
            _chance = new Random(Seed);
        }
    }

    public bool Fires(FaultKind kind, string? requestKind = null) => Take(kind, requestKind) is not null;

    /// <summary>The fault of this kind if it fires now; null otherwise.</summary>
    public Fault? Take(FaultKind kind, string? requestKind = null)
    {
        if (!_hasAny)
            return null;
        lock (_gate)
        {
            for (var i = 0; i < _faults.Count; i++)
            {
                var fault = _faults[i];
                if (fault.Kind != kind || fault.Remaining is <= 0 || !Concerns(fault, requestKind))
                    continue;
                // A seeded sequence is wanted here, so that a run can be repeated.
#pragma warning disable CA5394
                if (fault.Probability < 1 && _chance.NextDouble() >= fault.Probability)
                    continue;
#pragma warning restore CA5394
                if (fault.Remaining is { } remaining)
                    _faults[i] = fault with { Remaining = remaining - 1 };
                _fired[kind] = _fired.GetValueOrDefault(kind) + 1;
                return fault;
            }

            return null;
        }
    }

    private static bool Concerns(Fault fault, string? requestKind)
    {
        if (fault.On is { Count: > 0 } on)
            return requestKind is null || on.Contains(requestKind, StringComparer.OrdinalIgnoreCase);
        // What happens after the work was done matters most where it cannot be undone.
        var isAfterAccept = fault.Kind is FaultKind.GatewayTimeoutAfterAccept or FaultKind.ResetAfterAccept or FaultKind.RetryAfterOnAccept;
        return !isAfterAccept || requestKind is null || RequestKinds.IsSend(requestKind);
    }
}

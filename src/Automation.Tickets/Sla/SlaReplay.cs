namespace Automation.Tickets.Sla;

/// <summary>Runs a history through the clocks, fact by fact.</summary>
internal sealed class SlaReplay(SlaBook book, SlaTrace? trace)
{
    private readonly List<ClockRun> _clocks = new(2);
    private SlaPolicy? _policy;
    private SlaPriority _priority;
    private DateTimeOffset _at;
    private bool _paused;
    private bool _answered;
    private bool _resolved;
    private bool _waitsForAnswer;

    public void Run(IReadOnlyList<SlaFact> history)
    {
        if (history.Count == 0 || history[0].Kind != SlaFactKind.Opened)
            throw new SlaException(
                $"The history of a ticket must begin with {SlaFactKind.Opened}, this one begins with " +
                (history.Count == 0 ? "nothing." : $"{history[0].Kind}."));
        _at = history[0].At.ToUniversalTime();
        Open(history[0]);
        for (var i = 1; i < history.Count; i++)
        {
            var fact = history[i];
            MoveTo(fact.At);
            Apply(fact);
        }
    }

    public SlaState State(DateTimeOffset now)
    {
        MoveTo(now);
        var clocks = new List<SlaClock>(_clocks.Count);
        foreach (var run in _clocks)
            if (run.At(_at) is { } clock)
                clocks.Add(clock);
        return new SlaState(_policy!.Name, _priority, clocks);
    }

    public void ExplainEnd(DateTimeOffset now)
    {
        MoveTo(now);
        foreach (var clock in _clocks)
            clock.ExplainEnd(_at);
    }

    /// <summary>Time never runs back: two servers' clocks may disagree, the order of the history does not.</summary>
    private void MoveTo(DateTimeOffset to)
    {
        if (to > _at)
            _at = to.ToUniversalTime();
    }

    private void Apply(in SlaFact fact)
    {
        switch (fact.Kind)
        {
            case SlaFactKind.Opened:
                throw new SlaException("The history of a ticket has two Opened facts. Write Reopened for the later one.");
            case SlaFactKind.PriorityChanged:
                _priority = fact.Priority;
                Retarget(fact);
                break;
            case SlaFactKind.PolicyChanged:
                _policy = book.Policy(fact.Text ?? "");
                Retarget(fact);
                break;
            case SlaFactKind.PauseStarted when !_resolved:
                _paused = true;
                Hold(fact.Text);
                break;
            case SlaFactKind.PauseEnded:
                _paused = false;
                Hold(null);
                break;
            case SlaFactKind.RequesterWrote:
                _waitsForAnswer = true;
                StartNextResponse();
                break;
            case SlaFactKind.AgentReplied:
                _answered = true;
                _waitsForAnswer = false;
                Stop(SlaClockKind.FirstResponse);
                Stop(SlaClockKind.NextResponse);
                break;
            case SlaFactKind.Resolved when !_resolved:
                Resolve();
                break;
            case SlaFactKind.Reopened when _resolved:
                _resolved = false;
                Start(SlaClockKind.Resolution);
                StartNextResponse();
                break;
        }
    }

    private void Open(in SlaFact fact)
    {
        _policy = book.Policy(fact.Text ?? "");
        _priority = fact.Priority;
        Start(SlaClockKind.FirstResponse);
        Start(SlaClockKind.Resolution);
    }

    private void Resolve()
    {
        _resolved = true;
        _answered = true;
        _waitsForAnswer = false;
        _paused = false;
        foreach (var clock in _clocks)
            clock.Stop(_at);
    }

    /// <summary>Until the first answer the first response clock alone speaks: a second mail neither hurries nor delays it.</summary>
    private void StartNextResponse()
    {
        if (_waitsForAnswer && _answered && !_resolved && !_clocks.Exists(clock => clock is { Kind: SlaClockKind.NextResponse, IsOpen: true }))
            Start(SlaClockKind.NextResponse);
    }

    private void Start(SlaClockKind kind)
    {
        var clock = new ClockRun(kind, _clocks.Count(other => other.Kind == kind) + 1, _at, trace?.For(kind));
        clock.Start(_policy!, _priority);
        _clocks.Add(clock);
        clock.Hold(_at, IsHeld(clock), null);
    }

    private void Stop(SlaClockKind kind)
    {
        foreach (var clock in _clocks)
            if (clock.Kind == kind)
                clock.Stop(_at);
    }

    private void Retarget(in SlaFact fact)
    {
        foreach (var clock in _clocks)
            clock.Retarget(_at, fact.Kind, _policy!, _priority);
        // Another policy may pause other clocks.
        Hold(null);
    }

    private void Hold(string? reason)
    {
        foreach (var clock in _clocks)
            clock.Hold(_at, IsHeld(clock), reason);
    }

    private bool IsHeld(ClockRun clock) => _paused && (clock.Kind == SlaClockKind.Resolution || _policy!.PausesResponses);
}

using Automation.Rules.Replay;

namespace Automation.Stages.RuleBook;

/// <summary>A replay under way or ended. Thread-safe: whoever asked looks at it while it runs.</summary>
public sealed class ReplayRun : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReplayProgress _progress;
    private ReplayRunState _state = ReplayRunState.Running;
    private ReplayReport? _report;
    private string? _problem;

    internal ReplayRun(Guid id, PastRange range, string person, RuleReplay replay, DateTimeOffset startedAt)
    {
        (Id, Range, Person, Replay, StartedAt) = (id, range, person, replay, startedAt);
    }

    public Guid Id { get; }

    public PastRange Range { get; }

    public string Person { get; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Done when the run is over, however it ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Tickets in the range; 0 until they are counted.</summary>
    public int Total { get; internal set; }

    public ReplayProgress Progress
    {
        get
        {
            lock (_gate)
                return _progress;
        }
    }

    public ReplayRunState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>Null until it is finished.</summary>
    public ReplayReport? Report
    {
        get
        {
            lock (_gate)
                return _report;
        }
    }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
                return _problem;
        }
    }

    internal RuleReplay Replay { get; }

    internal CancellationToken Stopped => _stop.Token;

    public void Cancel() => _stop.Cancel();

    /// <summary>Both ways to the decision on one of the changed tickets; null when there is no such change.</summary>
    /// <param name="index">Place in the report's list of changes, from 0.</param>
    public ReplayExplanation? Explain(int index) =>
        Report is { } report && index >= 0 && index < report.Changes.Count ? Replay.Explain(report.Changes[index].Ticket) : null;

    internal void Tell(ReplayProgress progress)
    {
        lock (_gate)
            _progress = progress;
    }

    internal void End(ReplayRunState state, DateTimeOffset at, ReplayReport? report = null, string? problem = null)
    {
        lock (_gate)
            (_state, _report, _problem, EndedAt) = (state, report, problem, at);
        _ended.TrySetResult();
    }

    public void Dispose() => _stop.Dispose();
}

public enum ReplayRunState
{
    Running,
    Finished,
    Cancelled,
    Failed,
}

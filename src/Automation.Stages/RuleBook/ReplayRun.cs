using Automation.Rules.Fields;
using Automation.Rules.Replay;

namespace Automation.Stages.RuleBook;

/// <summary>A replay under way or ended. Thread-safe: whoever asked looks at it while it runs.</summary>
public sealed class ReplayRun : IDisposable
{
    private static readonly FactSheet Nothing = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReplayProgress _progress;
    private ReplayRunState _state = ReplayRunState.Running;
    private ReplayReport? _report;
    private string? _problem;
    private RuleReplay? _replay;

    internal ReplayRun(Guid id, PastRange range, string person, RuleReplay replay, DateTimeOffset startedAt)
    {
        (Id, Range, Person, _replay, StartedAt) = (id, range, person, replay, startedAt);
    }

    public Guid Id { get; }

    public PastRange Range { get; }

    public string Person { get; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Sets that were replayed as they stand in their draft.</summary>
    public IReadOnlyCollection<string> Drafts { get; internal init; } = [];

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

    /// <summary>What was counted stays; how a ticket came to be decided cannot be told any more, because what it takes was let go of.</summary>
    public bool IsLetGo
    {
        get
        {
            lock (_gate)
                return _replay is null;
        }
    }

    /// <summary>Bytes that the texts of the listed tickets take; 0 until it is finished.</summary>
    internal long Bytes { get; private set; }

    internal CancellationToken Stopped => _stop.Token;

    public void Cancel() => _stop.Cancel();

    /// <summary>Both ways to the decision on one of the changed tickets; null when there is no such change, or when the run was let go of.</summary>
    /// <param name="index">Place in the report's list of changes, from 0.</param>
    public ReplayExplanation? Explain(int index)
    {
        (RuleReplay? Replay, ReplayReport? Report) kept;
        lock (_gate)
            kept = (_replay, _report);
        return kept is { Replay: { } replay, Report: { } report } && index >= 0 && index < report.Changes.Count ? replay.Explain(report.Changes[index].Ticket) : null;
    }

    internal Task<ReplayReport> RunAsync(IAsyncEnumerable<PastTicket> tickets, IProgress<ReplayProgress> progress) =>
        _replay!.RunAsync(tickets, new ReplayOptions(), progress, _stop.Token);

    /// <summary>Lets go of what takes memory: the compiled rules and the tickets' texts. A page may still look at the run.</summary>
    internal void LetGo()
    {
        lock (_gate)
        {
            if (_state == ReplayRunState.Running)
                return;
            (_replay, Bytes) = (null, 0);
            _report = _report is { } report ? report with { Changes = [.. report.Changes.Select(c => c with { Ticket = c.Ticket with { Facts = Nothing } })] } : null;
        }
    }

    internal void Tell(ReplayProgress progress)
    {
        lock (_gate)
            _progress = progress;
    }

    internal void End(ReplayRunState state, DateTimeOffset at, ReplayReport? report = null, string? problem = null)
    {
        lock (_gate)
        {
            (_state, _report, _problem, EndedAt) = (state, report, problem, at);
            Bytes = report?.Changes.Sum(c => c.Ticket.Facts.Characters * sizeof(char)) ?? 0;
        }

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

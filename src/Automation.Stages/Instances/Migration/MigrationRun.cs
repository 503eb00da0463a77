namespace Automation.Stages.Instances.Migration;

/// <summary>Instances on their way to another version. Thread-safe: whoever asked looks at it while it runs.</summary>
public sealed class MigrationRun : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly InstanceMigrations.Obstacles _obstacles = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _moved;
    private int _stayed;
    private MigrationRunState _state = MigrationRunState.Running;
    private string? _problem;

    internal MigrationRun(Guid id, string definitionId, int from, int to, string person, int total, DateTimeOffset startedAt) =>
        (Id, DefinitionId, From, To, Person, Total, StartedAt) = (id, definitionId, from, to, person, total, startedAt);

    public Guid Id { get; }

    public string DefinitionId { get; }

    public int From { get; }

    public int To { get; }

    public string Person { get; }

    /// <summary>How many were not over when it began.</summary>
    public int Total { get; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Done when the run is over, however it ended.</summary>
    public Task Ended => _ended.Task;

    public int Moved => Read(() => _moved);

    public int Stayed => Read(() => _stayed);

    public MigrationRunState State => Read(() => _state);

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Problem => Read(() => _problem);

    /// <summary>Why some stayed.</summary>
    public IReadOnlyList<MigrationObstacle> Obstacles => Read(() => _obstacles.All);

    internal CancellationToken Stopped => _stop.Token;

    /// <summary>No further instance is moved; those that were stay moved.</summary>
    public void Cancel() => _stop.Cancel();

    internal void Tell(bool moved, string instanceId, IReadOnlyList<string> reasons)
    {
        lock (_gate)
        {
            if (moved)
                _moved++;
            else
                _stayed++;
            foreach (var reason in reasons)
                _obstacles.Add(reason, instanceId);
        }
    }

    internal void End(MigrationRunState state, DateTimeOffset at, string? problem)
    {
        lock (_gate)
            (_state, _problem, EndedAt) = (state, problem, at);
        _ended.TrySetResult();
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }

    public void Dispose() => _stop.Dispose();
}

public enum MigrationRunState
{
    Running,
    Finished,
    Cancelled,
    Failed,
}

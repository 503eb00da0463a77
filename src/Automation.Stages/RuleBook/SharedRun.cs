namespace Automation.Stages.RuleBook;

/// <summary>
/// One heavy computation at a time: who asks for what is being computed waits for the same answer, who asks for something else waits for their turn.
/// It is stopped when nobody waits for it any more. Thread-safe.
/// </summary>
internal sealed class SharedRun<TKey, TResult> : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<TKey, Run> _runs = [];
    private readonly TaskCompletionSource _queued = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once somebody had to wait for their turn.</summary>
    internal Task Queued => _queued.Task;

    /// <param name="compute">Called once for all who ask for this key until it is done.</param>
    /// <exception cref="OperationCanceledException">This caller does not wait any more; others may.</exception>
    public async Task<TResult> RunAsync(TKey key, Func<CancellationToken, Task<TResult>> compute, CancellationToken cancellationToken)
    {
        Run run;
        lock (_gate)
        {
            if (!_runs.TryGetValue(key, out var known))
            {
                known = new Run();
                var stop = known.Stop.Token;
                var begun = known;
                known.Answer = Task.Run(() => ComputeAsync(key, begun, compute, stop), CancellationToken.None);
                _runs[key] = known;
            }

            run = known;
            run.Waiting++;
        }

        try
        {
            return await run.Answer.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                if (--run.Waiting == 0)
                {
                    // The next who asks begins anew: this one may already be stopping.
                    Forget(key, run);
                    run.Stop.Cancel();
                }
            }
        }
    }

    private async Task<TResult> ComputeAsync(TKey key, Run run, Func<CancellationToken, Task<TResult>> compute, CancellationToken stop)
    {
        var turn = _turn.WaitAsync(stop);
        if (!turn.IsCompleted)
            _queued.TrySetResult();
        await turn;
        try
        {
            return await compute(stop);
        }
        finally
        {
            _turn.Release();
            lock (_gate)
                Forget(key, run);
        }
    }

    private void Forget(TKey key, Run run)
    {
        if (_runs.TryGetValue(key, out var known) && ReferenceEquals(known, run))
            _runs.Remove(key);
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Run
    {
        public CancellationTokenSource Stop { get; } = new();

        public int Waiting { get; set; }

        public Task<TResult> Answer { get; set; } = null!;
    }
}

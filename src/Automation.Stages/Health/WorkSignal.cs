namespace Automation.Stages.Health;

/// <summary>Wakes a waiting loop. Raising it many times before the loop looks wakes it once.</summary>
public sealed class WorkSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    public void Raise()
    {
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already raised and not yet seen: one wake-up is enough.
        }
        catch (ObjectDisposedException)
        {
            // A late wake-up during shutdown has nobody left to wake.
        }
    }

    /// <summary>Waits until raised or until the time is over, whichever is first.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var timer = time.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), timeout, atMost, Timeout.InfiniteTimeSpan);
        try
        {
            await _raised.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    public void Dispose() => _raised.Dispose();
}

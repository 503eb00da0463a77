using Microsoft.Extensions.Logging;

namespace Automation.Desk.Live;

/// <summary>
/// Tells open pages that something changed. One look at the database for all pages of this node, and none while no page is open;
/// a look rather than an event, because another node may have done the work. Thread-safe.
/// </summary>
internal sealed class DeskPulse(BeatReader beats, TimeProvider time, ILogger<DeskPulse> log) : IDisposable
{
    /// <summary>A change is on the screen within a second of its commit.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(700);

    private readonly Lock _gate = new();
    private readonly List<Listener> _listeners = [];
    private CancellationTokenSource? _stop;

    /// <param name="changed">Called from the pulse; must switch to the page's own context and return soon.</param>
    /// <returns>Dispose it to stop listening.</returns>
    public IDisposable Listen(Func<Task> changed)
    {
        var listener = new Listener(this, changed);
        lock (_gate)
        {
            _listeners.Add(listener);
            if (_stop is null)
            {
                _stop = new CancellationTokenSource();
                var token = _stop.Token;
                _ = Task.Run(() => LookAsync(token), CancellationToken.None);
            }
        }

        return listener;
    }

    public void Dispose()
    {
        lock (_gate)
            Stop();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        Beat? last = null;
        using var timer = new PeriodicTimer(Between, time);
        try
        {
            do
            {
                if (await ReadAsync(cancellationToken) is not { } beat || beat == last)
                    continue;

                // The first beat is news too: something may have changed between a page's reading and this one.
                last = beat;
                await TellAsync();
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The last page was closed.
        }
    }

    private async Task<Beat?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await beats.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The database is away or busy; the pages keep what they show and the next look tries again.
            log.LogDebug(e, "The pages could not look for changes.");
            return null;
        }
    }

    private async Task TellAsync()
    {
        Listener[] listeners;
        lock (_gate)
            listeners = [.. _listeners];
        foreach (var listener in listeners)
        {
            try
            {
                await listener.Changed();
            }
            catch (Exception e)
            {
                // A page that just closed must not keep the news from the others.
                log.LogDebug(e, "A page did not take the news.");
            }
        }
    }

    private void Remove(Listener listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
            if (_listeners.Count == 0)
                Stop();
        }
    }

    private void Stop()
    {
        _stop?.Cancel();
        _stop?.Dispose();
        _stop = null;
    }

    private sealed class Listener(DeskPulse pulse, Func<Task> changed) : IDisposable
    {
        public Func<Task> Changed => changed;

        public void Dispose() => pulse.Remove(this);
    }
}

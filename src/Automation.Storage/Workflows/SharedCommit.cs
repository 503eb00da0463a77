using System.Collections.Concurrent;
using Automation.Workflows.Execution;

namespace Automation.Storage.Workflows;

/// <summary>
/// Lets callers that come at the same time share one transaction: a commit that reaches the disk costs milliseconds however much is in it, and SQLite has one writer.
/// Whoever's turn it is takes along all who wait. Each has a session of its own, so a failure is its caller's alone; each gets its result after the commit. Thread-safe.
/// </summary>
internal sealed class SharedCommit(Func<IReadOnlyList<SharedCommit.Ticket>, Task> commitAsync) : IDisposable
{
    /// <summary>So that the first of many does not wait for all.</summary>
    private const int Most = 64;

    private readonly ConcurrentQueue<Ticket> _waiting = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<T> RunAsync<T>(Func<WorkflowSession, CancellationToken, ValueTask<T>> work, HostServices host, CancellationToken cancellationToken)
    {
        var mine = new Ticket<T>(work, host, cancellationToken);
        _waiting.Enqueue(mine);
        try
        {
            await _turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (mine.TryLeave())
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            // Somebody took it along already: what becomes of it is what is told.
            return await mine.Result;
        }

        try
        {
            // The queue is in order, so a turn or two reach this one however many came before.
            while (!mine.IsOver)
                await RunTurnAsync();
        }
        finally
        {
            _turn.Release();
        }

        return await mine.Result;
    }

    public void Dispose() => _turn.Dispose();

    private async Task RunTurnAsync()
    {
        var together = new List<Ticket>();
        while (together.Count < Most && _waiting.TryDequeue(out var next))
        {
            if (next.TryTake())
                together.Add(next);
        }

        if (together.Count == 0)
            return;
        try
        {
            await commitAsync(together);
        }
        catch (Exception e)
        {
            foreach (var ticket in together)
                ticket.Fail(e);
        }
    }

    /// <summary>One caller's work and where its result goes.</summary>
    internal abstract class Ticket(HostServices host, CancellationToken cancellationToken)
    {
        private int _state;

        public HostServices Host => host;

        public CancellationToken Cancellation => cancellationToken;

        public abstract bool IsOver { get; }

        /// <summary>Does the work on the session and keeps its result to itself until <see cref="Finish"/>. May run more than once, each time on a fresh session.</summary>
        public abstract Task WorkAsync(WorkflowSession session);

        /// <summary>Committed: the caller gets its result.</summary>
        public abstract void Finish();

        public abstract void Fail(Exception problem);

        public bool TryTake() => Interlocked.CompareExchange(ref _state, 1, 0) == 0;

        public bool TryLeave() => Interlocked.CompareExchange(ref _state, 2, 0) == 0;
    }

    private sealed class Ticket<T>(Func<WorkflowSession, CancellationToken, ValueTask<T>> work, HostServices host, CancellationToken cancellationToken) : Ticket(host, cancellationToken)
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _found;

        public Task<T> Result => _result.Task;

        public override bool IsOver => _result.Task.IsCompleted;

        public override async Task WorkAsync(WorkflowSession session) => _found = await work(session, Cancellation);

        public override void Finish() => _result.TrySetResult(_found!);

        public override void Fail(Exception problem)
        {
            if (problem is OperationCanceledException cancelled && Cancellation.IsCancellationRequested)
                _result.TrySetCanceled(cancelled.CancellationToken.IsCancellationRequested ? cancelled.CancellationToken : Cancellation);
            else
                _result.TrySetException(problem);
        }
    }
}

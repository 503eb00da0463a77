using System.Threading.Channels;
using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;

namespace Automation.Rules.Replay;

/// <summary>Lets a draft decide the tickets of the past beside the chain that is in force. Nothing is changed by it.</summary>
public sealed class RuleReplay(RuleChain current, RuleChain draft)
{
    // Handing over a ticket costs as much as deciding it; a batch makes it nothing.
    private const int BatchSize = 128;

    /// <summary>Decides every ticket of the stream by both chains, on several threads.</summary>
    /// <param name="tickets">Read by one thread, never more than a few batches ahead: it may come straight from a database.</param>
    /// <param name="progress">Told after each batch, by one thread at a time.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the stream is closed by then.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public async Task<ReplayReport> RunAsync(
        IAsyncEnumerable<PastTicket> tickets,
        ReplayOptions? options = null,
        IProgress<ReplayProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new ReplayOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MostChanges, nameof(options));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<Batch>(new BoundedChannelOptions(options.Workers * 2) { SingleWriter = true });
        var meter = new Meter(progress);
        var workers = Enumerable.Range(0, options.Workers)
            .Select(_ => Task.Run(() => WorkAsync(batches.Reader, options.MostChanges, meter, stop), CancellationToken.None))
            .ToArray();
        try
        {
            await ReadAsync(tickets, batches.Writer, stop.Token).ConfigureAwait(false);
            batches.Writer.Complete();
        }
        catch (Exception e)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            batches.Writer.Complete();
            // A worker that failed is why the reading was stopped, and says more than the cancellation does.
            if (e is not OperationCanceledException || cancellationToken.IsCancellationRequested)
            {
                await ((Task)Task.WhenAll(workers)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
        }
        var tallies = await Task.WhenAll(workers).ConfigureAwait(false);
        var all = new ReplayTally(current, draft, options.MostChanges);
        foreach (var tally in tallies)
            all.Add(tally);
        return all.Report();
    }

    /// <summary>Decides one ticket both ways and writes down how, rule by rule.</summary>
    public ReplayExplanation Explain(PastTicket ticket) =>
        new(current.Decide(ticket.Facts, TraceDetail.Full), draft.Decide(ticket.Facts, TraceDetail.Full));

    private static async Task ReadAsync(IAsyncEnumerable<PastTicket> tickets, ChannelWriter<Batch> batches, CancellationToken cancellationToken)
    {
        var position = 0L;
        var batch = new List<PastTicket>(BatchSize);
        await foreach (var ticket in tickets.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            batch.Add(ticket);
            if (batch.Count < BatchSize)
                continue;
            await batches.WriteAsync(new Batch(position, batch), cancellationToken).ConfigureAwait(false);
            position += batch.Count;
            batch = new List<PastTicket>(BatchSize);
        }
        if (batch.Count > 0)
            await batches.WriteAsync(new Batch(position, batch), cancellationToken).ConfigureAwait(false);
    }

    private async Task<ReplayTally> WorkAsync(ChannelReader<Batch> batches, int mostChanges, Meter meter, CancellationTokenSource stop)
    {
        try
        {
            var tally = new ReplayTally(current, draft, mostChanges);
            await foreach (var batch in batches.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                var (done, changed) = (tally.Tickets, tally.Changed);
                for (var i = 0; i < batch.Tickets.Count; i++)
                    tally.Add(batch.Tickets[i], batch.Position + i);
                meter.Add(tally.Tickets - done, tally.Changed - changed);
            }
            return tally;
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private sealed record Batch(long Position, List<PastTicket> Tickets);

    private sealed class Meter(IProgress<ReplayProgress>? progress)
    {
        private readonly Lock _gate = new();
        private long _done;
        private long _changed;

        public void Add(long done, long changed)
        {
            if (progress is null)
                return;
            lock (_gate)
            {
                _done += done;
                _changed += changed;
                progress.Report(new ReplayProgress(_done, _changed));
            }
        }
    }
}

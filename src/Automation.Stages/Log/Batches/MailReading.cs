using System.Collections.Concurrent;
using Automation.Storage.Inbox;

namespace Automation.Stages.Log.Batches;

/// <summary>
/// Reads the mails of a batch side by side: this is most of the work and needs no database. A mail that takes longer than any mail may is given up, so that one made to be costly
/// stops neither its desk nor the others; the thread that is still at it cannot be ended and is left to its work.
/// </summary>
/// <param name="limit">For one mail.</param>
internal sealed class MailReading(Func<InboxItem, MailCase> read, TimeSpan limit, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <returns>Each mail that was read or could not be; those whose turn had not come when one was given up are left out.</returns>
    public async Task<IReadOnlyDictionary<long, ReadMail>> ReadAsync(IReadOnlyList<InboxItem> items, CancellationToken cancellationToken)
    {
        var done = new ConcurrentDictionary<long, ReadMail>();
        var begun = new ConcurrentDictionary<long, long>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var all = Task.Run(() => Parallel.ForEach(items, new ParallelOptions { CancellationToken = stop.Token, MaxDegreeOfParallelism = Environment.ProcessorCount }, ReadOne), CancellationToken.None);
        while (true)
        {
            try
            {
                await all.WaitAsync(Look, time, cancellationToken);
                return done;
            }
            catch (TimeoutException)
            {
                var tooLong = begun.Where(b => !done.ContainsKey(b.Key) && time.GetElapsedTime(b.Value) > limit).Select(b => b.Key).ToList();
                if (tooLong.Count == 0)
                    continue;
                await stop.CancelAsync();
                var result = new Dictionary<long, ReadMail>(done);
                foreach (var id in tooLong)
                    result.TryAdd(id, new ReadMail(null, new TooCostlyMailException(limit)));
                return result;
            }
        }

        void ReadOne(InboxItem item)
        {
            begun[item.Id] = time.GetTimestamp();
            try
            {
                done[item.Id] = new ReadMail(read(item), null);
            }
            catch (Exception e)
            {
                // Whatever a hostile mail makes a parser do is this mail's own failure.
                done[item.Id] = new ReadMail(null, e);
            }
        }
    }
}

/// <summary>A mail as it was understood, or why it was not.</summary>
internal readonly record struct ReadMail(MailCase? Case, Exception? Problem);

/// <summary>Reading a mail took longer than any mail may take. It would take as long again, so it is not tried again by itself.</summary>
internal sealed class TooCostlyMailException(TimeSpan limit)
    : Exception($"Reading it takes longer than {limit.TotalSeconds:0} seconds: it may have been made to keep the desk busy. The mail is kept as it came.");

using Automation.Stages.Receiving;
using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Log.Batches;

/// <summary>
/// A mail can end the whole process: no handler catches a stack that overflows or memory that the system does not give. Nothing would count such an attempt, and the mail would stop every desk, start after start.
/// So an attempt is counted before it is made where there is reason to doubt a mail: it waited already when this process began, or an attempt failed before. All other mail pays nothing for it.
/// Those that wait from before are tried together once; whichever of them is left after that is tried alone, with growing pauses in which the others go on, and at last put into quarantine unread.
/// A server that is stopped in the middle takes back what it counted; one that is killed, or stopped while the database is away, cannot, and the reason given in the end says so.
/// </summary>
/// <remarks>For one caller at a time.</remarks>
internal sealed class BegunAttempts(DeskDatabase database, MailEndings endings, ReceivingOptions options, TimeProvider time)
{
    /// <summary>For taking back while the server is being stopped: it must not hold that up.</summary>
    private static readonly TimeSpan LongestTakeBack = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>Counted by this process and not ended yet. Ended by an outage of the database, they are tried again without being counted anew: the mail is not to blame.</summary>
    private readonly HashSet<long> _begun = [];

    /// <summary>What to try next, of mails that are ready, in their order: all up to the first doubtful one, or else the doubtful ones.</summary>
    public NextAttempt Choose(IReadOnlyList<WaitingMail> waiting)
    {
        if (waiting.Count == 0 || !IsDoubtful(waiting[0]))
            return new([.. waiting.TakeWhile(w => !IsDoubtful(w)).Select(w => w.Id)], IsDoubtful: false);
        return waiting[0].Attempts > 0
            ? new([waiting[0].Id], IsDoubtful: true)
            : new([.. waiting.TakeWhile(w => IsDoubtful(w) && w.Attempts == 0).Select(w => w.Id)], IsDoubtful: true);
    }

    /// <summary>Stores that an attempt begins. Others leave the mails alone meanwhile; should this process end, they are due after that pause.</summary>
    /// <returns>Those to be tried now: what another node took meanwhile, and what was tried often enough, is not among them.</returns>
    public async Task<IReadOnlyList<long>> BeginAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var now = time.GetUtcNow();
        // Another node may have begun the same attempt since they were chosen: then they are not due any more.
        var held = await database.Dialect.HoldReadyInboxAsync(context, ids, now, cancellationToken);
        var begun = new List<long>();
        foreach (var item in await context.Inbox.Where(x => held.Contains(x.Id)).OrderBy(x => x.Id).ToListAsync(cancellationToken))
        {
            if (!_begun.Contains(item.Id))
            {
                if (item.Attempts >= options.MostAttempts)
                {
                    item.Attempts--;
                    endings.Fail(item, new EndedProcessException(options.MostAttempts), now);
                    continue;
                }

                item.Attempts++;
            }

            item.NextAttemptAt = now + MailEndings.PauseAfter(item.Attempts);
            begun.Add(item.Id);
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _begun.UnionWith(begun);
        return begun;
    }

    /// <summary>The attempt came to an end of its own: what it was counted as is decided by whoever decides how it ended.</summary>
    public static void TakeBack(IEnumerable<InboxItem> items)
    {
        foreach (var item in items)
            item.Attempts--;
    }

    /// <summary>The server is being stopped in the middle of the attempt, which is nothing that the mails did: they are due again at once, as if it had not begun.</summary>
    public async Task TakeBackAsync(IReadOnlyCollection<long> ids)
    {
        using var limit = new CancellationTokenSource(LongestTakeBack, time);
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, limit.Token);
        var held = await database.Dialect.HoldReadyInboxAsync(context, ids, dueBy: null, limit.Token);
        var items = await context.Inbox.Where(x => held.Contains(x.Id)).ToListAsync(limit.Token);
        TakeBack(items);
        foreach (var item in items)
            item.NextAttemptAt = time.GetUtcNow();
        await context.SaveChangesAsync(limit.Token);
        await transaction.CommitAsync(limit.Token);
        End(ids);
    }

    /// <summary>To be called when how they ended is committed.</summary>
    public void End(IEnumerable<long> ids) => _begun.ExceptWith(ids);

    private bool IsDoubtful(WaitingMail mail) => mail.Attempts > 0 || mail.StoredAt < _startedAt;
}

/// <param name="Bytes">As stored.</param>
internal readonly record struct WaitingMail(long Id, long Bytes, DateTimeOffset StoredAt, int Attempts);

internal readonly record struct NextAttempt(IReadOnlyList<long> Ids, bool IsDoubtful);

/// <summary>The attempts at a mail were begun and never ended.</summary>
internal sealed class EndedProcessException(int attempts)
    : Exception($"The server ended {attempts} times while it was working on this mail. The mail may be made to stop it, or the server was killed for another reason each time. It is kept as it came, unread: see in the log why the server ended; if it was not this mail, try it again.");

using Automation.Mail.Mailboxes;
using Automation.Mail.Threading;
using Automation.Stages.Content;
using Automation.Stages.Health;
using Automation.Stages.Receiving;
using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Automation.Tickets.People;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Log.Batches;

/// <summary>
/// Logs stored mail: takes a batch from the inbox and gives each mail its one outcome, all in one commit.
/// A mail that fails costs the batch nothing: it is tried again later, and in the end quarantined with its reason.
/// </summary>
public sealed class MailProcessor(
    DeskDatabase database,
    DeskContentHolder holder,
    IMailSource source,
    LogWorkflow workflow,
    ReplyAddresses replyAddresses,
    DeskSignals signals,
    ProblemBoard problems,
    ReceivingOptions options,
    IIdGenerator ids,
    TimeProvider time,
    ILogger<MailProcessor> logger)
{
    /// <summary>Most bytes of stored mail in one batch; a larger mail is a batch by itself.</summary>
    private const long MostBytes = 64L * 1024 * 1024;

    private readonly MailEndings _endings = new(problems, options, logger);
    private readonly BegunAttempts _begun = new(database, new MailEndings(problems, options, logger), options, time);

    /// <summary>True when more mail may be waiting.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (!await workflow.IsPublishedAsync(cancellationToken))
        {
            problems.Report("workflow:log", ProblemSeverity.Error,
                "No published workflow begins with 'Mail received', so mail is stored but makes no tickets. Publish the log workflow; the mail waits and nothing is lost.");
            return false;
        }

        problems.Clear("workflow:log");
        var taken = new List<long>();
        try
        {
            return await ProcessAsync(options.BatchSize, taken, cancellationToken) > 0;
        }
        catch (Exception e) when (e is not OperationCanceledException && !DatabaseFaults.IsOutside(e) && taken.Count > 0)
        {
            // A conflict, or a mail that breaks the batch in a way of its own: alone, each shows what it is.
            logger.LogInformation("A batch of {Count} mails met a conflict ({Message}) and is repeated mail by mail.", taken.Count, e.GetBaseException().Message);
        }

        await ProcessAloneAsync(taken.Count, cancellationToken);
        return true;
    }

    /// <summary>Each in its own transaction, so that the one that the database refuses is found and the others go on.</summary>
    private async Task ProcessAloneAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            var taken = new List<long>();
            try
            {
                if (await ProcessAsync(1, taken, cancellationToken) == 0)
                    return;
            }
            catch (Exception e) when (DatabaseFaults.IsLostRace(e))
            {
                // Nobody's fault: the next round takes it again.
            }
            catch (Exception e) when (e is not OperationCanceledException && !DatabaseFaults.IsOutside(e) && taken.Count > 0)
            {
                await RecordFailureAsync(taken, wereCounted: false, e, cancellationToken);
            }
        }
    }

    private async Task<int> ProcessAsync(int count, List<long> taken, CancellationToken cancellationToken)
    {
        NextAttempt next;
        await using (var context = database.Open())
        {
            // Where other nodes compete, rows are locked while they are read; with a single writer, reading first keeps the lock short.
            await using var transaction = database.Dialect.AllowsManyNodes ? await database.Dialect.BeginWriteAsync(context, cancellationToken) : null;
            taken.AddRange(await database.Dialect.TakeReadyInboxAsync(context, time.GetUtcNow(), count, cancellationToken));
            if (taken.Count == 0)
                return 0;
            next = _begun.Choose(await WithinMemoryAsync(context, taken, cancellationToken));
            taken.RemoveAll(id => !next.Ids.Contains(id));
            if (!next.IsDoubtful)
            {
                await LogTakenAsync(context, transaction, taken, wereCounted: false, cancellationToken);
                return taken.Count;
            }
        }

        taken.Clear();
        await ProcessDoubtfulAsync(next.Ids, cancellationToken);
        // Also when all of them are another node's by now, or went into quarantine: those behind them need not wait.
        return next.Ids.Count;
    }

    /// <summary>Whatever comes of it is decided here: nobody tries these again before their pause is over.</summary>
    private async Task ProcessDoubtfulAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var begun = await _begun.BeginAsync(ids, cancellationToken);
        if (begun.Count == 0)
            return;
        try
        {
            await LogBegunAsync(begun, cancellationToken);
            _begun.End(begun);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await TakeBackAsync(begun);
            throw;
        }
        catch (Exception e) when (DatabaseFaults.IsLostRace(e) || (begun.Count > 1 && e is not OperationCanceledException && !DatabaseFaults.IsOutside(e)))
        {
            logger.LogInformation("{Count} mails that waited met a conflict ({Message}) and are tried again one by one.", begun.Count, e.GetBaseException().Message);
        }
        catch (Exception e) when (e is not OperationCanceledException && !DatabaseFaults.IsOutside(e))
        {
            await RecordFailureAsync(begun, wereCounted: true, e, cancellationToken);
            _begun.End(begun);
        }
    }

    private async Task LogBegunAsync(IReadOnlyList<long> begun, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = database.Dialect.AllowsManyNodes ? await database.Dialect.BeginWriteAsync(context, cancellationToken) : null;
        await LogTakenAsync(context, transaction, await database.Dialect.HoldReadyInboxAsync(context, begun, dueBy: null, cancellationToken), wereCounted: true, cancellationToken);
    }

    private async Task TakeBackAsync(IReadOnlyList<long> begun)
    {
        try
        {
            await _begun.TakeBackAsync(begun);
        }
        catch (Exception e) when (e is OperationCanceledException || DatabaseFaults.IsOutside(e) || DatabaseFaults.IsLostRace(e))
        {
            logger.LogInformation("{Count} mails keep an attempt that the stop of this server interrupted, because the database did not take it back: {Message}", begun.Count, e.GetBaseException().Message);
        }
    }

    private async Task LogTakenAsync(DeskContext context, IWriteTransaction? held, IReadOnlyCollection<long> taken, bool wereCounted, CancellationToken cancellationToken)
    {
        var content = holder.Current;
        var now = time.GetUtcNow();
        var items = await context.Inbox.Where(x => taken.Contains(x.Id)).OrderBy(x => x.Id).ToListAsync(cancellationToken);
        if (wereCounted)
            BegunAttempts.TakeBack(items);
        var read = await ReadAsync(items, content, cancellationToken);
        items.RemoveAll(x => !read.ContainsKey(x.Id));
        await using var own = held is null ? await database.Dialect.BeginWriteAsync(context, cancellationToken) : null;
        await LogAsync(context, content, items, read, now, cancellationToken);
        await database.Dialect.SaveAsync(context, cancellationToken);
        await (held ?? own!).CommitAsync(cancellationToken);
        signals.Send.Raise();
    }

    /// <summary>A batch of large mails is cut: the rest is taken by the next one.</summary>
    private static async Task<IReadOnlyList<WaitingMail>> WithinMemoryAsync(DeskContext context, List<long> taken, CancellationToken cancellationToken)
    {
        var waiting = await context.Inbox.Where(x => taken.Contains(x.Id)).OrderBy(x => x.Id)
            .Select(x => new WaitingMail(x.Id, (long)x.Row.Length + (x.Detail == null ? 0 : x.Detail.Length), x.StoredAt, x.Attempts))
            .ToListAsync(cancellationToken);
        var total = 0L;
        return [.. waiting.TakeWhile((mail, index) => (total += mail.Bytes) <= MostBytes || index == 0)];
    }

    private Task<IReadOnlyDictionary<long, ReadMail>> ReadAsync(List<InboxItem> items, DeskContent content, CancellationToken cancellationToken)
    {
        var reader = new MailReader(source, content.Identity, content.SubjectTags, replyAddresses.Value);
        return new MailReading(reader.Read, options.LongestRead, time).ReadAsync(items, cancellationToken);
    }

    private async Task LogAsync(
        DeskContext context, DeskContent content, List<InboxItem> items, IReadOnlyDictionary<long, ReadMail> read, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var refused = await database.Dialect.TryHoldAsync(context, [.. read.Values.Select(r => r.Case).OfType<MailCase>().SelectMany(ConversationHold.KeysOf).Distinct(StringComparer.Ordinal)], cancellationToken);
        var cases = new List<MailCase>();
        foreach (var item in items)
        {
            var (@case, problem) = read[item.Id];
            if (@case is null)
                _endings.Fail(item, problem!, now);
            else if (refused.Count == 0 || !ConversationHold.KeysOf(@case).Any(refused.Contains))
                cases.Add(@case);
        }

        var batch = new MailBatch(context, content, replyAddresses, ids, now);
        await batch.LoadAsync(cases, database.Dialect, cancellationToken);
        var earlier = new EarlierMail();
        var batchIds = items.Select(i => i.Id).ToHashSet();
        await earlier.LoadAsync(context, batchIds, [.. cases.Where(c => c.Keys.MessageIds.Count > 0 && FollowsNothing(c, batch))], now, cancellationToken);
        foreach (var item in items.Where(i => read[i.Id].Case is null && i.State == InboxState.Ready))
            earlier.Add(item);
        var session = workflow.Begin(context);
        var byId = items.ToDictionary(i => i.Id);
        foreach (var @case in cases)
            await LogOneAsync(byId[@case.InboxId], @case, batch, earlier, session, content, now, cancellationToken);
        batch.WriteTo();
        await session.WriteToAsync(cancellationToken);
        await database.Dialect.ReturnTicketNumbersAsync(context, batch.UnusedNumbers, cancellationToken);
    }

    private async Task LogOneAsync(
        InboxItem item,
        MailCase @case,
        MailBatch batch,
        EarlierMail earlier,
        LogWorkflowBatch session,
        DeskContent content,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var numbersBefore = batch.NumbersUsed;
        try
        {
            item.Sender = ShortText.Of(@case.Writer.Address, 320);
            item.Subject = ShortText.Of(@case.Mail.Subject, 500);
            if (batch.FindOriginal(@case) is { } original)
            {
                var saysOther = original.SaysOtherThan(@case);
                if (saysOther)
                    batch.TellOfOtherCopy(@case, original);
                MailEndings.Finish(
                    item, new MailOutcome(InboxOutcome.Ignored, saysOther ? "duplicate-with-other-content" : "duplicate", original.Describe(saysOther), original.TicketNumber), now);
                return;
            }

            if (options.Since is { } since && @case.Mail.ReceivedAt < since && FollowsNothing(@case, batch))
            {
                MailEndings.Finish(item, new MailOutcome(InboxOutcome.Ignored, "received-before-start", $"It was received before {since:u}, from when on this desk takes mail."), now);
                return;
            }

            if (earlier.IsAwaitedBy(@case, item) && FollowsNothing(@case, batch))
            {
                EarlierMail.Hold(item, now);
                return;
            }

            var work = batch.Begin(@case, content.Desks.TryGetValue(item.Mailbox, out var desk) ? desk : new Desk(item.Mailbox, item.Mailbox, "UTC", "en"));
            await session.RunAsync(work, cancellationToken);
            batch.Keep(work);
            item.IdentityKey = @case.Identity.DeduplicationKey;
            MailEndings.Finish(item, work.Outcome!, now);
            _endings.TellTemplates(work);
            _endings.TellBreaker(work);
        }
        catch (Exception e) when (e is not OperationCanceledException && !DatabaseFaults.IsOutside(e))
        {
            batch.TakeBackNumbers(numbersBefore);
            _endings.Fail(item, e, now);
            if (item.State == InboxState.Ready)
                earlier.Add(item);
        }
    }

    private static bool FollowsNothing(MailCase mail, MailBatch batch) => batch.Resolve(mail).Outcome is ThreadOutcome.NewTicket or ThreadOutcome.Stranger;

    private async Task RecordFailureAsync(IReadOnlyCollection<long> taken, bool wereCounted, Exception problem, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var items = await context.Inbox.Where(x => taken.Contains(x.Id) && x.State == InboxState.Ready).ToListAsync(cancellationToken);
        if (wereCounted)
            BegunAttempts.TakeBack(items);
        foreach (var item in items)
            _endings.Fail(item, problem, time.GetUtcNow());
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

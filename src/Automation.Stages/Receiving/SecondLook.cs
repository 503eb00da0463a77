using Automation.Mail.Mailboxes;
using Automation.Stages.Health;
using Automation.Storage.Inbox;

namespace Automation.Stages.Receiving;

/// <summary>Fetches what the sync page did not have: attachments, the rest of a partial row, the raw text of a bounce. Many mails share a request.</summary>
public sealed class SecondLook(IMailSource source, InboxDetails details, DeskSignals signals, NodeIdentity node, ReceivingOptions options, ProblemBoard problems, TimeProvider time)
{
    /// <summary>Graph takes 20 requests in one batch.</summary>
    private const int BatchSize = 20;

    /// <summary>After so many failures a mail goes on without what could not be fetched: an attachment must not hold back a ticket.</summary>
    private const int MostAttempts = 8;

    /// <summary>True when more may be waiting.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var pending = await details.TakeAsync(node.Name, BatchSize, cancellationToken);
        if (pending.Count == 0)
            return false;
        await details.StoreAsync(await FetchAsync(pending, cancellationToken), cancellationToken);
        signals.Process.Raise();
        return true;
    }

    private async Task<List<FetchedDetail>> FetchAsync(IReadOnlyList<PendingDetail> pending, CancellationToken cancellationToken)
    {
        var queries = pending.Select(p => new MailDetailQuery(p.MailboxItemId, p.Missing, options.MaxAttachmentBytes)).ToList();
        try
        {
            var answers = await source.ReadDetailsAsync(new MailFolder(pending[0].Mailbox, pending[0].Folder), queries, cancellationToken);
            return [.. pending.Zip(answers, Understand)];
        }
        catch (MailboxException e)
        {
            return [.. pending.Select(p => Failed(p, null, e.Message, e.RetryAfter, isFinal: false))];
        }
        catch (Exception e) when (e is not OperationCanceledException && pending.Count > 1)
        {
            // An answer nobody could foresee: alone, each mail shows whose it is, and costs the others nothing.
            var fetched = new List<FetchedDetail>(pending.Count);
            foreach (var one in pending)
                fetched.AddRange(await FetchAsync([one], cancellationToken));
            return fetched;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It counts as a failed attempt, so that it cannot stand in the way for ever.
            return [Failed(pending[0], null, e.GetBaseException().Message, retryAfter: null, isFinal: true)];
        }
    }

    private FetchedDetail Understand(PendingDetail pending, MailDetail answer)
    {
        try
        {
            return UnderstandAnswer(pending, answer);
        }
        catch (MailboxDataException e)
        {
            return Failed(pending, null, e.Message, answer.RetryAfter, isFinal: true);
        }
    }

    private FetchedDetail UnderstandAnswer(PendingDetail pending, MailDetail answer)
    {
        var wantedMessage = pending.Missing.HasFlag(MailParts.Message);
        return answer.Status switch
        {
            MailDetailStatus.Found => Found(pending, answer),
            MailDetailStatus.Moved => Ended(pending, answer, InboxReasons.MovedBeforeRead, "The mail was moved to another folder before it could be read."),
            MailDetailStatus.Gone when wantedMessage && answer.Row is null => Ended(pending, answer, InboxReasons.DeletedBeforeRead, "The mail was deleted before it could be read."),
            MailDetailStatus.Gone => GoOnWithout(pending, answer, answer.Problem ?? "The mail was deleted in the mailbox before its attachments were fetched."),
            _ when wantedMessage && answer.Row is not null => WithoutTheRest(pending, answer),
            MailDetailStatus.Refused when wantedMessage => Failed(pending, null, answer.Problem, answer.RetryAfter, isFinal: true),
            MailDetailStatus.Refused => GoOnWithout(pending, answer, answer.Problem),
            _ => Failed(pending, answer.Data, answer.Problem, answer.RetryAfter, isFinal: false),
        };
    }

    private FetchedDetail Found(PendingDetail pending, MailDetail answer)
    {
        var row = answer.Row?.ToArray();
        problems.Clear($"second-look:{pending.Mailbox}");
        var mail = row is null ? null : source.Parse(new MailFolder(pending.Mailbox, pending.Folder), row, null);
        return new FetchedDetail(
            pending.InboxId, row, mail?.InternetMessageId, mail?.ReceivedAt, answer.Data?.ToArray(), MailParts.None, answer.Problem, NextAttemptAt: null, IgnoredReason: null);
    }

    /// <summary>The row itself came, a part of the mail did not: the row is kept, and only the part is asked for again.</summary>
    private FetchedDetail WithoutTheRest(PendingDetail pending, MailDetail answer)
    {
        var row = answer.Row!.Value.ToArray();
        var mail = source.Parse(new MailFolder(pending.Mailbox, pending.Folder), row, null);
        var rest = source.MissingParts(row);
        var failed = Failed(pending with { Missing = rest }, answer.Data, answer.Problem, answer.RetryAfter, isFinal: false);
        return failed with { Row = row, InternetMessageId = mail.InternetMessageId, ReceivedAt = mail.ReceivedAt };
    }

    private static FetchedDetail Ended(PendingDetail pending, MailDetail answer, string reason, string explanation) =>
        new(pending.InboxId, answer.Row?.ToArray(), null, null, null, pending.Missing, answer.Problem ?? explanation, NextAttemptAt: null, reason);

    /// <summary>The mail has to do without what did not come; what did come is kept.</summary>
    private FetchedDetail GoOnWithout(PendingDetail pending, MailDetail answer, string? problem)
    {
        var row = answer.Row?.ToArray();
        var mail = row is null ? null : source.Parse(new MailFolder(pending.Mailbox, pending.Folder), row, null);
        return new FetchedDetail(
            pending.InboxId, row, mail?.InternetMessageId, mail?.ReceivedAt, answer.Data?.ToArray(), MailParts.None, problem, NextAttemptAt: null, IgnoredReason: null);
    }

    private FetchedDetail Failed(PendingDetail pending, ReadOnlyMemory<byte>? came, string? problem, TimeSpan? retryAfter, bool isFinal)
    {
        if (pending.Attempts + 1 >= MostAttempts)
        {
            if (!pending.Missing.HasFlag(MailParts.Message))
                return new FetchedDetail(pending.InboxId, null, null, null, came?.ToArray(), MailParts.None, problem, NextAttemptAt: null, IgnoredReason: null);
            if (isFinal)
            {
                problems.Report($"quarantine:{pending.InboxId}", ProblemSeverity.Error, $"Mail {pending.InboxId} to {pending.Mailbox} could not be read and is in quarantine: {problem}");
                return new FetchedDetail(pending.InboxId, null, null, null, null, pending.Missing, problem, NextAttemptAt: null, IgnoredReason: null) { QuarantineReason = "not-readable" };
            }

            // A mailbox that is away says nothing about the mail: it waits as long as it takes, and the administrator is told.
            problems.Report($"second-look:{pending.Mailbox}", ProblemSeverity.Warning, $"Mail to {pending.Mailbox} cannot be read completely yet: {problem} It is tried again by itself.");
        }

        var pause = TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, Math.Min(pending.Attempts, 10))));
        if (retryAfter > pause)
            pause = retryAfter.Value;
        return new FetchedDetail(pending.InboxId, null, null, null, null, pending.Missing, problem, time.GetUtcNow() + pause, IgnoredReason: null);
    }
}

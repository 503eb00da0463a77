using Automation.Mail.Mailboxes;

namespace Automation.Mail.Sending;

/// <summary>Stores a progress durably before returning; what it stored is what the next load gives. An exception from it ends the advance with nothing further done.</summary>
public delegate Task PersistSendProgress(SendProgress progress, CancellationToken cancellationToken);

/// <summary>
/// Sends a decided reply once, over a mailbox that has no idempotency key and may say "error" after it sent, or nothing at all.
/// </summary>
/// <remarks>
/// <para>The rule that carries everything: a draft with our send key is made first, its id is stored together with <see cref="SendState.Sending"/>, and only then is the draft sent.
/// A draft can be sent once; after that it is gone. So whatever happens in between, the outcome can be looked up by key, and a second send can only ever name the same draft.</para>
/// <para>What it costs: a reply that goes well is one request to make the complete draft and one to send it. There is no look-up before it, because
/// <see cref="SendProgress.FirstAttemptAt"/> is stored first: where it is not set there can be no draft. There is none after it either, as a rule:
/// the sync of Sent Items shows the copy with its send key, a page at a time, and the host calls <see cref="Confirm"/>. A copy not shown after
/// <see cref="SendTimings.ConfirmAfter"/> is looked for by key.</para>
/// <para>Storing: before the first request (attempt started), before the send (Sending, with the draft id), and the outcome, which the caller stores from the return value.</para>
/// <para>Only one worker may advance an item at a time; the host leases rows. Should a lease be lost in mid-request, both workers name the same draft.</para>
/// </remarks>
public sealed class SendProcedure(IMailSender sender, TimeProvider time, Random random, SendTimings? timings = null)
{
    private readonly SendTimings _timings = timings ?? new SendTimings();

    /// <summary>
    /// Goes as far as it can now. The caller stores what is returned and calls again at <see cref="SendProgress.NextAttemptAt"/>, unless <see cref="SendProgress.IsOver"/>.
    /// Does nothing before that time. Never throws for trouble with the mailbox; that becomes <see cref="SendProgress.Problem"/>.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled: the stored progress is right as it is.</exception>
    public async Task<SendProgress> AdvanceAsync(SendItem item, PersistSendProgress persist, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(persist);

        var (mail, progress) = item;
        if (progress.IsOver || progress.NextAttemptAt > time.GetUtcNow())
            return progress;

        try
        {
            return progress.State switch
            {
                SendState.Pending => await PrepareAsync(mail, progress, persist, cancellationToken).ConfigureAwait(false),
                SendState.Drafted when progress.DraftGoneSince is null => await SendAsync(mail, progress, persist, cancellationToken).ConfigureAwait(false),
                SendState.Drafted => await SendDoubtfulDraftAsync(mail, progress, persist, cancellationToken).ConfigureAwait(false),
                // A stored Sending means that the request was, or was about to be, on its way when the worker died.
                SendState.Sending => await ResolveAsync(mail, ToUnknown(progress with { DraftGoneSince = null }, "The server stopped while the mail was being sent."), persist, cancellationToken).ConfigureAwait(false),
                SendState.Unknown => await ResolveAsync(mail, progress, persist, cancellationToken).ConfigureAwait(false),
                SendState.Accepted => await ConfirmByLookingAsync(mail, progress, cancellationToken).ConfigureAwait(false),
                _ => progress,
            };
        }
        catch (MailboxException problem)
        {
            return AfterTrouble(progress, problem);
        }
    }

    /// <summary>The sent copy was seen, for instance by the sync of Sent Items. Right in every state, because a sent copy is proof; null when there is nothing to change.</summary>
    public static SendProgress? Confirm(SendProgress progress, SentMail copy)
    {
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(copy);
        return progress.State == SendState.Sent || copy.IsDraft ? null : ToSent(progress, copy);
    }

    /// <summary>
    /// A person asks to try again what was given up; null when there is nothing to revive. What may have gone is looked for first, and its draft is the only one that is ever sent.
    /// </summary>
    public static SendProgress? Revive(SendProgress progress, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (progress.State != SendState.Failed)
            return null;
        var again = progress with { NextAttemptAt = null, Tries = 0, Refusals = 0, DraftGoneSince = null };
        var mayHaveGone = progress.DraftId is not null && (progress.UnknownSince is not null || progress.AcceptedAt is not null || progress.DraftGoneSince is not null);
        return mayHaveGone
            ? again with { State = SendState.Unknown, UnknownSince = progress.UnknownSince ?? now, SendStartedAt = now }
            : again with { State = SendState.Pending, FirstAttemptAt = now };
    }

    private async Task<SendProgress> PrepareAsync(OutgoingMail mail, SendProgress progress, PersistSendProgress persist, CancellationToken cancellationToken)
    {
        SentMail draft;
        if (progress.FirstAttemptAt is null)
        {
            progress = progress with { FirstAttemptAt = time.GetUtcNow() };
            await persist(progress, cancellationToken).ConfigureAwait(false);
            draft = await sender.CreateDraftAsync(mail, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var found = await sender.FindAsync(mail.Mailbox, mail.SendKey, cancellationToken).ConfigureAwait(false);
            if (SentCopy(found) is { } copy)
                return ToSent(progress, copy);
            draft = FirstDraft(found) ?? await sender.CreateDraftAsync(mail, cancellationToken).ConfigureAwait(false);
        }

        progress = progress with
        {
            DraftId = draft.Id,
            InternetMessageId = draft.InternetMessageId,
            ConversationId = draft.ConversationId,
        };
        return await SendAsync(mail, progress, persist, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SendProgress> SendAsync(OutgoingMail mail, SendProgress progress, PersistSendProgress persist, CancellationToken cancellationToken)
    {
        progress = progress with { State = SendState.Sending, SendStartedAt = time.GetUtcNow(), NextAttemptAt = null };
        await persist(progress, cancellationToken).ConfigureAwait(false);
        var answer = await AskToSendAsync(mail.Mailbox, progress.DraftId!, cancellationToken).ConfigureAwait(false);

        return answer.Result switch
        {
            SendResult.Accepted => ToAccepted(progress),
            SendResult.Unknown => Later(ToUnknown(progress with { DraftGoneSince = null }, answer.Problem), _timings.FirstLook, tries: 0),
            _ when progress.UnknownSince is not null => AfterUnknown(progress, answer),
            SendResult.Throttled => Retry(progress with { State = SendState.Drafted, Problem = answer.Problem }, answer.RetryAfter),
            SendResult.DraftGone => NoDraft(progress, answer),
            // "Not a draft" after "not there": the same doubt.
            _ when progress.DraftGoneSince is not null => NoDraft(progress, answer),
            _ => Refused(progress, answer),
        };
    }

    private async Task<SendAnswer> AskToSendAsync(string mailbox, string draftId, CancellationToken cancellationToken)
    {
        try
        {
            return await sender.SendDraftAsync(mailbox, draftId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Whatever went wrong, the request may have been made. Anything but Unknown would risk a second mail.
            return new SendAnswer(SendResult.Unknown, null, problem.Message);
        }
    }

    /// <summary>The draft was sent again after an unknown outcome, and was not taken: now the answer tells about the first time too.</summary>
    private SendProgress AfterUnknown(SendProgress progress, SendAnswer answer)
    {
        // Throttled: this request did nothing, so the waiting time does not start over.
        if (answer.Result == SendResult.Throttled)
            return Retry(ToUnknown(progress, answer.Problem) with { SendStartedAt = progress.UnknownSince }, answer.RetryAfter);

        // Gone, or no longer a draft: most likely the first request did it. The next looks decide, because Exchange is known to give both answers at random.
        var unknown = ToUnknown(progress, answer.Problem) with
        {
            DraftGoneSince = time.GetUtcNow(),
            Refusals = progress.Refusals + (answer.Result == SendResult.Refused ? 1 : 0),
        };
        return Later(unknown, _timings.FirstLook, tries: 0);
    }

    private async Task<SendProgress> ResolveAsync(OutgoingMail mail, SendProgress progress, PersistSendProgress persist, CancellationToken cancellationToken)
    {
        IReadOnlyList<SentMail> found;
        try
        {
            found = await sender.FindAsync(mail.Mailbox, mail.SendKey, cancellationToken).ConfigureAwait(false);
        }
        catch (MailboxException problem)
        {
            return Retry(progress with { Problem = problem.Message }, problem.RetryAfter);
        }

        if (SentCopy(found) is { } copy)
            return ToSent(progress, copy);

        var now = time.GetUtcNow();
        var isShown = found.Any(m => m.Id == progress.DraftId);
        if (!isShown && progress.DraftGoneSince is { } since)
        {
            return now - since < _timings.ConfirmWithin
                ? LookLater(progress)
                : ToSent(progress, copy: null) with { Problem = "The mail left Drafts, but no sent copy was found in the mailbox." };
        }

        if (progress.Refusals >= _timings.TriesWhenRefused)
            return Failed(progress, $"It could not be found out whether the mail was sent. Look in the mailbox's Sent Items and Drafts, and send it from there if needed. {progress.Problem}");

        // Shown or not: only the answer to the same id is sure, and it is 404 when the draft has gone.
        return now - progress.SendStartedAt >= _timings.UnknownWait
            ? await SendAsync(mail, progress, persist, cancellationToken).ConfigureAwait(false)
            : LookLater(progress);
    }

    private async Task<SendProgress> ConfirmByLookingAsync(OutgoingMail mail, SendProgress progress, CancellationToken cancellationToken)
    {
        var found = await sender.FindAsync(mail.Mailbox, mail.SendKey, cancellationToken).ConfigureAwait(false);
        if (SentCopy(found) is { } copy)
            return ToSent(progress, copy);
        if (time.GetUtcNow() - progress.AcceptedAt < _timings.ConfirmWithin)
            return LookLater(progress);

        // Never sent again: the mailbox said yes. Exchange reports what it cannot deliver as a bounce.
        return found.Any(m => m.IsDraft && m.Id == progress.DraftId)
            ? Failed(progress, "The mailbox accepted the mail but still keeps it in Drafts. Open the mailbox and send it from there.")
            : ToSent(progress, copy: null) with { Problem = "The mailbox accepted the mail, but no sent copy was found in it." };
    }

    /// <summary>
    /// 404 for a draft that was never accepted as far as we know. Usually Exchange is late to know its own draft, so the same one is tried again.
    /// But a layer below may have repeated a request whose first answer was lost; so before another draft is made, nothing is asked for the waiting time of an unknown outcome, and then the sent copy is looked for.
    /// </summary>
    private SendProgress NoDraft(SendProgress progress, SendAnswer answer)
    {
        var now = time.GetUtcNow();
        var since = progress.DraftGoneSince ?? now;
        var told = progress with { Problem = answer.Problem };
        return now - since < _timings.LateDraft
            ? Retry(told with { State = SendState.Drafted, DraftGoneSince = since }, answer.RetryAfter)
            : Later(told with { State = SendState.Pending, DraftGoneSince = null, DraftId = null }, _timings.UnknownWait, progress.Tries + 1);
    }

    private async Task<SendProgress> SendDoubtfulDraftAsync(OutgoingMail mail, SendProgress progress, PersistSendProgress persist, CancellationToken cancellationToken)
    {
        var found = await sender.FindAsync(mail.Mailbox, mail.SendKey, cancellationToken).ConfigureAwait(false);
        return SentCopy(found) is { } copy
            ? ToSent(progress, copy)
            : await SendAsync(mail, progress, persist, cancellationToken).ConfigureAwait(false);
    }

    private SendProgress Refused(SendProgress progress, SendAnswer answer) =>
        progress.Refusals + 1 >= _timings.TriesWhenRefused
            ? Failed(progress, answer.Problem)
            : Retry(progress with { State = SendState.Drafted, Refusals = progress.Refusals + 1, Problem = answer.Problem }, answer.RetryAfter);

    private SendProgress AfterTrouble(SendProgress progress, MailboxException problem)
    {
        var started = progress with { FirstAttemptAt = progress.FirstAttemptAt ?? time.GetUtcNow(), Problem = problem.Message };
        if (started.State == SendState.Accepted)
            return Retry(started, problem.RetryAfter);
        // Rights and licences are not in it: an administrator can give them, and until then the reply waits.
        var final = problem.Fault is MailboxFault.Refused or MailboxFault.NotFound;
        if (final)
            started = started with { Refusals = started.Refusals + 1 };
        return final && started.Refusals >= _timings.TriesWhenRefused
            ? Failed(started, problem.Message)
            : Retry(started, problem.RetryAfter);
    }

    private SendProgress Retry(SendProgress progress, TimeSpan? asked)
    {
        // An unknown or accepted mail is never given up for lack of answers: it may have gone.
        if (progress.State is SendState.Pending or SendState.Drafted
            && progress.UnknownSince is null
            && time.GetUtcNow() - progress.FirstAttemptAt > _timings.GiveUpAfter)
        {
            return Failed(progress, progress.Problem);
        }

        var wait = Jittered(Doubled(_timings.FirstRetry, progress.Tries, _timings.LongestRetry));
        if (asked is { } longer && longer > wait)
            wait = longer < _timings.LongestAskedWait ? longer : _timings.LongestAskedWait;
        return Later(progress, wait, progress.Tries + 1);
    }

    private SendProgress LookLater(SendProgress progress) =>
        Later(progress, Jittered(Doubled(_timings.FirstLook, progress.Tries, _timings.LongestLook)), progress.Tries + 1);

    private SendProgress Later(SendProgress progress, TimeSpan wait, int tries) =>
        progress with { NextAttemptAt = time.GetUtcNow() + wait, Tries = tries };

    private SendProgress ToUnknown(SendProgress progress, string? problem) => progress with
    {
        State = SendState.Unknown,
        UnknownSince = progress.UnknownSince ?? time.GetUtcNow(),
        Problem = problem,
    };

    private SendProgress ToAccepted(SendProgress progress) => progress with
    {
        State = SendState.Accepted,
        AcceptedAt = time.GetUtcNow(),
        NextAttemptAt = time.GetUtcNow() + _timings.ConfirmAfter,
        Tries = 0,
        Problem = null,
    };

    private static SendProgress ToSent(SendProgress progress, SentMail? copy) => progress with
    {
        State = SendState.Sent,
        InternetMessageId = copy?.InternetMessageId ?? progress.InternetMessageId,
        ConversationId = copy?.ConversationId ?? progress.ConversationId,
        NextAttemptAt = null,
        Tries = 0,
        Problem = null,
    };

    private static SendProgress Failed(SendProgress progress, string? problem) =>
        progress with { State = SendState.Failed, NextAttemptAt = null, Problem = problem };

    private static SentMail? SentCopy(IReadOnlyList<SentMail> found) => found.FirstOrDefault(m => !m.IsDraft);

    /// <summary>The oldest, so that every look picks the same one.</summary>
    private static SentMail? FirstDraft(IReadOnlyList<SentMail> found) =>
        found.Where(m => m.IsDraft).OrderBy(m => m.CreatedAt).ThenBy(m => m.Id, StringComparer.Ordinal).FirstOrDefault();

    private TimeSpan Jittered(TimeSpan wait) => wait * (0.8 + (0.4 * random.NextDouble()));

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan longest)
    {
        var wait = first * Math.Pow(2, Math.Min(times, 20));
        return wait < longest ? wait : longest;
    }
}

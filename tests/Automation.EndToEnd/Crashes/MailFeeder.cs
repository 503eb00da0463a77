using Automation.EndToEnd.Harness;

namespace Automation.EndToEnd.Crashes;

/// <summary>Puts the planned mails into the emulator, little by little, and remembers what was put where.</summary>
internal sealed class MailFeeder(EmulatedMailboxes mailboxes, IReadOnlyList<PlannedMail> plan, int seed, TimeSpan patience) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private readonly SemaphoreSlim _allowed = new(0);
    private readonly Random _chance = new(seed + 1);
    private readonly HashSet<string> _people = new(StringComparer.Ordinal);
    private readonly List<PutMail> _put = [];
    private volatile int _count;

    public int Count => _count;

    /// <summary>Complete once <see cref="RunAsync"/> has ended.</summary>
    public IReadOnlyList<PutMail> Put => _put;

    /// <summary>Lets so many more mails go.</summary>
    public void Allow(int mails)
    {
        if (mails > 0)
            _allowed.Release(mails);
    }

    /// <exception cref="StormException">An acknowledgement that has to be answered did not come.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // What answers an acknowledgement has to wait for it, and does not keep the others waiting.
        var later = new List<PlannedMail>();
        foreach (var mail in plan)
        {
            await _allowed.WaitAsync(cancellationToken);
            if (!await TryPutAsync(mail, cancellationToken))
                later.Add(mail);
            for (var i = 0; i < later.Count && i < 2; i++)
            {
                if (await TryPutAsync(later[i], cancellationToken))
                    later.RemoveAt(i--);
            }

            await Task.Delay(_chance.Next(40), cancellationToken);
        }

        var lastProgress = System.Diagnostics.Stopwatch.StartNew();
        while (later.Count > 0)
        {
            for (var i = later.Count - 1; i >= 0; i--)
            {
                if (await TryPutAsync(later[i], cancellationToken))
                {
                    later.RemoveAt(i);
                    lastProgress.Restart();
                }
            }

            if (lastProgress.Elapsed > patience)
                throw new StormException($"{later.Count} acknowledgements did not come, so they could not be answered; the first is for {later[0].About!.MessageId} to {later[0].Desk}.");
            await Task.Delay(LookEvery, cancellationToken);
        }
    }

    public void Dispose() => _allowed.Dispose();

    private async Task<bool> TryPutAsync(PlannedMail mail, CancellationToken cancellationToken)
    {
        if (mail.Kind is MailKind.Reply or MailKind.OutOfOffice or MailKind.Bounce)
            return await TryAnswerAsync(mail, cancellationToken);
        if (mail.About is { } about && _people.Add(about.Requester))
            await mailboxes.AddPersonAsync(about.Requester, cancellationToken);
        Note(new PutMail(mail) { ItemId = await mailboxes.PutInAsync(mail.Desk, Text(mail), cancellationToken) });
        return true;
    }

    /// <summary>A duplicate has the bytes of the mail that opened its conversation.</summary>
    private byte[] Text(PlannedMail mail) => mail.Kind == MailKind.Duplicate
        ? MailText.Of(plan.First(p => p.About == mail.About && p.Kind is MailKind.New or MailKind.NewWithAttachment or MailKind.NewAtTheOtherDesk))
        : MailText.Of(mail);

    private async Task<bool> TryAnswerAsync(PlannedMail mail, CancellationToken cancellationToken)
    {
        var about = mail.About!;
        var acknowledgement = (await mailboxes.InboxOfAsync(about.Requester, cancellationToken)).Find(m => m.From?.Address == about.Desk);
        if (acknowledgement is null)
            return false;
        switch (mail.Kind)
        {
            case MailKind.Reply:
                Note(new PutMail(mail) { MessageId = await mailboxes.ReplyAsync(about.Requester, acknowledgement.Id, $"Thank you, number {mail.Number}.", cancellationToken) });
                break;
            case MailKind.OutOfOffice:
                await mailboxes.AnswerAutomaticallyAsync(about.Requester, acknowledgement.Id, cancellationToken);
                Note(new PutMail(mail) { Answers = acknowledgement.InternetMessageId, SubjectStart = "Automatic reply: " });
                break;
            default:
                await mailboxes.BounceAsync(about.Requester, acknowledgement.Id, cancellationToken);
                Note(new PutMail(mail) { Answers = acknowledgement.InternetMessageId, SubjectStart = "Undeliverable: " });
                break;
        }

        return true;
    }

    private void Note(PutMail mail)
    {
        _put.Add(mail);
        _count = _put.Count;
    }
}

/// <summary>A mail that was put in, and how to find it in the desk's mailbox: by one of the properties set.</summary>
internal sealed record PutMail(PlannedMail Plan)
{
    public string? ItemId { get; init; }

    public string? MessageId { get; init; }

    public string? Answers { get; init; }

    public string SubjectStart { get; init; } = "";

    public bool Is(EmulatedMessage message) =>
        ItemId is not null ? message.Id == ItemId
        : MessageId is not null ? message.InternetMessageId == MessageId
        : message.InReplyTo == Answers && message.Subject.StartsWith(SubjectStart, StringComparison.Ordinal);
}

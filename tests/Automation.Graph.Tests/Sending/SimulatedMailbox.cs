using Automation.Mail.Mailboxes;
using Automation.Mail.Sending;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Graph.Tests.Sending;

/// <summary>What goes wrong with one call. A mailbox has a list for each kind of call, used up in order; after it all goes well.</summary>
public enum SendFault
{
    None,

    /// <summary>Sent, and answered 504 or by a reset connection.</summary>
    SentThenUnclear,

    /// <summary>Not sent, and answered in the same way.</summary>
    NotSentUnclear,

    Throttled,

    /// <summary>404 for a draft that is there: Exchange being late.</summary>
    GoneAlthoughThere,

    /// <summary>Sent, then asked again by a layer below, which got 404.</summary>
    SentThenRepeatedBelow,

    Refused,
}

public enum CallFault
{
    None,
    FailsBefore,
    FailsAfter,
}

/// <summary>How this mailbox behaves besides the faults.</summary>
/// <param name="CopyVisibleAfter">Seconds until the sent copy is found.</param>
/// <param name="DraftVisibleFor">Seconds for which a sent draft is still shown, and could be sent a second time.</param>
public sealed record MailboxWays(bool KeepsId, int CopyVisibleAfter, int DraftVisibleFor, IReadOnlyList<SendFault> Sends, IReadOnlyList<CallFault> Creates, IReadOnlyList<CallFault> Finds);

/// <summary>A mailbox of our own making, as unpleasant as the real one is reported to be, that counts what really went out.</summary>
internal sealed class SimulatedMailbox(MailboxWays ways, FakeTimeProvider time, Action awaitPoint) : IMailSender
{
    private readonly List<Item> _items = [];
    private int _creates;
    private int _finds;
    private int _sends;

    public int Deliveries { get; private set; }

    public int Finds => _finds;

    public int Creates => _creates;

    public int Sends => _sends;

    public Task<IReadOnlyList<SentMail>> FindAsync(string mailbox, string sendKey, CancellationToken cancellationToken)
    {
        var fault = Next(ways.Finds, ref _finds);
        awaitPoint();
        if (fault != CallFault.None)
            throw new MailboxException(MailboxFault.Unavailable, "busy", TimeSpan.FromSeconds(3));
        var now = time.GetUtcNow();
        IReadOnlyList<SentMail> found = _items
            .Where(i => i.SendKey == sendKey)
            .SelectMany(i => i.Shown(now, ways))
            .ToList();
        awaitPoint();
        return Task.FromResult(found);
    }

    public Task<SentMail> CreateDraftAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var fault = Next(ways.Creates, ref _creates);
        awaitPoint();
        if (fault == CallFault.FailsBefore)
            throw new MailboxException(MailboxFault.Unavailable, "busy");
        var item = new Item($"draft-{_items.Count}", mail.SendKey, time.GetUtcNow());
        _items.Add(item);
        awaitPoint();
        return fault == CallFault.FailsAfter
            ? throw new MailboxException(MailboxFault.Unavailable, "no answer")
            : Task.FromResult(item.AsDraft());
    }

    public Task<SendAnswer> SendDraftAsync(string mailbox, string draftId, CancellationToken cancellationToken)
    {
        var fault = Next(ways.Sends, ref _sends);
        awaitPoint();
        var answer = Send(draftId, fault);
        awaitPoint();
        return Task.FromResult(answer);
    }

    private SendAnswer Send(string draftId, SendFault fault)
    {
        var now = time.GetUtcNow();
        switch (fault)
        {
            case SendFault.NotSentUnclear: return new SendAnswer(SendResult.Unknown, null, "504");
            case SendFault.Throttled: return new SendAnswer(SendResult.Throttled, TimeSpan.FromSeconds(7), "429");
            case SendFault.GoneAlthoughThere: return new SendAnswer(SendResult.DraftGone, null, "404");
            case SendFault.Refused: return new SendAnswer(SendResult.Refused, null, "ErrorNonExistentMailBox");
        }

        var item = _items.SingleOrDefault(i => i.Id == draftId);
        if (item is null)
            return new SendAnswer(SendResult.DraftGone, null, "404");
        if (item.SentAt is { } sentAt && (item.IsDraftGoneAtOnce || now >= sentAt + TimeSpan.FromSeconds(ways.DraftVisibleFor)))
            return ways.KeepsId ? new SendAnswer(SendResult.Refused, null, "400 not a draft") : new SendAnswer(SendResult.DraftGone, null, "404");

        Deliveries++;
        item.SentAt ??= now;
        item.IsDraftGoneAtOnce |= fault == SendFault.SentThenRepeatedBelow;
        return fault switch
        {
            SendFault.SentThenUnclear => new SendAnswer(SendResult.Unknown, null, "connection reset"),
            SendFault.SentThenRepeatedBelow => new SendAnswer(SendResult.DraftGone, null, "404"),
            // A 202 with a Retry-After, which must not be obeyed.
            _ => new SendAnswer(SendResult.Accepted, TimeSpan.FromSeconds(1), null),
        };
    }

    private static T Next<T>(IReadOnlyList<T> faults, ref int at)
        where T : struct
    {
        var fault = at < faults.Count ? faults[at] : default;
        at++;
        return fault;
    }

    private sealed class Item(string id, string sendKey, DateTimeOffset createdAt)
    {
        public string Id => id;

        public string SendKey => sendKey;

        public DateTimeOffset? SentAt { get; set; }

        public bool IsDraftGoneAtOnce { get; set; }

        public SentMail AsDraft() => new(id, IsDraft: true, $"<{id}@desk>", "conversation", createdAt);

        public IEnumerable<SentMail> Shown(DateTimeOffset now, MailboxWays ways)
        {
            if (SentAt is null || (!IsDraftGoneAtOnce && now < SentAt + TimeSpan.FromSeconds(ways.DraftVisibleFor)))
                yield return AsDraft();
            if (SentAt is { } sent && now >= sent + TimeSpan.FromSeconds(ways.CopyVisibleAfter))
                yield return AsDraft() with { Id = ways.KeepsId ? id : $"sent-{id}", IsDraft = false };
        }
    }
}

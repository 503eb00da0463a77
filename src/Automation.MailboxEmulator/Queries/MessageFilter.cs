using Automation.MailboxEmulator.Graph;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Queries;

/// <summary>A parsed <c>$filter</c>: a test for each message, and where it can, the few messages worth testing.</summary>
internal sealed class MessageFilter(Func<Message, bool> test, Func<Mailbox, IReadOnlyList<Message>>? candidates)
{
    public static MessageFilter Everything { get; } = new(_ => true, null);

    public bool Matches(Message message) => test(message);

    /// <summary>All messages that can match, from an index; null when every message must be tested.</summary>
    public IReadOnlyList<Message>? Candidates(Mailbox mailbox) => candidates?.Invoke(mailbox);

    /// <exception cref="GraphException">400 when it cannot be read or asks what Exchange refuses.</exception>
    public static MessageFilter Parse(string? filter) => filter is null ? Everything : new FilterParser(filter).Parse();

    public MessageFilter And(MessageFilter other)
    {
        var left = this;
        return new(m => left.Matches(m) && other.Matches(m), candidates ?? other.Index);
    }

    public MessageFilter Or(MessageFilter other)
    {
        var left = this;
        return new(m => left.Matches(m) || other.Matches(m), null);
    }

    public MessageFilter Not() => new(m => !Matches(m), null);

    private Func<Mailbox, IReadOnlyList<Message>>? Index => candidates;
}

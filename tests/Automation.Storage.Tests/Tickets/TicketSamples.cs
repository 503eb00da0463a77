using Automation.Mail.Sending;
using Automation.Storage.Outbox;
using Automation.Storage.Tickets;
using Automation.Tickets.History;

namespace Automation.Storage.Tests.Tickets;

/// <summary>Tickets and replies with just enough on them to be told apart.</summary>
internal static class TicketSamples
{
    public const string Desk = "desk@contoso.example";

    public static TicketDraft Open(this TicketBook book, long number, DateTimeOffset at, string requester = "ann@contoso.example", string subject = "Printer")
    {
        var draft = book.Create(number);
        draft.Append(new TicketOpened(number, Desk, requester, "Ann", subject, "mail") { At = at, Actor = requester });
        draft.AddParticipant(requester);
        return draft;
    }

    public static MessageReceived Message(DateTimeOffset at) =>
        new(Guid.NewGuid(), "ann@contoso.example", "MessageId", "answers <a@b>", NewParticipant: false) { At = at, Actor = "ann@contoso.example" };

    public static OutboxItem Reply(long ticket, DateTimeOffset at, string to = "ann@contoso.example", string purpose = "acknowledgement")
    {
        var key = $"HD-{ticket}:{purpose}:1";
        return new OutboxItem
        {
            SendKey = key,
            Purpose = purpose,
            Mailbox = Desk,
            TicketNumber = ticket,
            RecipientKey = to,
            RecipientPattern = to,
            RecipientDomain = to[(to.IndexOf('@', StringComparison.Ordinal) + 1)..],
            Payload = OutboxJson.Write(new OutgoingMail(Desk, key, [new(to)], [], "Re: Printer", "<p>Hello</p>", "m1", "<m1@x>", IsAutomatic: true)),
            Progress = OutboxJson.Write(SendProgress.New),
            NextAttemptAt = at,
            CreatedAt = at,
            UpdatedAt = at,
        };
    }
}

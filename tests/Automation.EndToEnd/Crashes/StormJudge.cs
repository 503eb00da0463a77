using System.Text.RegularExpressions;
using Automation.EndToEnd.Harness;

namespace Automation.EndToEnd.Crashes;

/// <summary>Compares what lies in the mailboxes with what the desk says became of it. Each finding is a broken promise, in words.</summary>
internal sealed partial class StormJudge(EmulatedMailboxes mailboxes, DeskApi desk, IReadOnlyList<PutMail> put)
{
    private readonly List<string> _violations = [];
    private readonly Dictionary<PutMail, InboxEntry> _entries = [];

    public async Task<IReadOnlyList<string>> JudgeAsync(CancellationToken cancellationToken)
    {
        var inbox = await desk.InboxAsync(cancellationToken);
        foreach (var address in MailPlan.Desks)
            JudgeOutcomes(address, await mailboxes.InboxOfAsync(address, cancellationToken), [.. inbox.Where(x => x.Mailbox == address)]);
        var numbers = JudgeConversations();
        JudgeStrays();
        await JudgeTicketsAsync(numbers, cancellationToken);
        await JudgeSendsAsync(numbers, cancellationToken);
        await JudgeDeliveriesAsync(numbers, cancellationToken);
        return _violations;
    }

    /// <summary>Every mail in the mailbox is in the inbox once, with one outcome; nothing else is.</summary>
    private void JudgeOutcomes(string address, List<EmulatedMessage> messages, List<InboxEntry> entries)
    {
        var expected = put.Where(p => p.Plan.Desk == address).ToList();
        Expect(messages.Count == expected.Count, $"{address}: {expected.Count} mails were put in, {messages.Count} lie in the mailbox.");
        var byItem = entries.ToLookup(x => x.MailboxItemId, StringComparer.Ordinal);
        foreach (var message in messages)
        {
            var rows = byItem[message.Id].ToList();
            Expect(rows.Count == 1, $"{address}: the mail {message.InternetMessageId} is in the inbox {rows.Count} times.");
            if (rows.Count == 0)
                continue;
            var row = rows[0];
            Expect(row.Outcome is "Ticket" or "Appended" or "Ignored" && row.State == "Done",
                $"{address}: mail {row.Id} ({message.InternetMessageId}) has the outcome '{row.Outcome}' in state {row.State}: {row.Explanation}");
            var origin = expected.Where(p => p.Is(message)).ToList();
            Expect(origin.Count == 1, $"{address}: the mail {message.InternetMessageId} '{message.Subject}' was put in {origin.Count} times, as far as the storm knows.");
            if (origin.Count == 1)
                _entries[origin[0]] = row;
        }

        var known = messages.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var row in entries.Where(x => !known.Contains(x.MailboxItemId)))
            _violations.Add($"{address}: mail {row.Id} is in the inbox, but not in the mailbox.");
    }

    /// <summary>One conversation, one ticket: the mail that opened it, every follow-up and every machine's answer.</summary>
    private Dictionary<Conversation, string> JudgeConversations()
    {
        var numbers = new Dictionary<Conversation, string>();
        foreach (var conversation in _entries.Where(e => e.Key.Plan.About is not null).GroupBy(e => e.Key.Plan.About!))
        {
            var name = $"{conversation.Key.MessageId} to {conversation.Key.Desk}";
            var copies = conversation.Where(e => IsCopyOfTheFirst(e.Key.Plan.Kind)).Select(e => e.Value).ToList();
            var duplicates = copies.Count(c => c is { Outcome: "Ignored", Reason: "duplicate" });
            Expect(duplicates == copies.Count - 1, $"{name}: of {copies.Count} copies {duplicates} are duplicates.");

            var openers = conversation.Where(e => e.Value.Outcome == "Ticket").ToList();
            Expect(openers.Count == 1, $"{name}: {openers.Count} mails opened a ticket ({string.Join(", ", openers.Select(o => $"{o.Key.Plan.Kind} {o.Value.Ticket}"))}).");
            if (openers.Count == 0)
                continue;
            var number = openers[0].Value.Ticket!;
            numbers[conversation.Key] = number;
            foreach (var (mail, entry) in conversation.Where(e => e.Value.Reason != "duplicate"))
            {
                Expect(entry.Ticket == number, $"{name}: {mail.Plan.Kind} (mail {entry.Id}) is on {entry.Ticket ?? "no ticket"} instead of {number}: {entry.Outcome} {entry.Reason}.");
                if (mail.Plan.Kind == MailKind.OutOfOffice)
                    Expect(entry is { Outcome: "Appended", Reason: "auto-reply" }, $"{name}: the out-of-office answer ended as {entry.Outcome}: {entry.Reason}.");
                else if (mail.Plan.Kind == MailKind.Bounce)
                    Expect(entry is { Outcome: "Appended", Reason: "bounce" }, $"{name}: the bounce ended as {entry.Outcome}: {entry.Reason}.");
            }
        }

        foreach (var twice in numbers.GroupBy(n => n.Value).Where(g => g.Count() > 1))
            _violations.Add($"{twice.Key} is the ticket of {twice.Count()} conversations: {string.Join(", ", twice.Select(t => t.Key.MessageId))}.");
        return numbers;
    }

    private void JudgeStrays()
    {
        foreach (var (mail, entry) in _entries.Where(e => e.Key.Plan.About is null))
            Expect(entry is { Outcome: "Ignored", Ticket: null }, $"{mail.Plan.Kind} (mail {entry.Id}) answers nothing and ended as {entry.Outcome}: {entry.Reason} {entry.Ticket}.");
    }

    private async Task JudgeTicketsAsync(Dictionary<Conversation, string> numbers, CancellationToken cancellationToken)
    {
        var opened = put.Select(p => p.Plan.About).OfType<Conversation>().Distinct().Count();
        var tickets = await desk.TicketsAsync(cancellationToken);
        Expect(tickets.Count == opened, $"There are {tickets.Count} tickets for {opened} conversations.");
        foreach (var unknown in tickets.Where(t => !numbers.ContainsValue(t.Number)))
            _violations.Add($"{unknown.Number} ('{unknown.Subject}') belongs to no conversation.");
        foreach (var (conversation, number) in numbers)
        {
            var bounces = put.Count(p => p.Plan.Kind == MailKind.Bounce && p.Plan.About == conversation);
            var mails = _entries.Count(e => e.Key.Plan.About == conversation && e.Value.Reason != "duplicate");
            var detail = await desk.TicketAsync(number, cancellationToken);
            var received = detail.Messages.Count(m => m.Direction == "Incoming");
            Expect(received == mails, $"{number} has {received} received messages for {mails} mails.");
            var failures = detail.History.Count(h => h.Kind == "delivery-failed");
            Expect(failures == bounces, $"{number} shows {failures} failed deliveries for {bounces} bounces.");
            Expect(detail.Ticket.Requester == conversation.Requester, $"{number} belongs to {detail.Ticket.Requester} instead of {conversation.Requester}.");
        }
    }

    /// <summary>One accepted send for each ticket, known as sent by the desk, and no other.</summary>
    private async Task JudgeSendsAsync(Dictionary<Conversation, string> numbers, CancellationToken cancellationToken)
    {
        var sends = (await mailboxes.StatisticsAsync(cancellationToken)).Sends.ByKey;
        var outbox = (await desk.OutboxAsync(cancellationToken)).ToLookup(x => x.SendKey, StringComparer.Ordinal);
        var expected = numbers.Values.Select(n => $"{n}:acknowledgement:1").ToHashSet(StringComparer.Ordinal);
        foreach (var key in expected)
        {
            Expect(sends.GetValueOrDefault(key) == 1, $"{key} was accepted {sends.GetValueOrDefault(key)} times.");
            var rows = outbox[key].ToList();
            Expect(rows.Count == 1, $"{key} is in the outbox {rows.Count} times.");
            foreach (var row in rows)
                Expect(row.State == "Sent" && row.Problem is null, $"{key} is {row.State} in the outbox. {row.Problem}");
        }

        foreach (var key in sends.Keys.Concat(outbox.Select(o => o.Key)).Where(k => !expected.Contains(k)).Distinct(StringComparer.Ordinal))
            _violations.Add($"{key} was sent or is in the outbox, but belongs to no conversation.");
    }

    /// <summary>What the requesters find in their mailboxes: one acknowledgement a ticket, with its number.</summary>
    private async Task JudgeDeliveriesAsync(Dictionary<Conversation, string> numbers, CancellationToken cancellationToken)
    {
        foreach (var requester in numbers.GroupBy(n => n.Key.Requester))
        {
            var received = (await mailboxes.InboxOfAsync(requester.Key, cancellationToken)).Select(m => NumberIn().Match(m.Subject).Value).Order(StringComparer.Ordinal).ToList();
            var expected = requester.Select(n => n.Value).Order(StringComparer.Ordinal).ToList();
            Expect(received.SequenceEqual(expected), $"{requester.Key} received acknowledgements for [{string.Join(", ", received)}] instead of [{string.Join(", ", expected)}].");
        }
    }

    private static bool IsCopyOfTheFirst(MailKind kind) =>
        kind is MailKind.New or MailKind.NewWithAttachment or MailKind.NewAtTheOtherDesk or MailKind.Duplicate;

    private void Expect(bool holds, string violation)
    {
        if (!holds)
            _violations.Add(violation);
    }

    [GeneratedRegex(@"HD-\d+")]
    private static partial Regex NumberIn();
}

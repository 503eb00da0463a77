using Automation.Rules.Model;
using Automation.Tickets.History;
using Microsoft.Extensions.Localization;

namespace Automation.Desk.History;

/// <summary>A ticket's history in plain words: one sentence for every kind of event.</summary>
/// <param name="time">Writes a time as the reader reads it.</param>
internal sealed class EventSentences(IStringLocalizer<DeskText> words, Func<DateTimeOffset, string> time, Func<string, string> teamName)
{
    /// <summary>Null for a kind that nobody has given words yet; a test makes sure that there is none.</summary>
    public string? Of(TicketEvent happened) => happened switch
    {
        TicketOpened e => words["{0} opened the ticket by {1}: “{2}”.", e.RequesterName ?? e.Requester, e.Source, e.Subject],
        MessageReceived { ThreadedBy: null } e => words["{0} wrote.", e.From],
        MessageReceived { NewParticipant: true } e => words["{0} wrote for the first time on this ticket; it was recognised by {1}.", e.From, Sign(e.ThreadedBy!)],
        MessageReceived e => words["{0} wrote; it was recognised by {1}.", e.From, Sign(e.ThreadedBy!)],
        MessageSent => words["Our reply left the mailbox."],
        MessageNotSent e => words["Our reply could not be sent and is not tried again by itself: {0}", e.Problem ?? words["no reason given"].Value],
        AutomaticMailReceived e => words["A machine answered for {0} ({1}). It changes nothing and gets no answer.", e.From, e.Sign],
        DeliveryFailed e => Failed(e),
        RulesApplied e => Decided(e),
        ClassificationCorrected e => Corrected(e),
        TeamChosen e => words["The workflow gave it to the team {0}, because the rules had decided none.", teamName(e.Team)],
        Assigned e => Given(e),
        ServiceLevelSet e => Promise(e),
        ReplyQueued { Template: "built-in" } e => words["A plain {0} to {1} was written without a template.", Purpose(e.Purpose), string.Join(", ", e.To)],
        ReplyQueued e => words["The {0} to {1} was written from the template {2}.", Purpose(e.Purpose), string.Join(", ", e.To), e.Template],
        ReplySkipped e => words["No {0} was sent: {1}", Purpose(e.Purpose), e.Explanation],
        TemplateFailed e => words["The template {0} could not be used: {1}", e.Template, e.Error],
        StatusChanged e => words["Status changed from {0} to {1}: {2}", words[e.From.ToString()].Value, words[e.To.ToString()].Value, e.Reason],
        StrangerMentionedTicket e => words["The mail names {0}, but its writer takes no part in that ticket; so it became a ticket of its own.", TicketNumber.Format(e.MentionedNumber)],
        OtherCopyReceived e => words["A second copy of a mail from {0} came with a different text or different attachments. It is kept as mail {1} in the inbox.", e.From, e.InboxId],
        NoteAdded e => words["A note: {0}", e.Text],
        _ => null,
    };

    /// <summary>How much an event should catch the eye.</summary>
    public static string ToneOf(TicketEvent happened) => happened switch
    {
        DeliveryFailed or MessageNotSent => "red",
        TemplateFailed or StrangerMentionedTicket or OtherCopyReceived => "amber",
        TicketOpened => "violet",
        MessageReceived or NoteAdded => "blue",
        ClassificationCorrected => "violet",
        MessageSent => "green",
        _ => "grey",
    };

    private string Failed(DeliveryFailed e)
    {
        var to = e.Recipient ?? words["the recipient"].Value;
        var repeats = e.Status is not null && e.Diagnostic?.Contains(e.Status, StringComparison.Ordinal) == true;
        var detail = string.Join(" ", new[] { repeats ? null : e.Status, e.Diagnostic }.Where(part => !string.IsNullOrWhiteSpace(part)));
        var sentence = e.Permanent ? words["Our mail to {0} did not arrive.", to] : words["Our mail to {0} is delayed.", to];
        return detail.Length == 0 ? sentence.Value : $"{sentence.Value} {detail}";
    }

    private string Decided(RulesApplied e)
    {
        var c = e.Decided;
        var parts = new[]
        {
            (words["type"].Value, c.Type), (words["category"].Value, c.Category), (words["line of business"].Value, c.LineOfBusiness),
            (words["impact"].Value, c.Impact), (words["urgency"].Value, c.Urgency), (words["priority"].Value, c.Priority),
            (words["team"].Value, c.Team is null ? null : teamName(c.Team)), (words["service level"].Value, c.Policy),
            (words["tags"].Value, c.Tags is { Count: > 0 } tags ? string.Join(", ", tags) : null),
            (words["watchers"].Value, c.Watchers is { Count: > 0 } watchers ? string.Join(", ", watchers) : null),
        };
        var decided = string.Join(", ", parts.Where(p => p.Item2 is not null).Select(p => $"{p.Item1} {p.Item2}"));
        return decided.Length == 0 ? words["The rules were applied and decided nothing."] : words["The rules decided {0}.", decided];
    }

    private string Corrected(ClassificationCorrected e)
    {
        var (old, now) = (e.Before, e.After);
        var parts = new[]
        {
            (words["type"].Value, old.Type, now.Type), (words["category"].Value, old.Category, now.Category), (words["priority"].Value, old.Priority, now.Priority),
            (words["team"].Value, old.Team is null ? null : teamName(old.Team), now.Team is null ? null : teamName(now.Team)),
        };
        return words["Corrected by hand: {0}.", string.Join(", ", parts.Where(p => p.Item3 is not null).Select(p => words["{0} from {1} to {2}", p.Item1, p.Item2 ?? "–", p.Item3!].Value))];
    }

    private string Given(Assigned e) => e switch
    {
        { Assignee: null } => words["Nobody has it any more."],
        { Strategy: null } => words["Given to {0}.", e.Assignee],
        { Strategy: AssigneeStrategies.LeastBusy } => words["Given to {0}, who had the fewest open tickets of the team.", e.Assignee],
        { Strategy: AssigneeStrategies.InTurn } => words["Given to {0}, whose turn it was in the team.", e.Assignee],
        _ => words["Given to {0} ({1}).", e.Assignee, e.Strategy],
    };

    private string Promise(ServiceLevelSet e) => (e.FirstResponseDue, e.ResolutionDue) switch
    {
        ({ } answer, { } solution) => words["Service level {0} ({1}): answer by {2}, solution by {3}.", e.Policy, e.Calendar, time(answer), time(solution)],
        ({ } answer, null) => words["Service level {0} ({1}): answer by {2}.", e.Policy, e.Calendar, time(answer)],
        (null, { } solution) => words["Service level {0} ({1}): solution by {2}.", e.Policy, e.Calendar, time(solution)],
        _ => words["Service level {0} ({1}): nothing is promised.", e.Policy, e.Calendar],
    };

    private string Purpose(string purpose) => words[purpose].Value;

    private string Sign(string step) => step switch
    {
        "SendKey" => words["the mark of our own mail"],
        "MessageId" => words["the mail it answers"],
        "Conversation" => words["its conversation"],
        "PlusAddress" => words["the address it was sent to"],
        "SubjectTag" => words["the ticket number in its subject"],
        _ => words[step],
    };
}

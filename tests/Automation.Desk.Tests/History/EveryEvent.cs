using Automation.Tickets.Classification;
using Automation.Tickets.History;

namespace Automation.Desk.Tests.History;

/// <summary>At least one event of every kind, in every form that has words of its own.</summary>
internal static class EveryEvent
{
    private const string Actor = "ada@contoso.example";
    private static readonly DateTimeOffset At = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<TicketEvent> All { get; } =
    [
        new TicketOpened(7, "desk@contoso.example", Actor, "Ada", "Printer on fire", "mail") { At = At, Actor = Actor },
        new MessageReceived(Guid.Empty, Actor, null, null, false) { At = At, Actor = Actor },
        new MessageReceived(Guid.Empty, Actor, "Conversation", "abc", false) { At = At, Actor = Actor },
        new MessageReceived(Guid.Empty, "bob@contoso.example", "MessageId", "abc", true) { At = At, Actor = Actor },
        new MessageSent("7:acknowledgement:1", null) { At = At, Actor = "system" },
        new MessageNotSent("7:acknowledgement:1", "400 ErrorInvalidRecipients") { At = At, Actor = "system" },
        new MessageNotSent("7:acknowledgement:1", null) { At = At, Actor = "system" },
        new AutomaticMailReceived(Guid.Empty, Actor, "AutoReply", "Auto-Submitted: auto-replied") { At = At, Actor = Actor },
        new DeliveryFailed(Guid.Empty, Actor, "5.1.1", "no such user", true) { At = At, Actor = Actor },
        new DeliveryFailed(Guid.Empty, null, null, null, false) { At = At, Actor = Actor },
        new RulesApplied(new TicketClassification { Type = "incident", Team = "service-desk", Tags = ["outage"] }, Guid.Empty, ["category v1"]) { At = At, Actor = "rules" },
        new RulesApplied(TicketClassification.None, Guid.Empty, []) { At = At, Actor = "rules" },
        new ClassificationCorrected(new TicketClassification { Team = "network" }, new TicketClassification { Team = "service-desk", Priority = "P1" }) { At = At, Actor = Actor },
        new TeamChosen("service-desk") { At = At, Actor = "workflow:log" },
        new Assigned("sam@contoso.example", "least-busy") { At = At, Actor = "rules" },
        new Assigned("sam@contoso.example", "in-turn") { At = At, Actor = "rules" },
        new Assigned("sam@contoso.example", null) { At = At, Actor = Actor },
        new Assigned(null, null) { At = At, Actor = Actor },
        new ServiceLevelSet("Standard", "Office hours", At.AddHours(4), At.AddDays(2)) { At = At, Actor = "workflow:log" },
        new ServiceLevelSet("Standard", "Office hours", null, null) { At = At, Actor = "workflow:log" },
        new ReplyQueued("7:acknowledgement:1", "acknowledgement", "acknowledgement/en", [Actor]) { At = At, Actor = "workflow:log" },
        new ReplyQueued("7:acknowledgement:1", "acknowledgement", "built-in", [Actor]) { At = At, Actor = "workflow:log" },
        new ReplySkipped("acknowledgement", "cap", "Enough were sent to this address today.") { At = At, Actor = "workflow:log" },
        new TemplateFailed("acknowledgement/en", "line 3: no such filter") { At = At, Actor = "workflow:log" },
        new StatusChanged(TicketStatus.Resolved, TicketStatus.Open, "The requester wrote.") { At = At, Actor = Actor },
        new StrangerMentionedTicket(3) { At = At, Actor = "system" },
        new OtherCopyReceived(7, "ann@contoso.example", "Printer") { At = At, Actor = "system" },
        new NoteAdded("The printer was looked at twice this year.") { At = At, Actor = "workflow:act" },
    ];
}

using Automation.Tickets.History;

namespace Automation.Tickets.Tests.History;

public class TicketStateTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private static readonly TicketEvent NotSent = new MessageNotSent("HD-1:acknowledgement:1", "refused") { At = Start, Actor = "system" };
    private static readonly TicketEvent Sent = new MessageSent("HD-1:acknowledgement:1", "<s@x>") { At = Start, Actor = "system" };
    private static readonly TicketEvent OtherSent = new MessageSent("HD-1:answer:2", "<o@x>") { At = Start, Actor = "system" };
    private static readonly TicketEvent Bounced = new DeliveryFailed(Guid.Empty, "ann@x.example", "5.1.1", "unknown", Permanent: true) { At = Start, Actor = "system" };
    private static readonly TicketEvent Delayed = new DeliveryFailed(Guid.Empty, "ann@x.example", "4.4.1", "later", Permanent: false) { At = Start, Actor = "system" };
    private static readonly TicketEvent Written = new MessageReceived(Guid.Empty, "ann@x.example", "MessageId", "answers", NewParticipant: false) { At = Start, Actor = "ann@x.example" };

    public static TheoryData<TicketEvent[], bool> Courses => new()
    {
        { [NotSent], true },
        { [NotSent, Sent], false },
        { [NotSent, OtherSent], true },
        { [NotSent, NotSent, Sent], false },
        { [Bounced, NotSent, Sent], true },
        { [NotSent, Bounced, Sent], true },
        { [Bounced, Written], false },
        { [NotSent, Written, Sent], false },
        { [Delayed], false },
    };

    [Theory]
    [MemberData(nameof(Courses))]
    public void The_mark_of_a_delivery_problem_goes_when_the_reply_is_sent_after_all_or_the_requester_writes(TicketEvent[] course, bool expected)
    {
        TicketState.From(course).DeliveryProblem.Should().Be(expected);
    }
}

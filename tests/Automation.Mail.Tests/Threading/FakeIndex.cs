using Automation.Mail.Threading;

namespace Automation.Mail.Tests.Threading;

/// <summary>An index in memory.</summary>
internal sealed class FakeIndex : IThreadIndex
{
    public Dictionary<string, List<TicketReference>> MessageIds { get; } = [];
    public Dictionary<string, TicketReference> SendKeys { get; } = [];
    public Dictionary<string, List<TicketReference>> Conversations { get; } = [];
    public Dictionary<long, TicketReference> Numbers { get; } = [];

    public IReadOnlyList<TicketReference> ByMessageId(string messageId) => MessageIds.GetValueOrDefault(messageId) ?? [];

    public TicketReference? BySendKey(string sendKey) => SendKeys.GetValueOrDefault(sendKey);

    public IReadOnlyList<TicketReference> ByConversation(string mailbox, string conversationId) => Conversations.GetValueOrDefault($"{mailbox} {conversationId}") ?? [];

    public TicketReference? ByNumber(long ticketNumber) => Numbers.GetValueOrDefault(ticketNumber);
}

using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Graph;

/// <summary>What a request is about and who answers it.</summary>
/// <param name="Kind">Name for statistics and faults.</param>
/// <param name="Answer">Gets the mailbox when <paramref name="MailboxKey"/> names one.</param>
internal sealed record Route(string Kind, string? MailboxKey, Func<GraphRequest, Mailbox, ValueTask<GraphResponse>> Answer)
{
    public static Route Of(string kind, string? mailbox, Func<GraphRequest, Mailbox, GraphResponse> answer) =>
        new(kind, mailbox, (request, box) => new(answer(request, box)));
}

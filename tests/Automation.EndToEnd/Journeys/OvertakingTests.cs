using System.Text;
using Automation.EndToEnd.Harness;

namespace Automation.EndToEnd.Journeys;

/// <summary>Microsoft 365 shows a mail in part, and the rest of it cannot be fetched at once; meanwhile its writer writes again.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class OvertakingTests
{
    private const string HelpDesk = "helpdesk@contoso.example";
    private const string Ann = "ann.lee@contoso.example";
    private const string First = "<first@contoso.example>";

    [Fact]
    public async Task An_answer_that_overtakes_the_mail_it_answers_lands_on_the_same_ticket()
    {
        using var folder = new ScratchFolder();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var mailboxes = await EmulatedMailboxes.StartAsync(seed: 1, patience.Token);
        await mailboxes.SetFaultsAsync(
            HelpDesk,
            1,
            [new("partialRow", 1) { Remaining = 1 }, new("unavailable", 1) { On = ["message.get"], RetryAfter = "none", Remaining = 2 }],
            patience.Token);
        var settings = new ServerSettings(FreePort.Url(), mailboxes.Url, folder.Path) { More = ["--Automation:Mailboxes:PollSeconds", "1"] };
        await using var server = ServerProcess.Start(settings);
        await server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), patience.Token);

        var first = await mailboxes.PutInAsync(HelpDesk, Mail("The scanner is stuck", First, inReplyTo: null), patience.Token);
        await InboxAsync(server, x => x.Exists(e => e.MailboxItemId == first), patience.Token);
        var answer = await mailboxes.PutInAsync(HelpDesk, Mail("Re: The scanner is stuck", "<second@contoso.example>", inReplyTo: First), patience.Token);
        var inbox = await InboxAsync(server, x => x.Count == 2 && x.TrueForAll(e => e.Outcome is not null), patience.Token);

        (await mailboxes.FaultsFiredAsync(HelpDesk, patience.Token)).Should().Contain("partialRow", 1).And.Contain("unavailable", 2);
        inbox.Should().ContainSingle(e => e.MailboxItemId == first && e.Outcome == "Ticket");
        inbox.Should().ContainSingle(e => e.MailboxItemId == answer && e.Outcome == "Appended");
        (await server.Desk.TicketsAsync(patience.Token)).Should().ContainSingle();
    }

    private static async Task<List<InboxEntry>> InboxAsync(ServerProcess server, Predicate<List<InboxEntry>> isReached, CancellationToken cancellationToken)
    {
        List<InboxEntry> inbox;
        while (!isReached(inbox = await server.Desk.InboxAsync(cancellationToken)))
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        return inbox;
    }

    private static byte[] Mail(string subject, string messageId, string? inReplyTo) => Encoding.ASCII.GetBytes(
        $"From: Ann Lee <{Ann}>\r\nTo: <{HelpDesk}>\r\nSubject: {subject}\r\nMessage-ID: {messageId}\r\nDate: Mon, 2 Mar 2026 08:00:00 +0000\r\n" +
        (inReplyTo is null ? "" : $"In-Reply-To: {inReplyTo}\r\n") +
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIt does not take paper any more.\r\n");
}

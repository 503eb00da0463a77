using System.Text;
using Automation.EndToEnd.Harness;

namespace Automation.EndToEnd.Journeys;

/// <summary>One mailbox takes a minute for every answer about attachments. The others are not to notice.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class SlowMailboxTests
{
    private const string Slow = "helpdesk@contoso.example";
    private const string Other = "facilities@contoso.example";

    [Fact]
    public async Task A_mailbox_that_answers_slowly_keeps_no_other_waiting()
    {
        using var folder = new ScratchFolder();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await using var mailboxes = await EmulatedMailboxes.StartAsync(seed: 1, patience.Token);
        await mailboxes.SetFaultsAsync(Slow, 1, [new("delay", 1) { On = ["attachments.list"], Seconds = 60 }], patience.Token);
        await using var server = ServerProcess.Start(new ServerSettings(FreePort.Url(), mailboxes.Url, folder.Path) { More = ["--Automation:Mailboxes:PollSeconds", "1"] });
        await server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), patience.Token);

        for (var i = 0; i < 25; i++)
            await mailboxes.PutInAsync(Slow, Mail(Slow, $"Slow {i}"), patience.Token);
        await InboxAsync(server, x => x.Count == 25, patience.Token);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        soon.CancelAfter(TimeSpan.FromSeconds(25));
        for (var i = 0; i < 3; i++)
        {
            await mailboxes.PutInAsync(Other, Mail(Other, $"Quick {i}"), soon.Token);
            await InboxAsync(server, x => x.Count(e => e.Mailbox == Other && e.Outcome == "Ticket") == i + 1, soon.Token);
        }
    }

    private static async Task<List<InboxEntry>> InboxAsync(ServerProcess server, Predicate<List<InboxEntry>> isReached, CancellationToken cancellationToken)
    {
        List<InboxEntry> inbox;
        while (!isReached(inbox = await server.Desk.InboxAsync(cancellationToken)))
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        return inbox;
    }

    private static byte[] Mail(string to, string subject) => Encoding.ASCII.GetBytes(
        $"From: Ann Lee <ann.lee@contoso.example>\r\nTo: <{to}>\r\nSubject: {subject}\r\nDate: Mon, 2 Mar 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n" +
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n" +
        "--b\r\nContent-Type: text/plain; name=f.txt\r\nContent-Disposition: attachment; filename=f.txt\r\n\r\nx\r\n--b--\r\n");
}

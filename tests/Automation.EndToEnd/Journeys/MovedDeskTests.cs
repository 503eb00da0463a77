using System.Text;
using Automation.EndToEnd.Harness;

namespace Automation.EndToEnd.Journeys;

/// <summary>The desk starts again under another address; its subscriptions still tell the old one, and that cannot be changed in them.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class MovedDeskTests
{
    private const string HelpDesk = "helpdesk@contoso.example";

    [Fact]
    public async Task A_desk_under_a_new_address_is_told_of_new_mail_there()
    {
        using var folder = new ScratchFolder();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await using var mailboxes = await EmulatedMailboxes.StartAsync(seed: 1, patience.Token);
        await TicketsComeAsync(folder, mailboxes, "Before the move", alreadyThere: 0, patience.Token);
        await TicketsComeAsync(folder, mailboxes, "After the move", alreadyThere: 2, patience.Token);
    }

    /// <summary>Two mails: the first may be found by the look at start, the second only by being told, since the next look comes in an hour.</summary>
    private static async Task TicketsComeAsync(ScratchFolder folder, EmulatedMailboxes mailboxes, string subject, int alreadyThere, CancellationToken cancellationToken)
    {
        var settings = new ServerSettings(FreePort.Url(), mailboxes.Url, folder.Path) { More = ["--Automation:Mailboxes:PollSeconds", "3600"] };
        await using var server = ServerProcess.Start(settings);
        await server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), cancellationToken);
        for (var i = 1; i <= 2; i++)
        {
            await mailboxes.PutInAsync(HelpDesk, Mail($"{subject} {i}"), cancellationToken);
            while ((await server.Desk.TicketsAsync(cancellationToken)).Count < alreadyThere + i)
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private static byte[] Mail(string subject) => Encoding.ASCII.GetBytes(
        $"From: Ann Lee <ann.lee@contoso.example>\r\nTo: <{HelpDesk}>\r\nSubject: {subject}\r\nDate: Mon, 2 Mar 2026 08:00:00 +0000\r\n" +
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlease look at it.\r\n");
}

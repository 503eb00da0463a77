using System.Text;
using Automation.EndToEnd.Harness;

namespace Automation.EndToEnd.Journeys;

/// <summary>Somebody drags a new mail into another folder and back before the desk has read it; Microsoft 365 is known to tell of its removal at most, and never of its return. Only a read of the whole folder finds it.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class MovedMailTests
{
    private const string HelpDesk = "helpdesk@contoso.example";

    [Fact]
    public async Task A_mail_moved_away_and_back_before_it_was_read_becomes_a_ticket()
    {
        using var folder = new ScratchFolder();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var mailboxes = await EmulatedMailboxes.StartAsync(seed: 1, patience.Token);
        await mailboxes.SetFaultsAsync(HelpDesk, 1, [new("lostAfterMoveBack", 1), new("notificationDropped", 1)], patience.Token);
        var settings = new ServerSettings(FreePort.Url(), mailboxes.Url, folder.Path) { More = ["--Automation:Mailboxes:PollSeconds", "3", "--Automation:Mailboxes:FullReadHours", "0.003"] };
        await using var server = ServerProcess.Start(settings);
        await server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), patience.Token);

        // From now on the desk reads on from a cursor.
        await mailboxes.PutInAsync(HelpDesk, Mail("Seen at once"), patience.Token);
        await InboxAsync(server, 1, patience.Token);

        var moved = await mailboxes.PutInAsync(HelpDesk, Mail("Dragged away and back"), patience.Token);
        await mailboxes.MoveAsync(HelpDesk, moved, "junkemail", patience.Token);
        await mailboxes.MoveAsync(HelpDesk, moved, "inbox", patience.Token);

        var inbox = await InboxAsync(server, 2, patience.Token);
        inbox.Should().OnlyContain(e => e.Outcome == "Ticket");
        (await mailboxes.FaultsFiredAsync(HelpDesk, patience.Token)).Should().Contain("lostAfterMoveBack", 1);
        (await server.Desk.TicketsAsync(patience.Token)).Select(t => t.Subject).Should().BeEquivalentTo("Seen at once", "Dragged away and back");
    }

    private static async Task<List<InboxEntry>> InboxAsync(ServerProcess server, int count, CancellationToken cancellationToken)
    {
        List<InboxEntry> inbox;
        while ((inbox = await server.Desk.InboxAsync(cancellationToken)).Count < count || inbox.Exists(e => e.Outcome is null))
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        return inbox;
    }

    private static byte[] Mail(string subject) => Encoding.ASCII.GetBytes(
        $"From: Ann Lee <ann.lee@contoso.example>\r\nTo: <{HelpDesk}>\r\nSubject: {subject}\r\nDate: Mon, 2 Mar 2026 08:00:00 +0000\r\n" +
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlease look at it.\r\n");
}

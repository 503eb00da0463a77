using Automation.Stages.Tests.Desk;
using Automation.Tests.Databases;

namespace Automation.Stages.Tests.Log;

/// <summary>A mailbox that was in use before the desk was connected to it.</summary>
public abstract class SinceTests(DeskTestDatabase store) : DeskTest(store)
{
    private static readonly DateTimeOffset Since = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Mail_from_before_the_start_is_ignored_with_its_reason_and_gets_no_answer()
    {
        using var desk = await ConnectAsync(Since.AddDays(-30));
        await ReceiveAsync(desk, Eml.Write());
        var item = (await InboxAsync()).Single();
        Ended(item).Should().Be("Ignored:received-before-start");
        item.Explanation.Should().Contain("2026-03-02 08:00");
        (await CountTicketsAsync()).Should().Be(0);
        (await CountRepliesAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Mail_from_the_very_instant_of_the_start_opens_a_ticket()
    {
        using var desk = await ConnectAsync(Since);
        await ReceiveAsync(desk, Eml.Write());
        Ended((await InboxAsync()).Single()).Should().Be("Ticket:new-ticket");
    }

    [Fact]
    public async Task Old_mail_that_follows_a_ticket_is_taken_whenever_it_came()
    {
        using var desk = await ConnectAsync(Since.AddHours(1));
        var original = Eml.NewId();
        await ReceiveAsync(desk, Eml.Write(headers: [("Message-ID", original)]));
        desk.Source.ReceivedAt = Since.AddHours(-1);
        await ReceiveAsync(desk, Eml.Write(subject: "Re: Printer", headers: [("In-Reply-To", original)]));
        Ended((await InboxAsync())[1]).Should().StartWith("Appended:");
    }

    private async Task<TestDesk> ConnectAsync(DateTimeOffset receivedAt)
    {
        var desk = new TestDesk(Database, Time, since: Since);
        desk.Source.ReceivedAt = receivedAt;
        await desk.LoadAsync();
        return desk;
    }

    private static async Task ReceiveAsync(TestDesk desk, byte[] mail)
    {
        await desk.ReceiveAsync(TestDesk.HelpDesk, mail);
        await desk.LogAsync();
    }
}

public sealed class SinceOnSqlite() : SinceTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class SinceOnPostgres(PostgresServer server) : SinceTests(server.Empty()), IOnPostgres;

using Automation.Mail.Acknowledging;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using Automation.Storage.People;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Log;

/// <summary>Two nodes over one inbox.</summary>
[Collection(PostgresServer.Collection)]
public sealed class RaceTests(PostgresServer server) : DeskTest(server.Empty()), IOnPostgres
{
    private const int Conversations = 40;

    [Fact]
    public async Task Two_nodes_give_every_mail_one_outcome_and_thread_follow_ups_rightly()
    {
        // The fake clock that stored them is months behind the nodes' clock: a backlog, as after an outage. Small batches, so that most conversations lie in two of them.
        using var one = new TestDesk(Database, TimeProvider.System, source: Desk.Source, batchSize: 4);
        using var other = new TestDesk(await OpenAnotherAsync(), TimeProvider.System, source: Desk.Source, node: "b", batchSize: 4);
        await one.LoadAsync();
        await other.LoadAsync();
        var mails = new List<ReadOnlyMemory<byte>>();
        for (var i = 0; i < Conversations; i++)
        {
            // Each conversation: a mail, a second copy of it, and an answer to it.
            var (id, person) = (Eml.NewId(), $"person{i}@contoso.example");
            var first = Eml.Write(from: person, subject: $"Question {i}", headers: [("Message-ID", id)]);
            mails.Add(first);
            mails.Add(first);
            mails.Add(Eml.Write(from: person, subject: $"Re: Question {i}", headers: [("In-Reply-To", id)]));
        }

        await Desk.ReceiveAsync(TestDesk.HelpDesk, [.. mails]);
        await Task.WhenAll(Task.Run(() => RunUntilDoneAsync(one)), Task.Run(() => RunUntilDoneAsync(other)));

        var items = await InboxAsync();
        items.GroupBy(Ended).ToDictionary(g => g.Key, g => g.Count()).Should().BeEquivalentTo(new Dictionary<string, int>
        {
            ["Ticket:new-ticket"] = Conversations,
            ["Ignored:duplicate"] = Conversations,
            ["Appended:follow-up-by-message-id"] = Conversations,
        });
        (await CountTicketsAsync()).Should().Be(Conversations);
        (await CountRepliesAsync()).Should().Be(Conversations);
        items.Chunk(3).Should().AllSatisfy(c => c.Select(i => i.TicketNumber).Distinct().Should().ContainSingle());
    }

    [Fact]
    public async Task Two_nodes_together_acknowledge_one_sender_no_more_often_than_one_would()
    {
        // Batches of one: the two mails of a person are next to each other, so each node has one of them in its hands at the same time.
        var limits = AcknowledgementLimits.Default with { PerDomainInHour = int.MaxValue, PerPatternInDay = int.MaxValue };
        using var one = new TestDesk(Database, TimeProvider.System, source: Desk.Source, batchSize: 1);
        using var other = new TestDesk(await OpenAnotherAsync(), TimeProvider.System, source: Desk.Source, node: "b", batchSize: 1);
        await one.LoadAsync(limits: limits);
        await other.LoadAsync(limits: limits);
        var people = Enumerable.Range(0, Conversations).Select(i => $"{(char)('a' + (i / 20))}{(char)('a' + (i % 20))}@shop.example").ToList();

        // Known people: two nodes that both add a new one meet at the person's row and one begins again.
        await using (var context = Database.Open())
        {
            context.People.AddRange(people.Select(p => new PersonRow { Address = p, CreatedAt = Start }));
            await context.SaveChangesAsync();
        }

        await Desk.ReceiveAsync(TestDesk.HelpDesk, [.. people.SelectMany(p => new[] { p, p }).Select((p, i) => (ReadOnlyMemory<byte>)Eml.Write(from: p, subject: $"Alarm {i}"))]);
        await Task.WhenAll(Task.Run(() => RunUntilDoneAsync(one)), Task.Run(() => RunUntilDoneAsync(other)));

        (await CountTicketsAsync()).Should().Be(2 * Conversations);
        (await ReadAsync(c => c.Outbox.Select(x => x.RecipientKey).ToListAsync())).Should().BeEquivalentTo(people);
    }

    private async Task RunUntilDoneAsync(TestDesk desk)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do
        {
            await desk.Processor.RunAsync(patience.Token);
        }
        while (await ReadAsync(c => c.Inbox.AnyAsync(x => x.State == InboxState.Ready, patience.Token)));
    }
}

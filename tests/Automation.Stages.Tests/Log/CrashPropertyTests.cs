using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Log;

/// <summary>Invariant 1 under crashes: whenever a process dies, what it had not committed never was.</summary>
public abstract class CrashPropertyTests(DeskTestDatabase store) : DeskTest(store)
{
    [Fact]
    public async Task Whenever_the_node_dies_and_starts_again_every_mail_ends_once_and_every_new_ticket_has_one_reply()
    {
        // Each number: after so many ids the node dies (every mail takes a handful), then a new one starts.
        var lives = Gen.Int[1, 40].List[1, 6];
        var conversations = Gen.Int[1, 6];
        await Check.SampleAsync(Gen.Select(lives, conversations), async @case => await RunAsync(@case.Item1, @case.Item2), iter: 10, threads: 1);
    }

    private async Task RunAsync(List<int> lives, int conversations)
    {
        var before = (Mails: (await InboxAsync()).Count, Tickets: await CountTicketsAsync(), Replies: await CountRepliesAsync());
        for (var i = 0; i < conversations; i++)
        {
            var id = Eml.NewId();
            var first = Eml.Write(headers: [("Message-ID", id)]);
            await Desk.ReceiveAsync(TestDesk.HelpDesk, first, Eml.Write(subject: "Re: Printer", headers: [("In-Reply-To", id)]), first);
        }

        foreach (var life in lives)
        {
            using var death = new CancellationTokenSource();
            using var node = new TestDesk(Database, Time, new DyingIds(new TimeOrderedIds(Time), life, death), Desk.Source);
            node.Holder.Replace(Desk.Holder.Current);
            try
            {
                while (await node.Processor.RunAsync(death.Token))
                {
                    // More may be waiting.
                }
            }
            catch (OperationCanceledException) when (death.IsCancellationRequested)
            {
                // It died; the database rolled back what was open.
            }
        }

        await Desk.LogAsync();
        var items = (await InboxAsync()).Skip(before.Mails).ToList();
        items.Should().HaveCount(3 * conversations).And.OnlyContain(i => i.State == InboxState.Done);
        items.Chunk(3).Should().AllSatisfy(c => c.Select(Ended).Should().Equal("Ticket:new-ticket", "Appended:follow-up-by-message-id", "Ignored:duplicate"));
        (await CountTicketsAsync() - before.Tickets).Should().Be(conversations);
        (await CountRepliesAsync() - before.Replies).Should().Be(conversations);
        (await ReadAsync(c => c.WorkflowInstances.CountAsync())).Should().Be((await InboxAsync()).Count(i => i.Reason != "duplicate"));
    }

    /// <summary>Gives a number of ids, then the process is gone.</summary>
    private sealed class DyingIds(IIdGenerator ids, int life, CancellationTokenSource death) : IIdGenerator
    {
        private int _given;

        public string NewId() => Count(ids.NewId());

        public Guid NewGuid() => Count(ids.NewGuid());

        private T Count<T>(T id)
        {
            if (++_given == life)
                death.Cancel();
            return id;
        }
    }
}

public sealed class CrashPropertyOnSqlite() : CrashPropertyTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class CrashPropertyOnPostgres(PostgresServer server) : CrashPropertyTests(server.Empty()), IOnPostgres;

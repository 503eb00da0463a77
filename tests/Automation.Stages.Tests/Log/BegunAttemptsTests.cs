using System.Text;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using Automation.Tests.Databases;

namespace Automation.Stages.Tests.Log;

/// <summary>A process that ends stores nothing of what it was at: in these tests it is cancelled, which leaves the same behind.</summary>
public abstract class BegunAttemptsTests(DeskTestDatabase store) : DeskTest(store)
{
    [Fact]
    public async Task A_mail_that_ends_the_process_holds_the_others_up_for_some_starts_and_is_then_put_into_quarantine()
    {
        await ReceiveAsync("First", "Second", "killer", "Fourth", "Fifth");
        using var first = new Life(Desk.Source);
        (await first.RunAsync(Desk)).Should().BeFalse("nothing was known of it");

        (await StartAsync()).Should().BeFalse("those that waited are tried together once");
        (await TicketsAsync()).Should().Equal(0, 0, 0, 0, 0);
        (await StartAsync()).Should().BeFalse("then each alone");
        (await TicketsAsync()).Should().Equal(1, 2, 0, 0, 0);
        (await StartAsync()).Should().BeTrue("it has its pause, in which the others go on");
        (await TicketsAsync()).Should().Equal(1, 2, 0, 3, 4);

        var deaths = 3;
        for (; deaths < 20 && (await InboxAsync())[2].State == InboxState.Ready; deaths++)
        {
            Time.Advance(TimeSpan.FromMinutes(10));
            await StartAsync();
        }

        var killer = (await InboxAsync())[2];
        (Ended(killer), killer.Attempts).Should().Be(("Quarantined:ended-the-server", 5));
        killer.Explanation.Should().StartWith("The server ended 5 times while it was working on this mail");
        deaths.Should().Be(7, "one that could not be counted, five that were, and a start that does not try it again");
        (await ReceiveAsync("After it")).State.Should().Be(InboxState.Ready);
        (await StartAsync()).Should().BeTrue();
        (await TicketsAsync())[5].Should().Be(5);
    }

    [Fact]
    public async Task Mail_that_waited_when_the_process_began_and_passes_bears_no_trace_of_it()
    {
        await ReceiveAsync("First", "Second");

        (await StartAsync()).Should().BeTrue();

        var items = await InboxAsync();
        items.Select(i => (Ended(i), i.Attempts, i.Explanation)).Should().Equal(("Ticket:new-ticket", 0, "Opened HD-1."), ("Ticket:new-ticket", 0, "Opened HD-2."));
    }

    [Fact]
    public async Task What_the_process_outlives_is_counted_once()
    {
        await ReceiveAsync("First", "unreadable", "Third");
        Desk.Source.Parsing = row =>
        {
            if (Subject(row, "unreadable"))
                throw new InvalidDataException("No parser can read this.");
        };
        Time.Advance(TimeSpan.FromSeconds(2));
        using var desk = await NewProcessAsync();

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await desk.LogAsync();
            (await InboxAsync())[1].Attempts.Should().Be(attempt);
            Time.Advance(TimeSpan.FromMinutes(10));
        }

        var item = (await InboxAsync())[1];
        (Ended(item), item.Explanation).Should().Be(("Quarantined:processing-failed", "No parser can read this."));
        (await TicketsAsync()).Should().Equal(1, 0, 2);
    }

    [Fact]
    public async Task An_attempt_that_was_interrupted_is_not_counted_again_by_the_same_process()
    {
        await ReceiveAsync("killer");
        Time.Advance(TimeSpan.FromSeconds(2));
        using var desk = await NewProcessAsync();
        for (var i = 0; i < 8; i++)
        {
            using var life = new Life(Desk.Source);
            (await life.RunAsync(desk)).Should().BeFalse();
            (await InboxAsync())[0].Attempts.Should().Be(1);
            Time.Advance(TimeSpan.FromMinutes(10));
        }

        Desk.Source.Parsing = null;
        await desk.LogAsync();
        Ended((await InboxAsync())[0]).Should().Be("Ticket:new-ticket");
    }

    private async Task<InboxItem> ReceiveAsync(params string[] subjects)
    {
        await Desk.ReceiveAsync(TestDesk.HelpDesk, [.. subjects.Select(s => (ReadOnlyMemory<byte>)Eml.Write(subject: s))]);
        return (await InboxAsync())[^1];
    }

    private async Task<long[]> TicketsAsync() => [.. (await InboxAsync()).Select(i => i.TicketNumber ?? 0)];

    /// <summary>Two seconds later, a new process logs what it can. False when it ended at the mail called killer.</summary>
    private async Task<bool> StartAsync()
    {
        Time.Advance(TimeSpan.FromSeconds(2));
        using var desk = await NewProcessAsync();
        using var life = new Life(Desk.Source);
        return await life.RunAsync(desk);
    }

    private async Task<TestDesk> NewProcessAsync()
    {
        var desk = new TestDesk(Database, Time, source: Desk.Source);
        await desk.LoadAsync();
        return desk;
    }

    private static bool Subject(ReadOnlyMemory<byte> row, string subject) => Encoding.UTF8.GetString(row.Span).Contains($"Subject: {subject}", StringComparison.Ordinal);

    private sealed class Life : IDisposable
    {
        private readonly CancellationTokenSource _end = new();

        public Life(EmlSource source) => source.Parsing = row =>
        {
            if (Subject(row, "killer"))
                _end.Cancel();
        };

        public async Task<bool> RunAsync(TestDesk desk)
        {
            try
            {
                while (await desk.Processor.RunAsync(_end.Token))
                {
                    // More may be waiting.
                }

                return true;
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return false;
            }
        }

        public void Dispose() => _end.Dispose();
    }
}

public sealed class BegunAttemptsOnSqlite() : BegunAttemptsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class BegunAttemptsOnPostgres(PostgresServer server) : BegunAttemptsTests(server.Empty()), IOnPostgres;

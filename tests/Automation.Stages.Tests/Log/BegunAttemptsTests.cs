using System.Text;
using Automation.Stages.Log.Batches;
using Automation.Stages.Receiving;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Stages.Tests.Log;

/// <summary>A process that ends stores nothing of what it was at: in these tests an id is refused to it, without its being told to stop, which leaves the same behind.</summary>
public abstract class BegunAttemptsTests(DeskTestDatabase store) : DeskTest(store)
{
    [Fact]
    public async Task A_mail_that_ends_the_process_holds_the_others_up_for_some_starts_and_is_then_put_into_quarantine()
    {
        using (var first = await NewProcessAsync())
        {
            await ReceiveAsync("First", "Second", "killer", "Fourth", "Fifth");
            (await first.RunAsync()).Should().BeFalse("nothing was known of it");
        }

        (await StartAsync()).Should().BeFalse("those that waited are tried together once");
        (await AreLoggedAsync()).Should().Equal(false, false, false, false, false);
        (await StartAsync()).Should().BeFalse("then each alone");
        (await AreLoggedAsync()).Should().Equal(true, true, false, false, false);
        (await StartAsync()).Should().BeTrue("it has its pause, in which the others go on");
        (await AreLoggedAsync()).Should().Equal(true, true, false, true, true);

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
        (await AreLoggedAsync()).Should().Equal(true, true, false, true, true, true);
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
        using var process = await NewProcessAsync();

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await process.Desk.LogAsync();
            (await InboxAsync())[1].Attempts.Should().Be(attempt);
            Time.Advance(TimeSpan.FromMinutes(10));
        }

        var item = (await InboxAsync())[1];
        (Ended(item), item.Explanation).Should().Be(("Quarantined:processing-failed", "No parser can read this."));
        (await AreLoggedAsync()).Should().Equal(true, false, true);
    }

    [Fact]
    public async Task An_attempt_that_was_interrupted_is_not_counted_again_by_the_same_process()
    {
        await ReceiveAsync("killer");
        Time.Advance(TimeSpan.FromSeconds(2));
        using var life = await NewProcessAsync();
        for (var i = 0; i < 8; i++)
        {
            (await life.RunAsync()).Should().BeFalse();
            (await InboxAsync())[0].Attempts.Should().Be(1);
            Time.Advance(TimeSpan.FromMinutes(10));
        }

        await life.Desk.LogAsync();
        Ended((await InboxAsync())[0]).Should().Be("Ticket:new-ticket");
    }

    [Fact]
    public async Task A_server_that_is_stopped_in_the_middle_counts_nothing_and_the_next_one_goes_on_at_once()
    {
        await ReceiveAsync("First", "stopped here", "Third");
        for (var stop = 1; stop <= 7; stop++)
        {
            using var stopping = new CancellationTokenSource();
            Desk.Source.Parsing = row =>
            {
                if (Subject(row, "stopped here"))
                    stopping.Cancel();
            };
            Time.Advance(TimeSpan.FromSeconds(2));
            using var process = await NewProcessAsync();
            await process.Desk.Processor.Invoking(p => p.RunAsync(stopping.Token)).Should().ThrowAsync<OperationCanceledException>();
            (await InboxAsync()).Select(i => (i.State, i.Attempts)).Should().AllBeEquivalentTo((InboxState.Ready, 0));
        }

        using var last = await NewProcessAsync();
        (await last.RunAsync()).Should().BeTrue();
        (await AreLoggedAsync()).Should().Equal(true, true, true);
    }

    [Fact]
    public async Task An_attempt_that_another_node_has_begun_is_not_counted_a_second_time()
    {
        await ReceiveAsync("waits");
        Time.Advance(TimeSpan.FromSeconds(2));
        var id = (await InboxAsync())[0].Id;
        BegunAttempts Node() => new(Database, new MailEndings(Desk.Problems, new ReceivingOptions(), NullLogger.Instance), new ReceivingOptions(), Time);

        (await Node().BeginAsync([id], default)).Should().Equal(id);
        (await Node().BeginAsync([id], default)).Should().BeEmpty("both chose it before either had begun");

        (await InboxAsync())[0].Attempts.Should().Be(1);
    }

    [Fact]
    public async Task Mail_behind_one_that_goes_into_quarantine_untried_does_not_wait_for_the_next_look()
    {
        await ReceiveAsync("killer", "Second");
        await WriteAsync(async c => (await c.Inbox.OrderBy(x => x.Id).FirstAsync()).Attempts = 5);
        Time.Advance(TimeSpan.FromSeconds(2));
        using var life = await NewProcessAsync();

        (await life.Desk.Processor.RunAsync(default)).Should().BeTrue("there is more");

        (await InboxAsync()).Select(i => i.State).Should().Equal(InboxState.Quarantined, InboxState.Ready);
    }

    private async Task<InboxItem> ReceiveAsync(params string[] subjects)
    {
        await Desk.ReceiveAsync(TestDesk.HelpDesk, [.. subjects.Select(s => (ReadOnlyMemory<byte>)Eml.Write(subject: s))]);
        return (await InboxAsync())[^1];
    }

    private async Task<bool[]> AreLoggedAsync() => [.. (await InboxAsync()).Select(i => i.TicketNumber is not null)];

    /// <summary>Two seconds later, a new process logs what it can. False when it ended at the mail called killer.</summary>
    private async Task<bool> StartAsync()
    {
        Time.Advance(TimeSpan.FromSeconds(2));
        using var process = await NewProcessAsync();
        return await process.RunAsync();
    }

    private async Task<Life> NewProcessAsync()
    {
        var life = new Life(Database, Time, Desk.Source);
        await life.Desk.LoadAsync();
        return life;
    }

    private static bool Subject(ReadOnlyMemory<byte> row, string subject) => Encoding.UTF8.GetString(row.Span).Contains($"Subject: {subject}", StringComparison.Ordinal);

    /// <summary>A process of its own, which ends when it has read the mail called killer.</summary>
    private sealed class Life : IDisposable, IIdGenerator
    {
        private readonly TimeOrderedIds _ids;
        private readonly EmlSource _source;
        private volatile bool _isDead;

        public Life(DeskDatabase database, TimeProvider time, EmlSource source)
        {
            _ids = new TimeOrderedIds(time);
            _source = source;
            Desk = new TestDesk(database, time, this, source);
        }

        public TestDesk Desk { get; }

        /// <returns>False when it ended.</returns>
        public async Task<bool> RunAsync()
        {
            _source.Parsing = row =>
            {
                if (Subject(row, "killer"))
                    _isDead = true;
            };
            try
            {
                while (await Desk.Processor.RunAsync(CancellationToken.None))
                {
                    // More may be waiting.
                }

                return true;
            }
            catch (OperationCanceledException) when (_isDead)
            {
                return false;
            }
            finally
            {
                _source.Parsing = null;
                _isDead = false;
            }
        }

        public string NewId() => _isDead ? throw new OperationCanceledException() : _ids.NewId();

        public Guid NewGuid() => _isDead ? throw new OperationCanceledException() : _ids.NewGuid();

        public void Dispose() => Desk.Dispose();
    }
}

public sealed class BegunAttemptsOnSqlite() : BegunAttemptsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class BegunAttemptsOnPostgres(PostgresServer server) : BegunAttemptsTests(server.Empty()), IOnPostgres;

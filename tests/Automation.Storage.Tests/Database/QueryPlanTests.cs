using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Automation.Mail.Sending;
using Automation.Storage.Inbox;
using Automation.Storage.Outbox;
using Automation.Storage.Tests.Tickets;
using Automation.Storage.Tickets;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Automation.Storage.Tests.Database;

/// <summary>What is asked every few seconds must not cost more with every mail the desk has ever had: SQLite is asked how it would run what really ran.</summary>
public sealed class QueryPlanTests() : DatabaseTest(new SqliteTestDatabase()), IDisposable
{
    /// <summary>Listens from the beginning: EF looks for listeners once a second only.</summary>
    private readonly SentStatements _sent = new();

    public void Dispose() => _sent.Dispose();

    [Fact]
    public async Task Replies_that_are_due_are_found_by_an_index()
    {
        await QueueAsync();
        IReadOnlyList<LeasedReply> taken = [];
        var plan = await PlanAsync(async () => taken = await new OutboxStore(Database, Time).TakeDueAsync("a", 10, default));
        taken.Should().ContainSingle();
        NoScanOfReplies(plan);
    }

    [Fact]
    public async Task Replies_that_are_not_confirmed_yet_are_found_by_an_index()
    {
        await QueueAsync();
        NoScanOfReplies(await PlanAsync(() => new OutboxStore(Database, Time).HasUnconfirmedAsync("helpdesk@contoso.example", default)));
    }

    [Fact]
    public async Task What_stands_in_the_way_of_replies_is_found_by_an_index()
    {
        await QueueAsync();
        await WriteAsync(c => c.Outbox.ExecuteUpdateAsync(s => s.SetProperty(x => x.Problem, "503")));
        IReadOnlyList<OutboxTrouble> troubles = [];
        var plan = await PlanAsync(async () => troubles = await new OutboxTroubles(Database, Time).ReadAsync(default));
        troubles.Should().ContainSingle();
        NoScanOfReplies(plan);
    }

    [Fact]
    public async Task Unfinished_replies_are_those_that_are_neither_sent_nor_given_up()
    {
        await QueueAsync();
        foreach (var state in Enum.GetValues<SendState>())
        {
            await WriteAsync(c => c.Outbox.ExecuteUpdateAsync(s => s.SetProperty(x => x.State, state)));
            (await ReadAsync(c => c.Outbox.WhereUnfinished().AnyAsync())).Should().Be(!new SendProgress { State = state }.IsOver, "{0}", state);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("helpdesk@contoso.example")]
    public async Task Mails_are_counted_on_an_index_without_reading_them(string? mailbox)
    {
        var plan = await PlanAsync(() => new InboxQueries(Database, Time).CountAsync(mailbox, default));
        plan.Should().ContainSingle().Which.Should().Contain("USING COVERING INDEX").And.StartWith(mailbox is null ? "SCAN" : "SEARCH");
    }

    [Fact]
    public async Task Workflow_instances_in_which_something_failed_are_found_on_the_index_of_those()
    {
        var plan = await PlanAsync(() => new InstanceTroubles(Database).ReadAsync(default));
        plan.Should().NotBeEmpty().And.OnlyContain(step => step.Contains("IX_workflow_instances_incidents", StringComparison.Ordinal));
    }

    private static void NoScanOfReplies(IReadOnlyList<string> plan)
    {
        plan.Should().Contain(step => step.StartsWith("SEARCH o", StringComparison.Ordinal));
        plan.Should().NotContain(step => step.StartsWith("SCAN o", StringComparison.Ordinal));
    }

    private Task QueueAsync() => WriteAsync(context =>
    {
        var book = new TicketBook();
        var draft = book.Open(1, Start);
        draft.Outbox.Add(TicketSamples.Reply(1, Start));
        book.Keep(draft);
        book.WriteTo(context);
        return Task.CompletedTask;
    });

    /// <summary>The steps by which SQLite runs the statements that <paramref name="work"/> sends.</summary>
    private async Task<IReadOnlyList<string>> PlanAsync(Func<Task> work)
    {
        _sent.Clear();
        await work();
        var steps = new List<string>();
        await using var connection = new SqliteConnection(Database.Options.ConnectionString);
        await connection.OpenAsync();
        foreach (var (sql, values) in _sent.To(Database.Options.ConnectionString))
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statement is one of ours, as EF wrote it.
            command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
#pragma warning restore CA2100
            foreach (var (name, value) in values)
                command.Parameters.AddWithValue(name, value);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                steps.Add(reader.GetString(3));
        }

        return [.. steps.Where(s => s.StartsWith("SCAN", StringComparison.Ordinal) || s.StartsWith("SEARCH", StringComparison.Ordinal))];
    }

    /// <summary>Hears what EF sends; tests of other classes run at the same time.</summary>
    private sealed class SentStatements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly ConcurrentBag<IDisposable> _subscriptions = [];
        private readonly ConcurrentQueue<(string Database, string Sql, IReadOnlyList<(string Name, object? Value)> Values)> _heard = new();

        public SentStatements() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

        public void Clear() => _heard.Clear();

        public IReadOnlyList<(string Sql, IReadOnlyList<(string Name, object? Value)> Values)> To(string connectionString) =>
            [.. _heard.Where(h => h.Database == connectionString).Select(h => (h.Sql, h.Values))];

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
                _subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuted.Name && value.Value is CommandEventData { Command: { Connection: { } connection } command })
                _heard.Enqueue((connection.ConnectionString, command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            foreach (var subscription in _subscriptions)
                subscription.Dispose();
        }
    }
}

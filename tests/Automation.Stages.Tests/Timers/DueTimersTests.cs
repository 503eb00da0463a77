using Automation.Stages.Tests.Running;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Timers;

public abstract class DueTimersTests(DeskTestDatabase store) : WorkflowTest(store)
{
    private static readonly string Waits = Sequence("waits", Activity("Elsa.Delay", "D", "", ("timeSpan", "00:05:00")), Activity("Elsa.WriteLine", "L", "", ("text", "over")));

    [Fact]
    public async Task A_delay_goes_on_when_it_is_due_and_not_before()
    {
        await Node.PublishAsync(Waits);
        await Node.StartAsync("waits");
        (await Node.Timers.EarliestAsync(default)).Should().Be(Start.AddMinutes(5));
        Time.Advance(TimeSpan.FromMinutes(4));
        await Node.FireAsync();
        (await StateAsync()).Status.Should().Be(WorkflowStatus.Running);
        Time.Advance(TimeSpan.FromMinutes(1));
        await Node.FireAsync();
        (await StateAsync()).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await Node.Timers.EarliestAsync(default)).Should().BeNull();
    }

    [Fact]
    public async Task A_timer_that_fell_due_while_everything_was_down_fires_once()
    {
        await Node.PublishAsync(Sequence("hourly", Activity("Elsa.Timer", "T", Starts, ("interval", "01:00:00"))));
        await Node.PublishAsync(Waits);
        await Node.StartAsync("waits");
        Time.Advance(TimeSpan.FromHours(5.5));
        var restarted = await NewProcessAsync();
        await restarted.FireAsync();
        await restarted.FireAsync();
        (await InstancesAsync()).Select(x => (x.DefinitionId, x.SubStatus)).Should().BeEquivalentTo(
            [("waits", WorkflowSubStatus.Finished), ("hourly", WorkflowSubStatus.Finished)]);
        (await ReadAsync(c => c.WorkflowTriggers.Select(t => t.NextAt).SingleAsync())).Should().Be(Start.AddHours(6), "the rhythm is kept");
    }

    [Fact]
    public async Task Cron_and_a_moment_start_published_workflows()
    {
        await Node.PublishAsync(Sequence("cron", Activity("Elsa.Cron", "C", Starts, ("cronExpression", "30 9 * * *"))));
        await Node.PublishAsync(Sequence("moment", Activity("Elsa.StartAt", "S", Starts, ("dateTime", "2026-03-02T09:45:00Z"))));
        (await Node.Timers.EarliestAsync(default)).Should().Be(Start.AddMinutes(30));
        Time.Advance(TimeSpan.FromMinutes(30));
        await Node.FireAsync();
        (await InstancesAsync()).Select(x => x.DefinitionId).Should().Equal("cron");
        Time.Advance(TimeSpan.FromMinutes(15));
        await Node.FireAsync();
        await Node.FireAsync();
        (await InstancesAsync()).Select(x => x.DefinitionId).Should().Equal("cron", "moment");
        (await Node.Timers.EarliestAsync(default)).Should().Be(Start.AddMinutes(30).AddDays(1), "a moment comes once");
    }

    [Fact]
    public async Task A_workflow_that_works_long_lets_others_go_and_is_taken_up_by_another_process()
    {
        await Node.PublishAsync(Waits);
        await Node.PublishAsync(Sequence("long", [.. Enumerable.Range(0, 150).Select(n => Activity("Elsa.WriteLine", $"L{n}", "", ("text", $"{n}")))]));
        // Every look at the clock takes a while.
        Time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(20);

        var first = (await Node.StartAsync("long")).Runs.Single();
        first.SubStatus.Should().Be(WorkflowSubStatus.Executing);
        (await Node.StartAsync("waits")).Runs.Single().SubStatus.Should().Be(WorkflowSubStatus.Suspended, "it was let go");
        (await Node.Timers.EarliestAsync(default)).Should().BeOnOrBefore(Time.GetUtcNow(), "the rest is due at once");
        await Node.Timers.FireAsync(default);
        (await InstancesAsync()).Single(x => x.DefinitionId == "long").SubStatus.Should().Be(WorkflowSubStatus.Executing, "one turn does not do it");

        var restarted = await NewProcessAsync();
        for (var turn = 0; turn < 20; turn++)
            await restarted.Timers.FireAsync(default);

        (await InstancesAsync()).Single(x => x.DefinitionId == "long").SubStatus.Should().Be(WorkflowSubStatus.Finished);
        var ended = await ReadAsync(async c => (await c.WorkflowBursts.Where(b => b.InstanceId == first.InstanceId).OrderBy(b => b.RowVersion).ToListAsync()).SelectMany(b => JournalJson.ReadJournal(b.Journal)));
        ended.Where(e => e.ActivityType == "Elsa.WriteLine" && e.EventName == JournalEvent.Completed).Select(e => e.ActivityId).Should().Equal(Enumerable.Range(0, 150).Select(n => $"L{n}"), "each ran once, in its order");
    }

    [Fact]
    public async Task Triggers_without_a_next_moment_get_one_by_reconciling_and_a_moment_that_is_over_gets_none()
    {
        await Node.PublishAsync(Sequence("hourly", Activity("Elsa.Timer", "T", Starts, ("interval", "01:00:00"))));
        await Node.PublishAsync(Sequence("moment", Activity("Elsa.StartAt", "S", Starts, ("dateTime", "2026-03-02T09:00:00Z"))));
        await WriteAsync(c => c.WorkflowTriggers.ExecuteUpdateAsync(x => x.SetProperty(t => t.NextAt, (DateTimeOffset?)null)));
        (await Node.Timers.ReconcileAsync(default)).Should().Be(1);
        (await Node.Timers.EarliestAsync(default)).Should().Be(Start.AddHours(1));
    }

    [Fact]
    public async Task Of_a_workflow_that_may_run_once_two_nodes_that_start_it_at_the_same_moment_start_one()
    {
        await Node.PublishAsync(Sequence("only", Activity("Elsa.Event", "E", "", ("eventName", "Never")))
            .Replace("\"version\": 1,", "\"version\": 1, \"options\": { \"activationStrategyType\": \"Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core\" },", StringComparison.Ordinal));
        var other = Database.Dialect.AllowsManyNodes ? await NewProcessAsync() : Node;
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Task.Run(() => Node.StartAsync("only")), Task.Run(() => other.StartAsync("only")));
            (await InstancesAsync()).Should().ContainSingle();
            await WriteAsync(c => c.WorkflowInstances.ExecuteDeleteAsync());
            await WriteAsync(c => c.WorkflowBookmarks.ExecuteDeleteAsync());
        }
    }

    [Fact]
    public async Task Two_nodes_fire_each_of_more_timers_than_a_batch_holds_once()
    {
        await Node.PublishAsync(Waits);
        await Task.WhenAll(Enumerable.Range(0, 1_100).Select(_ => Node.StartAsync("waits")));
        Time.Advance(TimeSpan.FromMinutes(5));
        var other = Database.Dialect.AllowsManyNodes ? await NewProcessAsync() : Node;

        await Task.WhenAll(Task.Run(Node.FireAsync), Task.Run(other.FireAsync));

        (await InstancesAsync()).Should().HaveCount(1_100).And.OnlyContain(x => x.SubStatus == WorkflowSubStatus.Finished && x.RowVersion == 2);
        (await Node.Timers.EarliestAsync(default)).Should().BeNull();
    }

    [Fact]
    public async Task Two_nodes_fire_each_of_many_due_timers_once()
    {
        await Node.PublishAsync(Waits);
        for (var i = 0; i < 30; i++)
            await Node.StartAsync("waits");
        Time.Advance(TimeSpan.FromMinutes(5));
        var other = Database.Dialect.AllowsManyNodes ? await NewProcessAsync() : Node;
        await Task.WhenAll(Node.FireAsync(), other.FireAsync());
        var instances = await InstancesAsync();
        instances.Should().HaveCount(30).And.OnlyContain(x => x.SubStatus == WorkflowSubStatus.Finished && x.RowVersion == 2);
    }

    [Fact]
    public async Task Two_nodes_that_race_for_one_instance_give_one_result()
    {
        await Node.PublishAsync(Sequence("w", Activity("Elsa.Event", "E", "", ("eventName", "Go")), Activity("Elsa.WriteLine", "L", "", ("text", "once"))));
        await Node.StartAsync("w");
        var other = Database.Dialect.AllowsManyNodes ? await NewProcessAsync() : Node;
        var results = await Task.WhenAll(Node.EventAsync("Go"), other.EventAsync("Go"), Node.EventAsync("Go"), other.EventAsync("Go"));
        results.Sum(r => r.Runs.Count).Should().Be(1);
        (await InstancesAsync()).Should().ContainSingle().Which.RowVersion.Should().Be(2);
    }

    [Fact]
    public async Task A_faulted_instance_is_left_alone_and_goes_on_after_a_retry()
    {
        await Node.PublishAsync($$"""
            { "id": "f-1", "definitionId": "f", "name": "f", "version": 1,
              "root": { "type": "Elsa.Flowchart", "id": "F", "version": 1, "activities": [
                {{Activity("Elsa.Start", "S")}}, {{Activity("Elsa.Delay", "D", "", ("timeSpan", "00:05:00"))}}, {{Activity("Elsa.Fault", "X", "", ("message", "broken"))}} ],
                "connections": [ {{Connection("S", "D")}}, {{Connection("S", "X")}} ] } }
            """);
        await Node.StartAsync("f");
        (await StateAsync()).SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        Time.Advance(TimeSpan.FromMinutes(10));
        await Node.FireAsync();
        (await ReadAsync(c => c.WorkflowStimuli.CountAsync())).Should().Be(0);
        (await Node.Timers.EarliestAsync(default)).Should().BeNull();
    }

    [Fact]
    public async Task A_timer_whose_workflow_cannot_run_is_told_and_the_problem_goes_when_the_instance_is_cancelled()
    {
        await Node.PublishAsync(Waits);
        await Node.StartAsync("waits");
        var instance = (await InstancesAsync()).Single().Id;
        await WriteAsync(c => c.WorkflowInstances.ExecuteUpdateAsync(x => x.SetProperty(i => i.State, "no state"u8.ToArray())));
        Time.Advance(TimeSpan.FromMinutes(5));
        await Node.FireAsync();
        Node.Problems.Current.Should().ContainSingle().Which.Key.Should().StartWith("timer:");

        await WriteAsync(c => c.WorkflowBookmarks.Where(b => b.InstanceId == instance).ExecuteDeleteAsync());
        await Node.FireAsync();
        Node.Problems.Current.Should().BeEmpty();
    }

    private static string Connection(string from, string to) => $$"""{ "source": { "activity": "{{from}}", "port": "Done" }, "target": { "activity": "{{to}}", "port": "In" } }""";
}

public sealed class DueTimersOnSqlite() : DueTimersTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class DueTimersOnPostgres(PostgresServer server) : DueTimersTests(server.Empty()), IOnPostgres;

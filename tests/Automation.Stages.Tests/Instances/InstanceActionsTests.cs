using Automation.Stages.Instances;
using Automation.Stages.Tests.Running;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Automation.Workflows.Values;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Instances;

public abstract class InstanceActionsTests(DeskTestDatabase store) : WorkflowTest(store)
{
    private static readonly string Waits = Sequence("w", Activity("Elsa.Event", "E", "", ("eventName", "Go")));

    private InstanceActions Actions => new(Database, Node.Units, Node.Runtime, Time);

    [Fact]
    public async Task Variables_are_seen_and_changed_unless_the_instance_went_on_meanwhile()
    {
        await Node.PublishAsync(Waits);
        var id = (await Node.StartAsync("w")).Runs[0].InstanceId;
        var seen = (await Actions.VariablesAsync(id, default))!;
        (seen.CanChange, seen.Variables.Single().Name, seen.Variables.Single().Value).Should().Be((true, "V", null));
        (await Actions.SetVariablesAsync(id, new ValueMap { ["V"] = "new" }, seen.RowVersion, default)).Should().Be(VariablesOutcome.Changed);
        (await Actions.SetVariablesAsync(id, new ValueMap { ["V"] = "late" }, seen.RowVersion, default)).Should().Be(VariablesOutcome.ChangedMeanwhile);
        (await Actions.VariablesAsync(id, default))!.Variables.Single().Value.Should().Be("new");
        var unknown = () => Actions.SetVariablesAsync(id, new ValueMap { ["Nothing"] = 1L }, null, default);
        await unknown.Should().ThrowAsync<ArgumentException>().WithMessage("*Nothing*");
        await Node.EventAsync("Go");
        (await Actions.SetVariablesAsync(id, new ValueMap { ["V"] = "x" }, null, default)).Should().Be(VariablesOutcome.Over);
        (await Actions.SetVariablesAsync("nobody", [], null, default)).Should().Be(VariablesOutcome.NotFound);
    }

    [Fact]
    public async Task Many_instances_are_cancelled_and_deleted_and_what_is_not_there_is_not_counted()
    {
        await Node.PublishAsync(Waits);
        var ids = new List<string> { "nobody" };
        for (var i = 0; i < 3; i++)
            ids.Add((await Node.StartAsync("w")).Runs[0].InstanceId);
        (await InstanceActions.BulkAsync(ids, (id, token) => Actions.CancelAsync(id, "Not needed.", token), default)).Done.Should().Be(3);
        (await InstancesAsync()).Should().OnlyContain(x => x.SubStatus == WorkflowSubStatus.Cancelled);
        (await InstanceActions.BulkAsync(ids, Actions.DeleteAsync, default)).Done.Should().Be(3);
        (await InstancesAsync()).Should().BeEmpty();
        (await ReadAsync(c => c.WorkflowBursts.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task A_failed_instance_for_which_another_waits_is_kept_and_what_was_kept_for_nobody_goes()
    {
        await Node.PublishAsync(Sequence("child", Activity("Elsa.Fault", "F", "", ("message", "broken"))));
        await Node.PublishAsync(Sequence("w", Activity("Elsa.DispatchWorkflow", "D", "", ("workflowDefinitionId", "child"), ("waitForCompletion", "true"))));
        await Node.StartAsync("w");
        await Node.StartAsync("child");
        await Node.Units.RunSharedAsync((session, token) => Node.Runtime.ReportTaskAsync(session, "nobody's", "x", token), default);
        Time.Advance(TimeSpan.FromDays(91));

        (await new InstanceRetention(Node.Units, Time).RunAsync(TimeSpan.FromDays(90), default)).Removed.Should().Be(1);

        (await InstancesAsync()).Select(x => (x.DefinitionId, x.ParentInstanceId is null)).Should().BeEquivalentTo([("w", true), ("child", false)]);
        (await ReadAsync(c => c.WorkflowStimuli.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task What_has_been_over_for_long_is_removed_and_what_still_runs_is_kept()
    {
        await Node.PublishAsync(Waits);
        await Node.StartAsync("w");
        await Node.EventAsync("Go");
        await Node.StartAsync("w");
        Time.Advance(TimeSpan.FromDays(90));
        var retention = new InstanceRetention(Node.Units, Time);
        (await retention.RunAsync(TimeSpan.FromDays(90), default)).Removed.Should().Be(0);
        Time.Advance(TimeSpan.FromMinutes(1));
        (await retention.RunAsync(TimeSpan.FromDays(90), default)).Removed.Should().Be(1);
        (await InstancesAsync()).Should().ContainSingle().Which.Status.Should().Be(WorkflowStatus.Running);
        (await ReadAsync(c => c.WorkflowBookmarks.CountAsync())).Should().Be(1);
    }
}

public sealed class InstanceActionsOnSqlite() : InstanceActionsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class InstanceActionsOnPostgres(PostgresServer server) : InstanceActionsTests(server.Empty()), IOnPostgres;

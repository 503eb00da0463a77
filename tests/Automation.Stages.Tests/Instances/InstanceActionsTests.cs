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
    public async Task Variables_of_containers_that_run_are_seen_and_changed_each_run_by_itself()
    {
        await Node.PublishAsync(Sequence("w", Activity(
            "Elsa.ParallelForEach", "Each",
            $$"""
            , "items": { "typeName": "Object", "expression": { "type": "Object", "value": "[1, 2]" } },
              "body": { "type": "Elsa.Sequence", "id": "Inner", "name": "One printer", "version": 1,
                "variables": [{ "id": "tries", "name": "Tries", "typeName": "Int32", "value": "3" }],
                "activities": [{{Activity("Elsa.Event", "E", "", ("eventName", "Go"))}},
                  { "type": "Elsa.WriteLine", "id": "L", "version": 1, "text": { "typeName": "String", "expression": { "type": "JavaScript", "value": "'tries ' + getTries()" } } }] }
            """)));
        var id = (await Node.StartAsync("w")).Runs[0].InstanceId;

        var seen = (await Actions.VariablesAsync(id, default))!.Variables;

        seen[0].Should().BeEquivalentTo(new { Id = "v", Name = "V", ActivityId = (string?)null });
        var inner = seen.Skip(1).ToList();
        inner.Should().HaveCount(2).And.OnlyContain(v => v.Name == "Tries" && v.ActivityId == "Inner" && v.ActivityName == "One printer" && Equals(v.Value, 3L));
        (await Actions.SetVariablesAsync(id, new ValueMap { [inner[1].Id] = "7", ["V"] = "x" }, null, default)).Should().Be(VariablesOutcome.Changed);
        var byName = () => Actions.SetVariablesAsync(id, new ValueMap { ["Tries"] = 1L }, null, default);
        await byName.Should().ThrowAsync<ArgumentException>("a name does not say which of the two").WithMessage("*Tries*");
        (await Node.EventAsync("Go")).Runs.SelectMany(run => run.Lines).Should().BeEquivalentTo("tries 3", "tries 7");
        (await Actions.VariablesAsync(id, default))!.Variables.Should().ContainSingle("the containers are over").Which.Value.Should().Be("x");
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

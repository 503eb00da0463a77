using Automation.Tests.Databases;
using Automation.Workflows.Execution;

namespace Automation.Stages.Tests.Running;

/// <summary>A workflow that starts itself, with what is done after the commit.</summary>
public abstract class EndlessWorkflowTests(DeskTestDatabase store) : WorkflowTest(store)
{
    [Fact]
    public async Task One_that_starts_itself_twice_each_time_comes_to_rest_at_the_limit()
    {
        await Node.PublishAsync(Sequence("twice", Activity("Elsa.BulkDispatchWorkflows", "B", """
            , "items": { "typeName": "Object", "expression": { "type": "Object", "value": "[1, 2]" } }
            """, ("workflowDefinitionId", "twice"), ("waitForCompletion", "false"))));
        await Node.StartAsync("twice");
        for (var round = 0; round < 20 && (await EffectsAsync()).Count > 0; round++)
            await Node.DoEffectsAsync();

        (await EffectsAsync()).Should().BeEmpty();
        var instances = await InstancesAsync();
        instances.Should().HaveCount(101);
        var origin = instances.Should().ContainSingle(x => x.RepeatOf == null).Subject.Id;
        instances.Count(x => x.RepeatOf == origin).Should().Be(100);
        instances.Where(x => x.IncidentCount > 0).Should().NotBeEmpty().And.OnlyContain(x => StateJson.Read(x.State).Incidents[0].Message.Contains("'twice'"));
    }

    [Fact]
    public async Task An_event_that_starts_what_publishes_it_comes_to_rest_at_the_limit()
    {
        await Node.PublishAsync(Sequence("echo", Activity("Elsa.Event", "E", Starts, ("eventName", "Called")), Activity("Elsa.PublishEvent", "P", "", ("eventName", "Called"))));
        await Node.EventAsync("Called");
        await Node.DoEffectsAsync();

        (await InstancesAsync()).Should().HaveCount(101).And.ContainSingle(x => x.IncidentCount > 0);
    }
}

public sealed class EndlessWorkflowOnSqlite() : EndlessWorkflowTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class EndlessWorkflowOnPostgres(PostgresServer server) : EndlessWorkflowTests(server.Empty()), IOnPostgres;

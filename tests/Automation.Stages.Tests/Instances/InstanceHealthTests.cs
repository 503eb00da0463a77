using Automation.Stages.Health;
using Automation.Stages.Instances;
using Automation.Stages.Tests.Running;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;

namespace Automation.Stages.Tests.Instances;

public abstract class InstanceHealthTests(DeskTestDatabase store) : WorkflowTest(store)
{
    private static readonly string Fails = Sequence("f", Activity("Elsa.RunJavaScript", "Script", "", ("script", "if (!getVariable('V')) throw new Error('No printer.')")));

    private InstanceActions Actions => new(Database, Node.Units, Node.Runtime, Time);

    private InstanceHealth Health => field ??= new InstanceHealth(new InstanceTroubles(Database), Node.Problems);

    [Fact]
    public async Task Failed_instances_are_told_in_one_line_a_workflow_with_the_way_to_them()
    {
        await Node.PublishAsync(Fails);
        await Node.PublishAsync(Sequence("ok", Activity("Elsa.WriteLine", "Say", "", ("text", "hello"))));
        await Node.StartAsync("ok");
        await Health.RefreshAsync(default);
        Node.Problems.Current.Should().BeEmpty();

        await Node.StartAsync("f");
        await Health.RefreshAsync(default);
        var one = Node.Problems.Current.Should().ContainSingle().Subject;
        one.Severity.Should().Be(ProblemSeverity.Error);
        one.Message.Should().StartWith("An instance of the workflow 'f' failed and stands still.").And.Contain("No printer.");
        one.Link.Should().Be("/workflows/instances?hasIncidents=True&search=f");

        await Node.StartAsync("f");
        await Health.RefreshAsync(default);
        Node.Problems.Current.Should().ContainSingle().Which.Message.Should().StartWith("2 instances of the workflow 'f' failed");
    }

    [Fact]
    public async Task The_line_goes_by_itself_when_one_was_retried_with_success_and_the_other_cancelled()
    {
        await Node.PublishAsync(Fails);
        var retried = (await Node.StartAsync("f")).Runs[0].InstanceId;
        var cancelled = (await Node.StartAsync("f")).Runs[0].InstanceId;
        await Health.RefreshAsync(default);

        await Actions.SetVariablesAsync(retried, new() { ["V"] = true }, null, default);
        (await Actions.RetryAsync(retried, null, default)).Should().BeTrue();
        await Health.RefreshAsync(default);
        Node.Problems.Current.Should().ContainSingle().Which.Message.Should().StartWith("An instance");

        (await Actions.CancelAsync(cancelled, "Not needed.", default)).Should().BeTrue();
        await Health.RefreshAsync(default);
        Node.Problems.Current.Should().BeEmpty();
    }

    [Fact]
    public async Task A_branch_that_failed_while_the_rest_goes_on_is_a_warning_and_a_retry_that_fails_again_stays()
    {
        await Node.PublishAsync(Sequence("f", Fork(
            Activity("Elsa.RunJavaScript", "Script", "", ("script", "throw new Error('No printer.')")), Activity("Elsa.Event", "Wait", "", ("eventName", "Go"))))
            .Replace("\"version\": 1,", "\"version\": 1, \"options\": { \"incidentStrategyType\": \"ContinueWithIncidentsStrategy\" },", StringComparison.Ordinal));
        var id = (await Node.StartAsync("f")).Runs[0].InstanceId;
        await Health.RefreshAsync(default);
        var one = Node.Problems.Current.Should().ContainSingle().Subject;
        one.Severity.Should().Be(ProblemSeverity.Warning);
        one.Message.Should().StartWith("A part of an instance of the workflow 'f' failed; the rest goes on.");

        await Actions.RetryAsync(id, null, default);
        await Health.RefreshAsync(default);
        Node.Problems.Current.Should().ContainSingle();
        await Actions.DeleteAsync(id, default);
        await Health.RefreshAsync(default);
        Node.Problems.Current.Should().BeEmpty();
    }

    private static string Fork(params string[] branches) => $$"""{ "type": "Elsa.Fork", "id": "Fork", "version": 1, "branches": [{{string.Join(",", branches)}}] }""";
}

public sealed class InstanceHealthOnSqlite() : InstanceHealthTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class InstanceHealthOnPostgres(PostgresServer server) : InstanceHealthTests(server.Empty()), IOnPostgres;

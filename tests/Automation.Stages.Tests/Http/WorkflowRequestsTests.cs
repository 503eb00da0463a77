using Automation.Stages.Http;
using Automation.Stages.Tests.Running;
using Automation.Tests.Databases;
using Automation.Workflows.Activities.Http;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;

namespace Automation.Stages.Tests.Http;

public abstract class WorkflowRequestsTests(DeskTestDatabase store) : WorkflowTest(store)
{
    private const string Reply = """
        { "type": "Elsa.WriteHttpResponse", "id": "R", "version": 1,
          "content": { "typeName": "Object", "expression": { "type": "JavaScript", "value": "'order ' + getV().routeData.OrderId" } } }
        """;

    private WorkflowRequests Requests => new(Database, Node.Units, Node.Runtime);

    [Fact]
    public async Task A_request_starts_the_workflow_and_gets_its_reply()
    {
        await Node.PublishAsync(Sequence("w", Endpoint("Orders/{OrderId}", Starts), Reply));
        var answer = await Requests.SendAsync("orders/A7", "GET", [], Nobody, default);
        answer.Reply!.Content.Should().Be("order A7");
        answer.Reply.StatusCode.Should().Be(200);
        (await EffectsAsync()).Should().BeEmpty("a reply is for the request that waits");
        (await Requests.SendAsync("orders/A7", "POST", [], Nobody, default)).Found.Should().BeFalse();
        (await Requests.SendAsync("orders", "GET", [], Nobody, default)).Found.Should().BeFalse();
    }

    [Fact]
    public async Task A_request_resumes_the_workflow_that_waits_for_it()
    {
        await Node.PublishAsync(Sequence("w", Endpoint("confirm/{OrderId}", ""), Reply));
        (await Requests.SendAsync("confirm/3", "GET", [], Nobody, default)).Found.Should().BeFalse();
        await Node.StartAsync("w");
        (await Requests.SendAsync("confirm/3", "GET", [], Nobody, default)).Reply!.Content.Should().Be("order 3");
        (await Requests.SendAsync("confirm/3", "GET", [], Nobody, default)).Found.Should().BeFalse();
    }

    [Fact]
    public async Task A_workflow_that_fails_tells_so_and_one_that_says_nothing_is_accepted()
    {
        await Node.PublishAsync(Sequence("f", Endpoint("fails", Starts), Activity("Elsa.Fault", "X", "", ("message", "broken"))));
        await Node.PublishAsync(Sequence("s", Endpoint("silent", Starts)));
        (await Requests.SendAsync("fails", "GET", [], Nobody, default)).Incident!.Message.Should().Be("broken");
        var silent = await Requests.SendAsync("silent", "GET", [], Nobody, default);
        (silent.Found, silent.Reply, silent.InstanceIds.Count).Should().Be((true, null, 1));
    }

    [Theory]
    [InlineData("\"authorize\"", "true", null)]
    [InlineData("\"policy\"", "\"Owners\"", "Owners")]
    public async Task An_endpoint_that_demands_something_of_its_caller_runs_only_for_one_who_meets_it(string input, string value, string? policy)
    {
        var demand = $$""", {{input}}: { "typeName": "Object", "expression": { "type": "Literal", "value": {{value}} } }""";
        await Node.PublishAsync(Sequence("starts", Endpoint("starts", Starts + demand)));
        await Node.PublishAsync(Sequence("waits", Endpoint("waits", demand)));
        await Node.StartAsync("waits");

        foreach (var path in new[] { "starts", "waits" })
        {
            var refused = await Requests.SendAsync(path, "GET", [], Nobody, default);
            (refused.Found, refused.Unmet, refused.InstanceIds.Count).Should().Be((true, new EndpointDemand(policy), 0));
        }

        (await InstancesAsync()).Should().ContainSingle("nobody was let in").Which.SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        foreach (var path in new[] { "starts", "waits" })
        {
            var asked = new List<EndpointDemand>();
            var answer = await Requests.SendAsync(path, "GET", [], demanded => { asked.Add(demanded); return new(true); }, default);
            (answer.Unmet, answer.InstanceIds.Count).Should().Be((null, 1));
            asked.Should().Equal(new EndpointDemand(policy));
        }
    }

    [Fact]
    public async Task Of_two_endpoints_at_one_path_the_stricter_one_decides()
    {
        await Node.PublishAsync(Sequence("open", Endpoint("both", Starts)));
        await Node.PublishAsync(Sequence("closed", Endpoint("both", """, "authorize": { "typeName": "Boolean", "expression": { "type": "JavaScript", "value": "1 === 1" } }""")));
        await Node.StartAsync("closed");

        (await Requests.SendAsync("both", "GET", [], Nobody, default)).Unmet.Should().Be(new EndpointDemand(null));
        (await InstancesAsync()).Should().ContainSingle("nobody was let in").Which.SubStatus.Should().Be(WorkflowSubStatus.Suspended);
    }

    [Fact]
    public async Task An_endpoint_whose_demand_cannot_be_read_is_not_published()
    {
        var publishing = () => Node.PublishAsync(Sequence("w", Endpoint("x", Starts + """, "authorize": { "typeName": "Boolean", "expression": { "type": "JavaScript", "value": "nothing.at.all" } }""")));

        (await publishing.Should().ThrowAsync<WorkflowDefinitionException>()).WithMessage("*'E'*");
    }

    /// <summary>A caller who meets no demand.</summary>
    private static ValueTask<bool> Nobody(EndpointDemand demand) => new(false);

    private static string Endpoint(string path, string more) =>
        Activity("Elsa.HttpEndpoint", "E", """, "result": { "typeName": "Object", "memoryReference": { "id": "v" } }""" + more, ("path", path));
}

public sealed class WorkflowRequestsOnSqlite() : WorkflowRequestsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class WorkflowRequestsOnPostgres(PostgresServer server) : WorkflowRequestsTests(server.Empty()), IOnPostgres;

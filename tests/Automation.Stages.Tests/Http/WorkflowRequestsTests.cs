using Automation.Stages.Http;
using Automation.Stages.Tests.Running;
using Automation.Tests.Databases;

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
        var answer = await Requests.SendAsync("orders/A7", "GET", [], default);
        answer.Reply!.Content.Should().Be("order A7");
        answer.Reply.StatusCode.Should().Be(200);
        (await EffectsAsync()).Should().BeEmpty("a reply is for the request that waits");
        (await Requests.SendAsync("orders/A7", "POST", [], default)).Found.Should().BeFalse();
        (await Requests.SendAsync("orders", "GET", [], default)).Found.Should().BeFalse();
    }

    [Fact]
    public async Task A_request_resumes_the_workflow_that_waits_for_it()
    {
        await Node.PublishAsync(Sequence("w", Endpoint("confirm/{OrderId}", ""), Reply));
        (await Requests.SendAsync("confirm/3", "GET", [], default)).Found.Should().BeFalse();
        await Node.StartAsync("w");
        (await Requests.SendAsync("confirm/3", "GET", [], default)).Reply!.Content.Should().Be("order 3");
        (await Requests.SendAsync("confirm/3", "GET", [], default)).Found.Should().BeFalse();
    }

    [Fact]
    public async Task A_workflow_that_fails_tells_so_and_one_that_says_nothing_is_accepted()
    {
        await Node.PublishAsync(Sequence("f", Endpoint("fails", Starts), Activity("Elsa.Fault", "X", "", ("message", "broken"))));
        await Node.PublishAsync(Sequence("s", Endpoint("silent", Starts)));
        (await Requests.SendAsync("fails", "GET", [], default)).Incident!.Message.Should().Be("broken");
        var silent = await Requests.SendAsync("silent", "GET", [], default);
        (silent.Found, silent.Reply, silent.InstanceIds.Count).Should().Be((true, null, 1));
    }

    private static string Endpoint(string path, string more) =>
        Activity("Elsa.HttpEndpoint", "E", """, "result": { "typeName": "Object", "memoryReference": { "id": "v" } }""" + more, ("path", path));
}

public sealed class WorkflowRequestsOnSqlite() : WorkflowRequestsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class WorkflowRequestsOnPostgres(PostgresServer server) : WorkflowRequestsTests(server.Empty()), IOnPostgres;

using System.Net;
using System.Net.Sockets;
using System.Text;
using Automation.Stages.Effects;
using Automation.Stages.Tests.Running;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Automation.Workflows.Values;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Effects;

public abstract class EffectWorkerTests(DeskTestDatabase store) : WorkflowTest(store)
{
    private static readonly Dictionary<string, string> Secrets = new() { ["CRM"] = "secret-of-the-crm" };
    private static readonly EffectOptions Local = new() { AllowedPrivateHosts = ["127.0.0.0/8"], MaxAnswerBytes = 2000, Secrets = Secrets };

    [Fact]
    public async Task A_request_is_sent_after_the_commit_and_its_answer_resumes_the_workflow()
    {
        using var server = new OneLineServer("HTTP/1.1 200 OK", "Content-Type: application/json", """{"ok":true}""");
        var node = NewNode(options: Local);
        await node.PublishAsync(Request($"http://127.0.0.1:{server.Port}/x"));
        await node.StartAsync("w");
        server.Requests.Should().BeEmpty();
        var effect = (await EffectsAsync()).Single();
        await node.DoEffectsAsync();
        var request = await server.NextAsync();
        request.Should().Contain($"Idempotency-Key: {effect.Id}").And.Contain("Authorization: Bearer secret-of-the-crm");
        var state = await StateAsync();
        state.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        ((ValueMap)state.FinalVariables["v"]!).Find("statusCode").Should().Be(200L);
        (await EffectsAsync()).Should().BeEmpty();
        (await ReadAsync(c => c.WorkflowBursts.Select(b => b.Records + b.Journal).ToListAsync())).Should().NotContain(text => text.Contains("secret"));
    }

    [Fact]
    public async Task A_secret_is_in_the_request_and_in_no_table_before_it_while_it_waits_and_after_an_answer_that_repeats_it()
    {
        using var server = new OneLineServer("HTTP/1.1 200 OK", "X-Echo: secret-of-the-crm", "you said secret-of-the-crm");
        var node = NewNode(options: Local);
        await node.PublishAsync(Sequence("w", Activity(
            "Elsa.FlowSendHttpRequest", "R",
            """
            , "requestHeaders": { "typeName": "Object", "expression": { "type": "Object", "value": "{ \"X-Api-Key\": \"${secret:CRM}\" }" } },
              "parsedContent": { "typeName": "Object", "memoryReference": { "id": "v" } }
            """,
            ("url", $"http://127.0.0.1:{server.Port}/"), ("authorization", "Bearer ${secret:CRM}")), Activity("Elsa.Event", "E", "", ("eventName", "Go"))));
        await node.StartAsync("w");
        await NoTableHoldsAsync("secret-of-the-crm");

        await node.DoEffectsAsync();

        (await server.NextAsync()).Should().Contain("Authorization: Bearer secret-of-the-crm").And.Contain("X-Api-Key: secret-of-the-crm");
        var state = await StateAsync();
        state.SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        state.Root!.Variables!["v"].Should().Be("you said ••••");
        await NoTableHoldsAsync("secret-of-the-crm");
    }

    [Fact]
    public async Task A_computed_secret_is_in_the_request_that_waits_and_neither_in_the_instance_nor_in_its_journal()
    {
        using var server = new OneLineServer("HTTP/1.1 200 OK", "X: y", "");
        var node = NewNode(options: Local);
        await node.PublishAsync(Sequence("w", Activity(
            "Elsa.FlowSendHttpRequest", "R", """, "authorization": { "typeName": "String", "expression": { "type": "JavaScript", "value": "'Bearer ' + ['comp', 'uted'].join('')" } }""",
            ("url", $"http://127.0.0.1:{server.Port}/"))));
        await node.StartAsync("w");

        System.Text.Encoding.UTF8.GetString((await InstancesAsync()).Single().State).Should().NotContain("computed");
        (await ReadAsync(c => c.WorkflowBursts.Select(b => b.Records + b.Journal).ToListAsync())).Should().NotContain(text => text.Contains("computed"));
        await node.DoEffectsAsync();
        (await server.NextAsync()).Should().Contain("Authorization: Bearer computed");
        await NoTableHoldsAsync("computed");
    }

    [Theory]
    [InlineData("\"authorization\": { \"typeName\": \"String\", \"expression\": { \"type\": \"Literal\", \"value\": \"Bearer abc\" } }", "literal-secret", "Automation:Secrets:NAME")]
    [InlineData("\"requestHeaders\": { \"typeName\": \"Object\", \"expression\": { \"type\": \"Object\", \"value\": \"{ \\\"X-Auth-Token\\\": \\\"abc\\\" }\" } }", "literal-secret", "X-Auth-Token")]
    [InlineData("\"authorization\": { \"typeName\": \"String\", \"expression\": { \"type\": \"JavaScript\", \"value\": \"'Bearer ${secret:ERP}'\" } }", "unknown-secret", "There are: CRM.")]
    public async Task A_secret_that_is_written_down_or_that_there_is_none_of_is_refused_at_publish(string header, string code, string words)
    {
        var node = NewNode(options: Local);
        var publish = () => node.PublishAsync(Sequence("w", Activity("Elsa.FlowSendHttpRequest", "R", ", " + header, ("url", "https://crm.contoso.example"))));
        var problem = (await publish.Should().ThrowAsync<Automation.Workflows.Definitions.WorkflowDefinitionException>()).Which.Problems.Should().ContainSingle().Subject;
        problem.Code.Should().Be(code);
        problem.Message.Should().Contain(words);
    }

    [Fact]
    public async Task A_secret_that_is_gone_when_the_request_is_sent_is_an_incident_that_says_the_cure_and_a_retry_finds_it()
    {
        using var server = new OneLineServer("HTTP/1.1 200 OK", "X: y", "");
        var node = NewNode(options: Local);
        await node.PublishAsync(Request($"http://127.0.0.1:{server.Port}/"));
        await node.StartAsync("w");
        await NewNode("without", new EffectOptions { AllowedPrivateHosts = ["127.0.0.0/8"] }).DoEffectsAsync();
        var state = await StateAsync();
        state.Incidents.Single().Message.Should().Contain("no secret 'CRM'").And.Contain("Automation__Secrets__CRM");
        server.Requests.Should().BeEmpty();

        await node.Units.RunSharedAsync((session, token) => node.Runtime.RetryAsync(session, state.Id, cancellation: token), default);
        await node.DoEffectsAsync();

        (await server.NextAsync()).Should().Contain("Bearer secret-of-the-crm");
        (await StateAsync()).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task A_private_address_is_refused_with_an_incident_that_says_the_cure()
    {
        using var server = new OneLineServer("HTTP/1.1 200 OK", "X: y", "");
        var node = NewNode(options: new EffectOptions { Secrets = Secrets });
        await node.PublishAsync(Request($"http://localhost:{server.Port}/"));
        await node.StartAsync("w");
        await node.DoEffectsAsync();
        var state = await StateAsync();
        state.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        state.Incidents.Single().Message.Should().Contain("localhost").And.Contain("private").And.Contain("AllowedPrivateHosts");
        server.Requests.Should().BeEmpty();
        (await EffectsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://0/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[::ffff:0.0.0.0]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://127.0.0.1:9/")]
    public async Task An_address_that_names_this_machine_is_refused_at_once(string url)
    {
        var node = NewNode(options: new EffectOptions { Secrets = Secrets });
        await node.PublishAsync(Request(url));
        await node.StartAsync("w");

        await node.DoEffectsAsync();

        (await EffectsAsync()).Should().BeEmpty("it is not tried again");
        (await StateAsync()).Incidents.Should().ContainSingle().Which.Message.Should().Contain("private").And.Contain("AllowedPrivateHosts");
    }

    [Fact]
    public async Task A_redirect_to_a_private_address_is_refused()
    {
        using var inside = new OneLineServer("HTTP/1.1 200 OK", "X: y", "inside");
        using var server = new OneLineServer("HTTP/1.1 302 Found", $"Location: http://127.0.0.2:{inside.Port}/", "");
        var node = NewNode(options: new EffectOptions { AllowedPrivateHosts = ["127.0.0.1"], Secrets = Secrets });
        await node.PublishAsync(Request($"http://127.0.0.1:{server.Port}/"));
        await node.StartAsync("w");
        await node.DoEffectsAsync();
        (await StateAsync()).Incidents.Single().Message.Should().Contain("127.0.0.2");
        inside.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("'<a>1</a>'", "application/xml", "application/xml", "<a>1</a>")]
    [InlineData("'plain \"quoted\" text'", "", "text/plain", "plain \"quoted\" text")]
    [InlineData("({ name: 'Carla Meyer', colour: 'red & green' })", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "name=Carla+Meyer&colour=red+%26+green")]
    [InlineData("({ n: 1, list: ['a'] })", "", "application/json", "{\"n\":1,\"list\":[\"a\"]}")]
    public async Task A_body_is_sent_as_the_kind_of_thing_it_is(string content, string contentType, string sentType, string sent)
    {
        using var server = new OneLineServer("HTTP/1.1 200 OK", "X: y", "");
        var node = NewNode(options: Local);
        await node.PublishAsync(Sequence("w", Activity(
            "Elsa.FlowSendHttpRequest", "R", $$""", "content": { "typeName": "Object", "expression": { "type": "JavaScript", "value": {{System.Text.Json.JsonSerializer.Serialize(content)}} } }""",
            ("url", $"http://127.0.0.1:{server.Port}/"), ("method", "POST"), ("contentType", contentType))));
        await node.StartAsync("w");

        await node.DoEffectsAsync();

        (await server.NextAsync()).Should().Contain($"Content-Type: {sentType}").And.EndWith($"\r\n\r\n{sent}");
    }

    [Fact]
    public async Task A_redirect_to_another_server_takes_no_secret_along_in_whatever_header_it_stands()
    {
        using var other = new OneLineServer("HTTP/1.1 200 OK", "X: y", "taken");
        using var server = new OneLineServer("HTTP/1.1 307 Temporary Redirect", $"Location: http://127.0.0.1:{other.Port}/there", "");
        var node = NewNode(options: Local);
        await node.PublishAsync(WithHeaders($"http://127.0.0.1:{server.Port}/"));
        await node.StartAsync("w");

        await node.DoEffectsAsync();

        (await server.NextAsync()).Should().Contain("X-Tenant: secret-of-the-crm").And.Contain("X-Session-Token: a b c").And.Contain("Authorization: Bearer").And.Contain("X-Colour: green");
        (await other.NextAsync()).Should().StartWith("POST /there ").And.Contain("X-Colour: green").And.EndWith("hello")
            .And.NotContain("secret-of-the-crm").And.NotContain("X-Session-Token").And.NotContain("Authorization");
        (await StateAsync()).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task A_redirect_within_a_server_keeps_the_secrets_and_see_other_is_fetched()
    {
        using var server = new OneLineServer("HTTP/1.1 303 See Other", "Location: /there", "", then: "HTTP/1.1 200 OK");
        var node = NewNode(options: Local);
        await node.PublishAsync(WithHeaders($"http://127.0.0.1:{server.Port}/"));
        await node.StartAsync("w");

        await node.DoEffectsAsync();

        (await server.NextAsync()).Should().StartWith("POST / ");
        (await server.NextAsync()).Should().StartWith("GET /there ").And.Contain("X-Tenant: secret-of-the-crm").And.Contain("Authorization: Bearer").And.NotContain("hello");
    }

    [Fact]
    public async Task Redirects_without_end_are_given_up_and_the_last_one_is_the_answer()
    {
        using var server = new OneLineServer("HTTP/1.1 302 Found", "Location: /again", "");
        var node = NewNode(options: Local);
        await node.PublishAsync(Request($"http://127.0.0.1:{server.Port}/"));
        await node.StartAsync("w");

        await node.DoEffectsAsync();

        server.Requests.Should().HaveCount(6);
        ((ValueMap)(await StateAsync()).FinalVariables["v"]!).Find("statusCode").Should().Be(302L);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_an_incident()
    {
        using var server = new OneLineServer("HTTP/1.1 200 OK", "Content-Type: text/plain", new string('x', 3000));
        var node = NewNode(options: Local);
        await node.PublishAsync(Request($"http://127.0.0.1:{server.Port}/"));
        await node.StartAsync("w");
        await node.DoEffectsAsync();
        (await StateAsync()).Incidents.Single().Message.Should().Contain("2000 bytes");
    }

    [Fact]
    public async Task A_connection_that_fails_is_tried_again_with_growing_pauses_and_then_told_to_the_workflow()
    {
        int port;
        using (var nobody = new OneLineServer("", "", ""))
            port = nobody.Port;
        var node = NewNode(options: Local);
        await node.PublishAsync(Request($"http://127.0.0.1:{port}/"));
        await node.StartAsync("w");
        await node.DoEffectsAsync();
        var row = (await EffectsAsync()).Single();
        (row.Attempts, row.NextAttemptAt).Should().Be((1, Start.AddSeconds(2)));
        row.LastError.Should().Contain("127.0.0.1").And.NotContain("secret");
        node.Problems.Current.Should().ContainSingle().Which.Message.Should().Contain("tried again");
        await node.DoEffectsAsync();
        (await EffectsAsync()).Single().Attempts.Should().Be(1, "it is not due yet");
        for (var i = 0; i < 2; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
            await node.DoEffectsAsync();
        }

        var state = await StateAsync();
        state.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        ((ValueMap)state.FinalVariables["v"]!).Find("failure").Should().Be("FailedToConnect");
        node.Problems.Current.Should().BeEmpty();
    }

    [Fact]
    public async Task A_task_runs_and_its_result_comes_back()
    {
        var task = new Doubling();
        var node = NewNode(tasks: task);
        await node.PublishAsync(Task("double"));
        await node.StartAsync("w");
        await node.DoEffectsAsync();
        (await StateAsync()).FinalVariables["v"].Should().Be("done");
    }

    [Fact]
    public async Task An_unknown_task_is_an_incident_that_names_it_and_a_retry_asks_again()
    {
        await Node.PublishAsync(Task("double"));
        await Node.StartAsync("w");
        await Node.DoEffectsAsync();
        var state = await StateAsync();
        state.Incidents.Single().Message.Should().Contain("'double'");
        var mended = NewNode(tasks: new Doubling());
        await mended.Units.RunAsync((unit, token) => mended.Runtime.RetryAsync(unit.Session, state.Id, cancellation: token), default);
        await mended.DoEffectsAsync();
        (await StateAsync()).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task A_task_that_fails_is_retried_and_in_the_end_an_incident()
    {
        var node = NewNode(tasks: new Doubling { Fault = new InvalidOperationException("The printer is away.") });
        await node.PublishAsync(Task("double"));
        await node.StartAsync("w");
        for (var i = 0; i < 6; i++)
        {
            await node.DoEffectsAsync();
            Time.Advance(TimeSpan.FromHours(1));
        }

        (await StateAsync()).Incidents.Single().Message.Should().Be("The printer is away.");
        (await EffectsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_effect_left_by_a_node_that_died_is_done_by_another_when_its_lease_is_over()
    {
        var died = NewNode("died");
        await died.PublishAsync(Task("double"));
        await died.StartAsync("w");
        await WriteAsync(async c =>
        {
            var row = await c.WorkflowEffects.SingleAsync();
            (row.LeasedBy, row.LeasedUntil, row.Attempts) = ("died", Start.AddMinutes(5), 1);
        });
        var other = NewNode("other", null, new Doubling());
        await other.DoEffectsAsync();
        (await EffectsAsync()).Should().ContainSingle();
        Time.Advance(TimeSpan.FromMinutes(5));
        await other.DoEffectsAsync();
        (await StateAsync()).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task Dispatching_a_workflow_that_does_not_exist_is_an_incident_of_the_one_that_waits_for_it()
    {
        await Node.PublishAsync(Sequence("w", Activity("Elsa.DispatchWorkflow", "D", "", ("workflowDefinitionId", "nobody"), ("waitForCompletion", "true"))));
        await Node.StartAsync("w");
        await Node.DoEffectsAsync();
        (await StateAsync()).Incidents.Single().Message.Should().Contain("nobody");
    }

    [Theory]
    [InlineData("Elsa.DispatchWorkflow", "", "There is no published workflow 'nobody'")]
    [InlineData("Elsa.BulkDispatchWorkflows", """, "items": { "typeName": "Object", "expression": { "type": "Object", "value": "[7]" } }, "waitForCompletion": { "typeName": "Boolean", "expression": { "type": "Literal", "value": false } }""", "Item 1: There is no published workflow 'nobody'")]
    public async Task Dispatching_a_workflow_that_does_not_exist_is_in_the_journal_of_the_one_that_does_not_wait_for_it(string type, string more, string line)
    {
        await Node.PublishAsync(Sequence("w", Activity(type, "D", more, ("workflowDefinitionId", "nobody"))));
        var instance = (await Node.StartAsync("w")).Runs[0].InstanceId;
        await Node.DoEffectsAsync();

        var bursts = await ReadAsync(c => c.WorkflowBursts.AsNoTracking().Where(x => x.InstanceId == instance).OrderBy(x => x.RowVersion).ToListAsync());
        var journal = bursts.SelectMany(b => JournalJson.ReadJournal(b.Journal)).ToList();
        journal[^1].Should().BeEquivalentTo(new { ActivityId = "D", ActivityType = type, EventName = "Refused", Sequence = (long)journal.Count });
        journal[^1].Message.Should().StartWith(line);
    }

    [Fact]
    public async Task Of_many_dispatched_workflows_that_do_not_exist_the_one_that_waits_is_told_once_and_a_retry_starts_those_that_are_missing()
    {
        await Node.PublishAsync(Sequence("w", Activity(
            "Elsa.BulkDispatchWorkflows", "B", """, "items": { "typeName": "Object", "expression": { "type": "Object", "value": "[1, 2, 3]" } }""", ("workflowDefinitionId", "later"))));
        await Node.StartAsync("w");
        await Node.DoEffectsAsync();
        var state = await StateAsync();
        state.Incidents.Should().ContainSingle().Which.Message.Should().StartWith("3 of the workflows were not started").And.Contain("later");
        (await EffectsAsync()).Should().BeEmpty();

        await Node.PublishAsync(Sequence("later", Activity("Elsa.WriteLine", "L", "", ("text", "here"))));
        await Node.Units.RunSharedAsync((session, token) => Node.Runtime.RetryAsync(session, state.Id, cancellation: token), default);

        var instances = await InstancesAsync();
        instances.Should().HaveCount(4).And.OnlyContain(x => x.SubStatus == WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task Servers_that_do_not_answer_keep_neither_a_task_nor_another_request_waiting()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var server = new OneLineServer("HTTP/1.1 200 OK", "X: y", "");
        var noted = new Noting();
        var node = NewNode(options: Local, tasks: [noted]);
        using var stop = new CancellationTokenSource();
        await node.PublishAsync(Request($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/"));
        for (var i = 0; i < 8; i++)
            await node.StartAsync("w");
        await node.Effects.RunAsync(stop.Token);

        await node.PublishAsync(Request($"http://127.0.0.1:{server.Port}/").Replace("\"w", "\"quick", StringComparison.Ordinal));
        await node.PublishAsync(Task("note").Replace("\"w", "\"task", StringComparison.Ordinal));
        await node.StartAsync("quick");
        await node.StartAsync("task");
        await node.Effects.RunAsync(stop.Token);

        (await server.NextAsync()).Should().Contain("GET / ");
        await noted.Done.Task;
        await stop.CancelAsync();
        var stopped = () => node.Effects.IdleAsync();
        await stopped.Should().ThrowAsync<OperationCanceledException>();
        (await EffectsAsync()).Should().HaveCountGreaterThanOrEqualTo(8, "what was stopped is done later");
    }

    [Fact]
    public async Task However_many_requests_wait_for_an_answer_tasks_have_places_of_their_own_and_a_free_place_wakes_the_loop()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var noted = new Noting();
        var node = NewNode(options: Local, tasks: [noted]);
        using var stop = new CancellationTokenSource();
        await node.PublishAsync(Request($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/"));
        await node.PublishAsync(Task("note").Replace("\"w", "\"task", StringComparison.Ordinal));
        for (var i = 0; i < 30; i++)
            await node.StartAsync("w");
        await node.Effects.RunAsync(stop.Token);
        (await EffectsAsync()).Count(e => e.LeasedBy != null).Should().Be(24, "more are not asked at once");

        await node.StartAsync("task");
        await node.Effects.RunAsync(stop.Token);
        await noted.Done.Task;
        await stop.CancelAsync();
        await node.EffectsSignal.WaitAsync(TimeSpan.FromHours(1), Time, default);
        var stopped = () => node.Effects.IdleAsync();
        await stopped.Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>Looks at every column of every table.</summary>
    private async Task NoTableHoldsAsync(string text) => await ReadAsync(async context =>
    {
        var seen = 0;
        foreach (var table in context.Model.GetEntityTypes())
        {
            var connection = context.Database.GetDbConnection();
            if (connection.State != System.Data.ConnectionState.Open)
                await connection.OpenAsync();
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is one of ours.
            command.CommandText = $"SELECT * FROM {table.GetTableName()}";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    var value = reader.GetValue(column) is byte[] bytes ? Encoding.UTF8.GetString(bytes) : reader.GetValue(column).ToString();
                    value.Should().NotContain(text, "column {0} of {1}", reader.GetName(column), table.GetTableName());
                    seen++;
                }
            }
        }

        seen.Should().BeGreaterThan(20);
        return true;
    });

    private static string Request(string url) => Sequence("w", Activity(
        "Elsa.FlowSendHttpRequest", "R", ""","result": { "typeName": "Object", "memoryReference": { "id": "v" } }""", ("url", url), ("authorization", "Bearer ${secret:CRM}")));

    private static string WithHeaders(string url) => Sequence("w", Activity(
        "Elsa.FlowSendHttpRequest", "R",
        """
        , "requestHeaders": { "typeName": "Object", "expression": { "type": "JavaScript", "value": "({ 'X-Tenant': '${secret:CRM}', 'X-Session-Token': ['a', 'b', 'c'].join(' '), 'X-Colour': 'green' })" } }
        """,
        ("url", url), ("method", "POST"), ("content", "hello"), ("authorization", "Bearer ${secret:CRM}")));

    private static string Task(string name) => Sequence("w", Activity(
        "Elsa.RunTask", "T", ""","result": { "typeName": "Object", "memoryReference": { "id": "v" } }""", ("taskName", name)));

    private sealed class Doubling : IWorkflowTask
    {
        public Exception? Fault { get; init; }

        public string Name => "double";

        public Task<object?> RunAsync(string taskId, ValueMap payload, CancellationToken cancellationToken) =>
            Fault is null ? System.Threading.Tasks.Task.FromResult<object?>("done") : throw Fault;
    }

    private sealed class Noting : IWorkflowTask
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "note";

        public Task<object?> RunAsync(string taskId, ValueMap payload, CancellationToken cancellationToken)
        {
            Done.TrySetResult();
            return System.Threading.Tasks.Task.FromResult<object?>(null);
        }
    }

    /// <summary>Answers every request on a loopback port with the same words, or all but the first with another status.</summary>
    private sealed class OneLineServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly System.Threading.Channels.Channel<string> _seen = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public OneLineServer(string status, string header, string body, string? then = null)
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = ServeAsync(Answer(status), Answer(then ?? status));

            string Answer(string line) => $"{line}\r\n{header}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
        }

        public int Port { get; }

        public List<string> Requests { get; } = [];

        public async Task<string> NextAsync() => await _seen.Reader.ReadAsync();

        private async Task ServeAsync(string answer, string then)
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    var buffer = new byte[8192];
                    var read = await client.GetStream().ReadAsync(buffer, _stop.Token);
                    var request = Encoding.UTF8.GetString(buffer, 0, read);
                    Requests.Add(request);
                    await _seen.Writer.WriteAsync(request);
                    await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                    answer = then;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Stopped.
            }
        }

        public void Dispose()
        {
            _stop.Cancel();
            _listener.Stop();
            _stop.Dispose();
        }
    }
}

public sealed class EffectWorkerOnSqlite() : EffectWorkerTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class EffectWorkerOnPostgres(PostgresServer server) : EffectWorkerTests(server.Empty()), IOnPostgres;

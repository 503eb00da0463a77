using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Automation.Server.Tests.Studio;

/// <summary>
/// Asks our server everything that was asked of a real Elsa 3 server when Studio was at work on it, and compares status and shape of the answers.
/// Ids of the recording are replaced by ours as they become known.
/// </summary>
public sealed class RecordedContractTests(StudioDesk desk, ITestOutputHelper output) : IClassFixture<StudioDesk>
{
    /// <summary>Asked in this order, because some make what others ask for and some destroy it.</summary>
    private static readonly string[] First =
    [
        "POST_workflow-definitions", "POST_workflow-definitions_definitionId_publish", "POST_workflow-definitions_definitionId_revert_version", "POST_workflow-definitions_definitionId_retract", "POST_workflow-definitions_import",
        "POST_workflow-definitions_import-files", "POST_workflow-definitions_definitionId_execute", "POST_workflow-definitions_definitionId_dispatch",
    ];

    private static readonly string[] Last =
    [
        "POST_bulk-actions_publish_workflow-definitions_by-definition-ids", "POST_bulk-actions_retract_workflow-definitions_by-definition-ids",
        "POST_events_eventName_trigger", "POST_alterations_workflows_retry", "POST_cancel_workflow-instances_id", "POST_bulk-actions_cancel_workflow-instances", "DELETE_workflow-instances_id",
        "POST_bulk-actions_delete_workflow-instances_by-id", "DELETE_workflow-definition-versions_id", "POST_bulk-actions_delete_workflow-definitions_by-id",
        "DELETE_workflow-definitions_definitionId", "POST_bulk-actions_delete_workflow-definitions_by-definition-id",
    ];

    /// <summary>What we do not have, or answer on purpose in another way, and why.</summary>
    private static readonly Dictionary<string, string> Otherwise = new(StringComparer.Ordinal)
    {
        ["POST_identity_login"] = "people sign in at the desk itself",
        ["POST_identity_refresh-token"] = "people sign in at the desk itself",
        ["GET_workflow-definitions 401"] = "people sign in at the desk itself",
        ["POST_workflow-definitions_definitionId_execute 500"] = "a run that fails is shown by its incidents; Studio takes a 500 for a fault of the server",
        ["GET_descriptors_output-converters 400"] = "we convert nothing, so there is nothing to be asked for",
        ["POST_hubs_workflow-instance"] = "compared as one conversation",
        ["GET_hubs_workflow-instance"] = "compared as one conversation",
        ["DELETE_hubs_workflow-instance"] = "compared as one conversation",
    };

    /// <summary>What is a workflow's own and looks as it likes, and what only the insides of Elsa's engine have.</summary>
    private static readonly string[] Free =
    [
        "customProperties", "metadata", "properties", "activityState", "payload", "outputs", "input", "output", "Properties", "completionCallbacks", "dynamicVariables", "value", "defaultValue",
        "callbackMethodName", "uiSpecifications", "constructionProperties", "warnings", "$schema",
    ];

    /// <summary>Lists that are empty with us, and why.</summary>
    private static readonly Dictionary<string, string> Empty = new(StringComparer.Ordinal)
    {
        ["GET_descriptors_log-persistence-strategies"] = "everything is kept; there is no choice",
        ["GET_workflow-instances_id_export"] = "in an instance that is over, nothing runs any more; what ran is in its records",
        ["POST_alterations_workflows_retry"] = "the log of a retry is the instance's journal",
    };

    /// <summary>What is not in our answers, and why.</summary>
    private static readonly Dictionary<string, string> Missing = new(StringComparer.Ordinal)
    {
        ["GET_workflow-definitions_definitionId_export createdAt"] = "a file comes out as it came in, with nothing added",
        ["GET_workflow-definitions_definitionId_export isSystem"] = "a file comes out as it came in, with nothing added",
        ["GET_workflow-definitions_definitionId_export options"] = "a file comes out as it came in, with nothing added",
    };

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal)
    {
        // The recorded one is not ours: failed requests are not tried again by themselves here.
        ["Elsa.Resilience"] = "Elsa.Http",
        ["5982f9a2e913226f"] = "ref-flow-decision",
    };

    [Fact]
    public async Task Every_recorded_answer_has_ours_beside_it_in_status_and_shape()
    {
        if (RecordedElsa.Folder("endpoints") is not { } folder)
        {
            output.WriteLine("0 endpoints: the recorded ones are not on this machine.");
            return;
        }

        await PrepareAsync(RecordedElsa.Folder("definitions")!);
        var names = Directory.EnumerateFiles(folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal).ToList();
        var differences = new List<string>();
        var (endpoints, samples) = (0, 0);
        foreach (var name in First.Concat(names.Except(First).Except(Last)).Concat(Last))
        {
            var endpoint = await RecordedElsa.ReadAsync(Path.Combine(folder, name + ".json"));
            if (Otherwise.TryGetValue(name, out var why))
            {
                output.WriteLine($"not asked: {name} ({why})");
                continue;
            }

            endpoints++;
            foreach (var sample in endpoint["samples"]!.AsArray())
            {
                samples++;
                differences.AddRange((await CompareAsync(name, endpoint["method"]!.GetValue<string>(), sample!)).Select(d => $"{name}: {d}"));
            }
        }

        output.WriteLine($"{endpoints} of {names.Count} endpoints with {samples} samples compared.");
        string.Join(Environment.NewLine, differences).Should().BeEmpty();
        endpoints.Should().BeGreaterThan(45);
    }

    [Fact]
    public async Task A_watched_instance_sends_what_the_recorded_hub_sent()
    {
        if (RecordedElsa.Folder("endpoints") is not { } folder)
        {
            output.WriteLine("0 conversations: the recorded one is not on this machine.");
            return;
        }

        await PrepareAsync(RecordedElsa.Folder("definitions")!);
        var recorded = await RecordedElsa.ReadAsync(Path.Combine(folder, "GET_hubs_workflow-instance.json"));
        var wanted = FramesOf(recorded["samples"]![1]!["responseBody"]!.GetValue<string>());
        wanted.Should().HaveCount(3);

        await using var hub = await HubConversation.OpenAsync(desk.Http);
        var instance = await desk.RunAsync("ref-event");
        await hub.WatchAsync(instance);
        await hub.NextAsync("WorkflowInstanceUpdatedAsync");
        await desk.SendAsync(HttpMethod.Post, "events/OrderPaid/trigger", new JsonObject { ["workflowInstanceId"] = instance });
        List<JsonNode> got = [await hub.NextAsync("ActivityExecutionLogUpdatedAsync"), await hub.NextAsync("WorkflowExecutionLogUpdatedAsync"), await hub.NextAsync("WorkflowInstanceUpdatedAsync")];

        foreach (var (theirs, ours) in wanted.Zip(got))
        {
            ours["target"]!.GetValue<string>().Should().Be(theirs["target"]!.GetValue<string>());
            JsonShape.Of(theirs).DifferencesTo(JsonShape.Of(ours), IsFree).Should().BeEmpty();
        }

        output.WriteLine($"{got.Count} messages compared.");
    }

    private async Task PrepareAsync(string definitions)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(definitions, "reference"), "*.json").Where(f => !f.EndsWith(".execute-response.json", StringComparison.Ordinal)))
            await PublishAsync((await RecordedElsa.ReadAsync(path)).AsObject());
        await PublishAsync(JsonNode.Parse("""
            {
              "definitionId": "ref-fault", "name": "Fault",
              "root": { "type": "Elsa.Sequence", "version": 1, "id": "Sequence1", "activities": [
                { "id": "Boom", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "JavaScript", "value": "nope" } } } ] }
            }
            """)!.AsObject());
        _ids["2f63c3c91b3779bc"] = await desk.RunAsync("ref-event");
        _ids["d2055d5a2ffbd59b"] = await desk.RunAsync("ref-event");
        using var order = new StringContent("""{ "correlationId": "corr-1", "input": { "Amount": 500, "Customer": "Ann" } }""", Encoding.UTF8, "application/json");
        using var ran = await desk.Http.PostAsync(new Uri("/elsa/api/workflow-definitions/ref-flow-decision/execute", UriKind.Relative), order);
        _ids["f2f273bfb7be5969"] = ran.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        _ids["ac0d3a4fb62a6309"] = await RecordAsync(_ids["2f63c3c91b3779bc"], "Flowchart1");
        _ids["74000581d99ab2e2"] = await RecordAsync(_ids["f2f273bfb7be5969"], "Workflow1");
        foreach (var gone in new[] { "1b2dbea592465b85", "66741020fb02cc5b" })
            _ids[gone] = (await desk.SaveAsync(StudioDesk.Workflow("To delete " + gone), publish: false))["definitionId"]!.GetValue<string>();
    }

    private async Task PublishAsync(JsonObject definition)
    {
        if ((await desk.SendAsync(HttpMethod.Get, $"workflow-definitions/by-definition-id/{definition["definitionId"]}")).Status == HttpStatusCode.OK)
            return;
        var (status, answer) = await desk.SendAsync(HttpMethod.Post, "workflow-definitions/import", definition);
        status.Should().Be(HttpStatusCode.OK, answer?.ToJsonString());
        (await desk.SendAsync(HttpMethod.Post, $"workflow-definitions/{definition["definitionId"]}/publish")).Status.Should().Be(HttpStatusCode.OK);
    }

    private async Task<string> RecordAsync(string instance, string activity) =>
        (await desk.GetAsync($"activity-executions/list?workflowInstanceId={instance}"))["items"]!.AsArray().First(r => r!["activityId"]!.GetValue<string>() == activity)!["id"]!.GetValue<string>();

    private async Task<IReadOnlyList<string>> CompareAsync(string name, string method, JsonNode sample)
    {
        var wanted = sample["status"]!.GetValue<int>();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Ours(sample["url"]!.GetValue<string>()), UriKind.Relative));
        if (sample["requestBody"] is { } body)
        {
            // A form is recorded as the text that was sent.
            var text = Ours(body.GetValueKind() == System.Text.Json.JsonValueKind.String ? body.GetValue<string>() : body.ToJsonString());
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", sample["requestHeaders"]?["content-type"]?.GetValue<string>() ?? "application/json");
        }

        if (Otherwise.ContainsKey($"{name} {wanted}"))
            wanted = 200;
        using var answer = await desk.Http.SendAsync(request);
        var given = await answer.Content.ReadAsStringAsync();
        if ((int)answer.StatusCode != wanted)
            return [$"{request.RequestUri} answers {(int)answer.StatusCode}; recorded: {wanted}. {given[..Math.Min(300, given.Length)]}"];
        var recorded = sample["responseBody"];
        if (recorded is null || (int)answer.StatusCode >= 400 || Otherwise.ContainsKey($"{name} {sample["status"]}"))
        {
            Learn(recorded, given);
            return [];
        }

        if (recorded is JsonValue words)
        {
            var text = words.GetValue<string>();
            if (text.StartsWith("<zip", StringComparison.Ordinal))
                return answer.Content.Headers.ContentType?.MediaType == "application/zip" && given.StartsWith("PK", StringComparison.Ordinal) ? [] : ["the answer is no zip file"];
            if (text.StartsWith("see ../", StringComparison.Ordinal))
                recorded = await RecordedElsa.ReadAsync(Path.Combine(RecordedElsa.Folder("endpoints")!, text[4..]));
            else
                return (text.Length == 0) == (given.Length == 0) ? [] : [$"the answer is '{given}'; recorded: '{text}'"];
        }

        Learn(recorded, given);
        return [.. JsonShape.Of(Plain(recorded)).DifferencesTo(
            JsonShape.Of(JsonNode.Parse(given)), path => IsFree(path) || Missing.ContainsKey($"{name} {path}") || (path.EndsWith("[]", StringComparison.Ordinal) && Empty.ContainsKey(name)))];
    }

    /// <summary>Without the marks by which .NET writes references; they are a way of writing and say nothing.</summary>
    private static JsonNode? Plain(JsonNode? node) => node switch
    {
        JsonObject o when o.ContainsKey("$values") => Plain(o["$values"]),
        JsonObject o => new JsonObject(o.Where(p => p.Key != "$id").Select(p => KeyValuePair.Create(p.Key, Plain(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Plain)]),
        _ => node?.DeepClone(),
    };

    private static bool IsFree(string path) => Free.Contains(path.Replace("[]", "", StringComparison.Ordinal).Split('.')[^1]);

    /// <summary>Ids that the recorded server made, and ours for the same thing.</summary>
    private void Learn(JsonNode? recorded, string given)
    {
        if (recorded is not JsonObject theirs || !given.StartsWith('{'))
            return;
        foreach (var (t, o) in new[] { (theirs, JsonNode.Parse(given)!), (theirs["workflowDefinition"] as JsonObject, JsonNode.Parse(given)!["workflowDefinition"]), (theirs["workflowState"] as JsonObject, JsonNode.Parse(given)!["workflowState"]) })
        {
            foreach (var id in new[] { "id", "definitionId", "workflowInstanceId" })
            {
                if (t?[id]?.GetValue<string>() is { } before && o?[id]?.GetValue<string>() is { } now)
                    _ids.TryAdd(before, now);
            }
        }
    }

    private string Ours(string text) => _ids.Aggregate(text, (so, id) => so.Replace(id.Key, id.Value, StringComparison.Ordinal));

    private static List<JsonNode> FramesOf(string text) => [.. text.Split('\u001e', StringSplitOptions.RemoveEmptyEntries).Select(f => JsonNode.Parse(f)!)];
}

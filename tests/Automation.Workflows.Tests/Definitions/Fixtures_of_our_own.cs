using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;
using Automation.Workflows.Runtime;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Values;

namespace Automation.Workflows.Tests.Definitions;

/// <summary>
/// Definitions in <c>Fixtures/</c>, each with the outcome it must have written beside it: one for every feature that a real Elsa 3 server was seen to run, in our own words.
/// The files of one folder are published together, because they use one another.
/// </summary>
public sealed class Fixtures_of_our_own
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    private static readonly List<string> Names = [.. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith(".outcome.json", StringComparison.Ordinal))
        .Select(file => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    private Desk _desk = new();

    public static TheoryData<string> All => [.. Names];

    [Theory]
    [MemberData(nameof(All))]
    public Task A_definition_has_the_outcome_written_beside_it(string name) => RunAsync(name, isSameJournal: true);

    [Theory]
    [MemberData(nameof(All))]
    public Task A_definition_has_the_same_outcome_when_others_are_let_go_after_each_activity(string name)
    {
        _desk = new Desk(options: new RuntimeOptions { MaxTurn = TimeSpan.Zero });

        // A parent then waits for a child that would have ended at once, and its journal says so.
        return RunAsync(name, isSameJournal: !File.ReadAllText(PathOf(name)).Contains("workflowDefinition", StringComparison.Ordinal));
    }

    private async Task RunAsync(string name, bool isSameJournal)
    {
        var outcome = JsonNode.Parse(await File.ReadAllTextAsync(PathOf(name + ".outcome")))!;
        var own = Read(name);
        if (outcome["publish"]!.GetValue<string>() == "refused")
        {
            var publishing = () => _desk.PublishAsync(own);
            await publishing.Should().ThrowAsync<WorkflowTriggerException>();
            return;
        }

        foreach (var other in Names.Where(other => other != name && Path.GetDirectoryName(other) == Path.GetDirectoryName(name)))
            await TryPublishAsync(Read(other));
        await _desk.PublishAsync(own);
        var lines = new List<string>();
        var then = outcome["then"]?.AsArray() ?? [];

        // What begins with an event is not started besides.
        if (then.Count == 0 || !own.Write().Contains("\"canStartWorkflow\":true", StringComparison.Ordinal))
        {
            var input = (ValueMap)WorkflowValue.FromJson(JsonSerializer.SerializeToElement(outcome["input"]))!;
            Take(await _desk.DoAsync(session => _desk.Runtime.StartAsync(session, new StartRequest(DefinitionVersionId: own.Id, Input: input))));
            await TakeTurnsAsync();
        }

        foreach (var step in then)
        {
            if (step!["event"] is { } published)
            {
                Take(await _desk.EventAsync(published.GetValue<string>(), step["payload"]));
                await TakeTurnsAsync();
            }
            else
                await FireAsync(TimeSpan.Parse(step["pass"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
        }

        var id = _desk.Store.Instances.Last(row => row.DefinitionVersionId == own.Id).Id;
        var state = _desk.State(id);
        lines.Should().Equal(Texts(outcome["lines"]));
        (state.Status.ToString(), state.SubStatus.ToString()).Should().Be((outcome["status"]!.GetValue<string>(), outcome["subStatus"]!.GetValue<string>()), string.Join("\n", state.Incidents));
        JsonNode.DeepEquals(JsonNode.Parse(WorkflowValue.ToJson(state.Output)), outcome["output"]).Should().BeTrue(WorkflowValue.ToJson(state.Output));
        state.Bookmarks.Select(bookmark => bookmark.Name).Should().Equal(Texts(outcome["bookmarks"]));
        state.Incidents.Should().HaveCount(Texts(outcome["incidents"]).Count);
        foreach (var (incident, words) in state.Incidents.Zip(Texts(outcome["incidents"])))
            incident.Message.Should().Contain(words);
        if (isSameJournal)
            _desk.Journal(id).Should().Equal(Texts(outcome["journal"]));

        void Take(RuntimeResult result) => lines.AddRange(result.Runs.Where(run => run.DefinitionVersionId == own.Id).SelectMany(run => run.Lines));

        async Task TakeTurnsAsync()
        {
            while (_desk.Store.Timers.FirstOrDefault(timer => _desk.State(timer.InstanceId).Bookmarks.Exists(b => b.Id == timer.BookmarkId && b.Name == "Automation.Turn")) is { } turn)
                Take(await _desk.DoAsync(session => _desk.Runtime.ResumeAsync(session, turn.BookmarkId)));
        }

        async Task FireAsync(TimeSpan span)
        {
            _desk.Time.Advance(span);
            while (_desk.Store.Timers.FirstOrDefault(timer => timer.DueAt <= _desk.Time.GetUtcNow()) is { } due)
                Take(await _desk.DoAsync(session => _desk.Runtime.ResumeAsync(session, due.BookmarkId)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_definition_comes_out_as_it_went_in(string name)
    {
        var bytes = await File.ReadAllBytesAsync(PathOf(name));
        var definition = WorkflowDefinition.Parse(bytes);

        Normal(definition.Write()).Should().Be(Normal(System.Text.Encoding.UTF8.GetString(bytes)));

        // And once more after it was a version here.
        var version = definition.AsVersion("other", definition.DefinitionId, 9, isLatest: true, isPublished: true);
        var back = version.AsVersion(definition.Id, definition.DefinitionId, definition.Version, isLatest: true, isPublished: false);
        JsonNode.Parse(back.Write())!["root"]!.ToJsonString().Should().Be(JsonNode.Parse(bytes)!["root"]!.ToJsonString());
    }

    [Fact]
    public void There_is_one_for_every_feature_that_was_seen_to_run()
    {
        Names.Should().HaveCountGreaterThanOrEqualTo(50);
        var types = Names.SelectMany(name => Types(JsonNode.Parse(File.ReadAllText(PathOf(name)))!)).ToHashSet();
        types.Should().Contain([
            "Elsa.Flowchart", "Elsa.Sequence", "Elsa.If", "Elsa.FlowDecision", "Elsa.FlowFork", "Elsa.FlowJoin", "Elsa.FlowNode", "Elsa.ForEach", "Elsa.While", "Elsa.Break", "Elsa.Complete", "Elsa.Start", "Elsa.End",
            "Elsa.SetVariable", "Elsa.SetName", "Elsa.SetOutput", "Elsa.Correlate", "Elsa.WriteLine", "Elsa.Event", "Elsa.Delay", "Elsa.Timer", "Elsa.Cron", "Elsa.RunJavaScript", "Elsa.HttpEndpoint", "Elsa.WriteHttpResponse",
            "Elsa.ExecuteWorkflow"
        ]);
    }

    private async Task TryPublishAsync(WorkflowDefinition definition)
    {
        try
        {
            await _desk.PublishAsync(definition);
        }
        catch (WorkflowTriggerException)
        {
            // Its own test says that it is refused.
        }
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + ".json");

    private static WorkflowDefinition Read(string name)
    {
        var definition = WorkflowDefinition.Parse(File.ReadAllBytes(PathOf(name)));
        return definition.Id.Length > 0 ? definition : definition.AsVersion(definition.DefinitionId, definition.DefinitionId, definition.Version, isLatest: true, isPublished: false);
    }

    /// <summary>Without white space that means nothing; property order and the way numbers are written stay.</summary>
    private static string Normal(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Written(document.RootElement);
    }

    private static string Written(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(",", json.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{JsonSerializer.Serialize(property.Name)}:{Written(property.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(",", json.EnumerateArray().Select(Written))}]",
        JsonValueKind.String => JsonSerializer.Serialize(json.GetString()),
        _ => json.GetRawText()
    };

    private static IEnumerable<string> Types(JsonNode json) => json switch
    {
        JsonObject map => map.SelectMany(property => property is { Key: "type", Value: JsonValue type } ? [type.ToString()] : property.Value is { } value ? Types(value) : []),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Types),
        _ => []
    };

    private static List<string> Texts(JsonNode? list) => [.. (list ?? new JsonArray()).AsArray().Select(item => item!.GetValue<string>())];
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;
using Automation.Workflows.Runtime;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Values;
using Xunit.Abstractions;

namespace Automation.Workflows.Tests.Shared;

/// <summary>Definitions with the outcome a real Elsa 3 server gave for them.</summary>
public sealed class Recorded_outcomes(ITestOutputHelper output)
{
    /// <summary>
    /// Names a workflow by an id that no usable definition has; the server put an empty sequence in its place. We fail
    /// there and name the type, as every definition that refers to nothing must: see the test below.
    /// </summary>
    private const string RefersToNothing = "WorkflowDefinitionActivities/parent-with-io.json";

    [Fact]
    public async Task Every_recorded_definition_runs_to_the_recorded_outcome()
    {
        var ran = 0;
        var failures = new List<string>();
        foreach (var file in SharedDefinitions.Files)
        {
            if (SharedDefinitions.Outcome(file) is not { } outcome)
                continue;
            ran++;
            if (SharedDefinitions.NameOf(file) == RefersToNothing)
                continue;
            var difference = outcome.GetProperty("publish").GetInt32() == 200 ? await DifferenceAsync(file, outcome) : await RefusalAsync(file);
            if (difference is not null)
                failures.Add($"{SharedDefinitions.NameOf(file)}: {difference}");
        }

        output.WriteLine($"Ran {ran} recorded definitions.");
        string.Join("\n\n", failures).Should().BeEmpty();
    }

    [Fact]
    public async Task A_definition_that_refers_to_no_workflow_fails_where_it_does_and_names_the_type()
    {
        var file = SharedDefinitions.Files.FirstOrDefault(file => SharedDefinitions.NameOf(file) == RefersToNothing);
        output.WriteLine($"Ran {(file is null ? 0 : 1)} recorded definitions.");
        if (file is null)
            return;
        var desk = new Desk();
        var definition = await desk.PublishAsync(SharedDefinitions.Read(file));
        var run = (await desk.StartAsync(definition.DefinitionId)).Runs.Single();
        run.Incidents.Single().Message.Should().Contain("ChildWithInput");
    }

    [Fact]
    public void Every_recorded_definition_comes_out_as_it_went_in()
    {
        var files = SharedDefinitions.Files;
        foreach (var file in files)
        {
            var original = JsonNode.Parse(File.ReadAllText(file))!;
            var written = JsonNode.Parse(WorkflowDefinition.Parse(File.ReadAllBytes(file)).Write())!;
            JsonNode.DeepEquals(original, written).Should().BeTrue(SharedDefinitions.NameOf(file));
        }

        output.WriteLine($"Read and wrote {files.Count} recorded definitions.");
    }

    private static bool Beside(string one, string other) => Path.GetDirectoryName(one) == Path.GetDirectoryName(other);

    private async Task<string?> DifferenceAsync(string file, JsonElement outcome)
    {
        // The server ran what was published under the definition id; of two files with the same, the higher version.
        var own = SharedDefinitions.Read(file);
        var (ranFile, definition) = SharedDefinitions.All.Where(other => other.Definition.DefinitionId == own.DefinitionId && other.Definition.Version > own.Version)
            .OrderByDescending(other => other.Definition.Version).Append((file, own)).First();
        var desk = new Desk();
        // Files of one folder use one another; two of them have the same id, so the one that runs is published last.
        foreach (var (other, neighbour) in SharedDefinitions.All.Where(other => other.File != ranFile && (Beside(other.File, file) || Beside(other.File, ranFile))))
        {
            try
            {
                await desk.PublishAsync(neighbour);
            }
            catch (WorkflowTriggerException)
            {
                output.WriteLine($"{SharedDefinitions.NameOf(other)} cannot be published.");
            }
        }

        await desk.PublishAsync(definition);
        var input = new ValueMap();
        if (outcome.TryGetProperty("input", out var given))
            input = (ValueMap)WorkflowValue.FromJson(given)!;
        var result = await desk.DoAsync(session => desk.Runtime.StartAsync(session, new StartRequest(DefinitionVersionId: definition.Id, Input: input)));
        var run = result.Runs.Last();
        var state = desk.State(run.InstanceId);

        var expected = Show(Texts(outcome, "lines"), Texts(outcome, "journal"), Text(outcome, "status"), Text(outcome, "subStatus"), outcome.GetProperty("output").GetRawText(), Texts(outcome, "bookmarks"), outcome.GetProperty("incidents").GetArrayLength());
        var actual = Show(run.Lines, desk.Journal(run.InstanceId), state.Status.ToString(), state.SubStatus.ToString(), WorkflowValue.ToJson(state.Output), state.Bookmarks.ConvertAll(bookmark => bookmark.Name), state.Incidents.Count);
        return expected == actual ? null : $"expected\n{expected}\nbut was\n{actual}\n{string.Join("\n", state.Incidents)}";
    }

    private static async Task<string?> RefusalAsync(string file)
    {
        try
        {
            await new Desk().PublishAsync(SharedDefinitions.Read(file));
            return "the publish should have been refused";
        }
        catch (WorkflowTriggerException)
        {
            return null;
        }
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static List<string> Texts(JsonElement json, string name) => json.GetProperty(name).EnumerateArray().Select(item => item.GetString()!).ToList();

    private static string Show(IReadOnlyList<string> lines, IReadOnlyList<string> journal, string status, string subStatus, string output, IReadOnlyList<string> bookmarks, int incidents) =>
        $"{status}/{subStatus} lines [{string.Join(" | ", lines)}] output {output.Replace(" ", "").Replace("\n", "")} bookmarks [{string.Join(",", bookmarks)}] incidents {incidents} journal {string.Join(" ", journal)}";
}

using System.Text.Json;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Values;
using Xunit.Abstractions;

namespace Automation.Workflows.Tests.Shared;

/// <summary>Definitions with the outcome a real Elsa 3 server gave for them.</summary>
public sealed class Recorded_outcomes(ITestOutputHelper output)
{
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
            var difference = outcome.GetProperty("publish").GetInt32() == 200 ? await DifferenceAsync(file, outcome) : await RefusalAsync(file);
            if (difference is not null)
                failures.Add($"{SharedDefinitions.NameOf(file)}: {difference}");
        }

        output.WriteLine($"Ran {ran} recorded definitions.");
        failures.Should().BeEmpty();
    }

    private static async Task<string?> DifferenceAsync(string file, JsonElement outcome)
    {
        var desk = new Desk();
        // Files of one folder use one another; two of them have the same id, so the one that runs is published last.
        foreach (var other in SharedDefinitions.Files.Where(other => other != file && Path.GetDirectoryName(other) == Path.GetDirectoryName(file)))
        {
            try
            {
                await desk.PublishAsync(SharedDefinitions.Read(other));
            }
            catch (ExpressionInputException)
            {
            }
        }

        await desk.PublishAsync(SharedDefinitions.Read(file));
        var definition = SharedDefinitions.Read(file);
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
        catch (ExpressionInputException)
        {
            return null;
        }
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static List<string> Texts(JsonElement json, string name) => json.GetProperty(name).EnumerateArray().Select(item => item.GetString()!).ToList();

    private static string Show(IReadOnlyList<string> lines, IReadOnlyList<string> journal, string status, string subStatus, string output, IReadOnlyList<string> bookmarks, int incidents) =>
        $"{status}/{subStatus} lines [{string.Join(" | ", lines)}] output {output.Replace(" ", "").Replace("\n", "")} bookmarks [{string.Join(",", bookmarks)}] incidents {incidents} journal {string.Join(" ", journal)}";
}

using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;
using Automation.Workflows.Tests.Shared;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Validation;
using Xunit.Abstractions;

namespace Automation.Workflows.Tests.Validation;

/// <summary>What is known to run must not be refused.</summary>
public sealed class What_ran_elsewhere(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_recorded_definition_that_a_server_published_can_be_published_here()
    {
        var files = SharedDefinitions.All.Where(one => SharedDefinitions.Outcome(one.File) is not { } outcome || outcome.GetProperty("publish").GetInt32() == 200).ToList();
        await ShouldPassAsync(files.ConvertAll(one => (Path.GetDirectoryName(one.File)!, SharedDefinitions.NameOf(one.File), one.Definition)));
    }

    [Fact]
    public async Task Every_definition_of_our_own_that_runs_can_be_published()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fixtures");
        var files = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Where(file => !file.EndsWith(".outcome.json", StringComparison.Ordinal))
            .Where(file => JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(file, null) + ".outcome.json"))!["publish"]!.GetValue<string>() != "refused").ToList();
        files.Should().HaveCountGreaterThan(50);
        await ShouldPassAsync(files.ConvertAll(file => (Path.GetDirectoryName(file)!, Path.GetRelativePath(folder, file), WorkflowDefinition.Parse(File.ReadAllBytes(file)))));
    }

    private async Task ShouldPassAsync(List<(string Folder, string Name, WorkflowDefinition Definition)> files)
    {
        var refused = new List<string>();
        foreach (var folder in files.GroupBy(one => one.Folder))
        {
            var desk = new Desk();
            foreach (var (_, _, definition) in folder)
                await desk.PublishAsync(definition);
            foreach (var (_, name, definition) in folder)
            {
                var session = desk.Store.Open();
                var problems = await DefinitionValidator.CheckAsync(await desk.Graphs.CompileAsync(definition, session, default), session, desk.Time, desk.Ids, default);
                // Some name a workflow as an activity that is not there or not usable as one; where that ran, it did nothing there, and here it fails.
                refused.AddRange(problems.Where(problem => problem.Severity == ProblemSeverity.Error && problem.Code != "unknown-activity").Select(problem => $"{name}: {problem}"));
            }
        }

        output.WriteLine($"Checked {files.Count} definitions.");
        string.Join("\n", refused).Should().BeEmpty();
    }
}

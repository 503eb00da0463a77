using Automation.Rules.Compilation;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Replay;
using Automation.Rules.Suggestions;
using Xunit.Abstractions;

namespace Automation.Rules.Tests.Suggestions;

/// <summary>A history of some two thousand tickets that may lie beside the repository.</summary>
public sealed class SharedHistoryTests(ITestOutputHelper output)
{
    [HistoryFact]
    public async Task Rules_for_the_categories_of_the_shared_history_are_found_from_its_sub_categories()
    {
        // ticket_id, merchant_id, category, sub_category, ...
        var tickets = File.ReadLines(HistoryFactAttribute.File!).Skip(1)
            .Select(line => line.Split(','))
            .Where(cells => cells.Length > 4 && cells[2].Length > 0 && cells[3].Length > 0)
            .Select(cells => new PastTicket(cells[0], new FactSheet().Set(StandardFields.Subject, cells[3]).Set(StandardFields.RequesterOrganisation, cells[1]))
            {
                Settled = [new OutcomeValue(StandardOutcomes.Category, [cells[2]])],
            })
            .ToArray();
        var set = new RuleSet("category", 1, HitPolicy.First, []) { Otherwise = [new OutcomeValue(StandardOutcomes.Category, ["none"])] };
        var chain = RuleChain.Compile([set]);

        var report = await RuleSuggestions.FindAsync(chain, RuleSuggestionsTests.Stream(tickets));

        output.WriteLine($"{tickets.Length} tickets read, {report.Rules.Count} rules proposed.");
        foreach (var suggestion in report.Rules)
            output.WriteLine($"{suggestion.Rule.Name}: {suggestion.HeldOut}");
        tickets.Should().HaveCountGreaterThan(1_000);
        report.Rules.Should().NotBeEmpty();
        var draft = RuleChain.Compile([set with { Rules = [.. report.Rules.Select(suggestion => suggestion.Rule)] }]);
        var accuracy = (await new RuleReplay(chain, draft).RunAsync(RuleSuggestionsTests.Stream(tickets))).Outcomes.Single().Accuracy!;
        output.WriteLine($"Right before {accuracy.Before:P1}, after {accuracy.After:P1}.");
        accuracy.After.Should().BeGreaterThan(0.8);
    }
}

internal sealed class HistoryFactAttribute : FactAttribute
{
    public HistoryFactAttribute() => Skip = File is null ? "There is no folder shared/history beside the repository." : null;

    public static string? File { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "history", "tickets.csv");
            if (System.IO.File.Exists(file))
                return file;
        }
        return null;
    }
}

using System.Diagnostics;
using System.Globalization;
using Automation.Rules.Bench;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.RuleBook;
using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.LoadHarness;

/// <summary>
/// Measures a replay as the page asks for it: a draft of so many rules against as many in force, over all tickets that were logged.
/// Twice with what was kept beside each decision, then once without it, as on a desk that was brought up to date, and once more.
/// </summary>
internal static class Replays
{
    private const string Set = "routing";

    public static async Task MeasureAsync(string name, IServiceProvider services, int rules)
    {
        var (editor, replays) = (services.GetRequiredService<RuleEditor>(), services.GetRequiredService<ReplayRuns>());
        await DraftAsync(editor, set => set with { Rules = [.. new Workload(rules).Sets.SelectMany(s => s.Rules), .. set.Rules] });
        await editor.PublishAsync(new Dictionary<string, long> { [Set] = (await DocumentAsync(editor)).DraftVersion }, "Measured", "bench", CancellationToken.None);
        await DraftAsync(editor, set => set with { Rules = [Rule("printers", "printer", "network"), .. set.Rules] });
        Console.WriteLine("database | kept | tickets | rules | changed | seconds | CPU s | us CPU a ticket");
        foreach (var kept in (string[])["yes", "yes", "no", "yes"])
        {
            if (kept == "no")
            {
                await using var context = services.GetRequiredService<DeskDatabase>().Open();
                await context.WrittenFacts.ExecuteDeleteAsync();
            }

            GC.Collect();
            var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var run = await replays.StartAsync(new PastRange { Last = ReplayRuns.MostTickets }, "bench", CancellationToken.None);
            await run.Ended;
            var (seconds, used) = (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
            if (run.Report is not { } report || report.Tickets != run.Total)
                throw new InvalidOperationException($"The replay ended as {run.State}: {run.Problem}");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name} | {kept,3} | {report.Tickets,7} | {rules,5} | {report.Changed,6} | {seconds,6:F2} | {used,6:F2} | {used * 1e6 / report.Tickets:F0}"));
        }
    }

    private static async Task<RuleDocument> DocumentAsync(RuleEditor editor) => (await editor.ReadAsync(CancellationToken.None)).Find(Set)!;

    private static async Task DraftAsync(RuleEditor editor, Func<RuleSet, RuleSet> change)
    {
        var document = await DocumentAsync(editor);
        await editor.SaveDraftAsync(Set, RuleSetWriter.Write(change(document.Working!.Set!)), document.DraftVersion, document.InForceVersion, "bench", CancellationToken.None);
    }

    private static Rule Rule(string name, string word, string team) => RuleSetReader.Read(
        $$$"""{"name":"x","version":1,"hitPolicy":"first","rules":[{"name":"{{{name}}}","when":{"field":"subject","operator":"containsAnyWord","value":["{{{word}}}"]},"then":{"team":"{{{team}}}"}}]}""", "x").Rules[0];
}

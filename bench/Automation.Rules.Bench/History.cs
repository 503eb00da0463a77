using System.Diagnostics;
using Automation.Rules.Analysis;
using Automation.Rules.Compilation;
using Automation.Rules.Model;
using Automation.Rules.Replay;

namespace Automation.Rules.Bench;

/// <summary>Measures what looks at many tickets or many rules at once.</summary>
internal static class History
{
    public static async Task ReplayAsync(int rules, int tickets)
    {
        var work = new Workload(rules);
        var current = RuleChain.Compile(work.Sets);
        // The draft: one rule in twenty of each set gives another team, and one in fifty is gone.
        var draft = RuleChain.Compile([.. work.Sets.Select(set => set with
        {
            Rules = [.. set.Rules.Where((_, i) => i % 50 != 7).Select((rule, i) => i % 20 == 3 ? rule with { Then = [new OutcomeValue(StandardOutcomes.Team, ["other-team"])] } : rule)],
        })]);
        var settled = work.Mails.Select(mail => (IReadOnlyList<OutcomeValue>)[.. current.Decide(mail).Values]).ToArray();

        async IAsyncEnumerable<PastTicket> Past()
        {
            await Task.CompletedTask;
            for (var i = 0; i < tickets; i++)
                yield return new PastTicket($"T-{i}", work.Mails[i % work.Mails.Length]) { Settled = settled[i % work.Mails.Length] };
        }

        Console.WriteLine("rules | tickets | seconds | CPU seconds | changed | accuracy before | after");
        for (var round = 0; round < 3; round++)
        {
            var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var report = await new RuleReplay(current, draft).RunAsync(Past());
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var accuracy = report.Outcomes.Single(outcome => outcome.Outcome == StandardOutcomes.Team).Accuracy!;
            Console.WriteLine($"{rules,5} | {report.Tickets,7} | {seconds,7:F2} | {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds,11:F2} | {report.Changed,7} | {accuracy.Before,15:P1} | {accuracy.After:P1}");
        }
    }

    public static void Analyse()
    {
        Console.WriteLine("rules | seconds | findings");
        foreach (var rules in new[] { 50, 500, 5_000 })
        {
            var work = new Workload(rules);
            var best = double.MaxValue;
            IReadOnlyList<RuleFinding> findings = [];
            for (var round = 0; round < 3; round++)
            {
                var start = Stopwatch.GetTimestamp();
                findings = RuleAnalysis.Analyse(work.Sets);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            Console.WriteLine($"{rules,5} | {best,7:F3} | {string.Join(", ", findings.GroupBy(finding => finding.Kind).Select(group => $"{group.Key} {group.Count()}"))}");
        }
    }
}

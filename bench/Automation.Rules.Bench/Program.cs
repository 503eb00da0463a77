using System.Globalization;
using Automation.Rules.Bench;
using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Model;

// Measures one ticket going through a chain of three sets, at three sizes, against the plain interpreter; with "replay" a
// replay of 100,000 tickets, and with "analysis" the search for shadowed rules.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["replay"]:
        await History.ReplayAsync(rules: 1_000, tickets: 100_000);
        return;
    case ["analysis"]:
        History.Analyse();
        return;
}
Console.WriteLine("rules | us/ticket | bytes/ticket | us/ticket with trace of hits | bytes | build ms | memory MB | interpreter us/ticket | times faster");
foreach (var rules in new[] { 50, 500, 5_000 })
{
    var work = new Workload(rules);
    var before = GC.GetTotalMemory(forceFullCollection: true);
    // The patterns are parsed when a file is read; a rebuild finds them parsed.
    var chain = RuleChain.Compile(work.Sets);
    var memory = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
    var build = Best(10, () => RuleChain.Compile(work.Sets));

    var decision = new Decision();
    var (fast, fastBytes) = PerTicket(work, rounds: 40, facts => chain.Decide(facts, decision));
    var (traced, tracedBytes) = PerTicket(work, rounds: 10, facts => chain.Decide(facts, decision, TraceDetail.Hits));
    var plain = new Interpreter(work.Sets, NamedLists.Empty);
    var few = Math.Max(3, 2_000 / rules);
    var slow = Best(2, () =>
    {
        for (var i = 0; i < few; i++)
            plain.Decide(work.Mails[i], TraceDetail.None);
    }) * 1_000 / few;
    Console.WriteLine($"{rules,5} | {fast,9:F2} | {fastBytes,12:F1} | {traced,28:F2} | {tracedBytes,5:F0} | {build,8:F1} | {memory,9:F1} | {slow,21:F0} | {slow / fast,12:F0}");
}
return;

// The best of several rounds over all mails: on a shared machine the others measure the neighbours.
static (double Microseconds, double Bytes) PerTicket(Workload work, int rounds, Action<Automation.Rules.Fields.FactSheet> decide)
{
    void Round()
    {
        foreach (var mail in work.Mails)
            decide(mail);
    }

    // Long enough for the methods to reach their last tier.
    Best(rounds, Round);
    Thread.Sleep(300);
    Best(rounds, Round);

    // The first round after the last tier is in place still pays for what belongs to it, once: some 1 to 3 KB.
    Round();
    var before = GC.GetAllocatedBytesForCurrentThread();
    Round();
    var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
    return (Best(rounds, Round) * 1_000 / work.Mails.Length, (double)bytes / work.Mails.Length);
}

static double Best(int rounds, Action action)
{
    var best = double.MaxValue;
    for (var i = 0; i < rounds; i++)
    {
        // Processor time, not the clock on the wall: the machine may be shared.
        var start = Environment.CpuUsage.TotalTime;
        action();
        best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
    }
    return best;
}

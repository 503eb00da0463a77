using System.Collections.Concurrent;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Rules.Compilation;

/// <summary>
/// Rule sets that decide one after the other, each seeing what those before it decided. Immutable and safe for any number
/// of threads: on publication a new chain is compiled and put in the place of the old one.
/// </summary>
public sealed class RuleChain
{
    private readonly ChainTables _tables;
    private readonly ConcurrentBag<ChainRun> _spares = [];
    private ChainRun? _spare;

    private RuleChain(IReadOnlyList<RuleSet> sets, ChainTables tables)
    {
        Sets = sets;
        _tables = tables;
    }

    public IReadOnlyList<RuleSet> Sets { get; }

    /// <param name="sets">In the order in which they decide. An empty chain decides nothing.</param>
    /// <param name="lists">The named lists the rules use.</param>
    /// <exception cref="RuleFileException">A rule uses a list that does not exist.</exception>
    public static RuleChain Compile(IReadOnlyList<RuleSet> sets, NamedLists? lists = null) =>
        new([.. sets], new ChainCompiler(lists ?? NamedLists.Empty).Compile(sets));

    public Decision Decide(FactSheet facts, TraceDetail detail = TraceDetail.None)
    {
        var decision = new Decision();
        Decide(facts, decision, detail);
        return decision;
    }

    /// <summary>Decides into an object that was used before; without a trace this allocates nothing.</summary>
    public void Decide(FactSheet facts, Decision decision, TraceDetail detail = TraceDetail.None)
    {
        var run = Interlocked.Exchange(ref _spare, null) ?? (_spares.TryTake(out var spare) ? spare : new ChainRun(_tables));
        try
        {
            run.Begin(facts, decision, withPlaces: detail != TraceDetail.None);
            List<SetTrace>? traces = detail == TraceDetail.None ? null : new(Sets.Count);
            for (var i = 0; i < Sets.Count && !decision.IsIgnored; i++)
            {
                var trace = run.Decide(Sets[i], i, detail);
                if (trace is not null)
                    traces!.Add(trace);
            }
            decision.Trace = traces is null ? null : new DecisionTrace(traces);
        }
        finally
        {
            run.End();
            if (Interlocked.CompareExchange(ref _spare, run, null) is not null)
                _spares.Add(run);
        }
    }
}

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

    private RuleChain(IReadOnlyList<RuleSet> sets, NamedLists lists, ChainTables tables)
    {
        Sets = sets;
        Lists = lists;
        _tables = tables;
    }

    public IReadOnlyList<RuleSet> Sets { get; }

    /// <summary>The named lists the rules were compiled with.</summary>
    public NamedLists Lists { get; }

    /// <param name="sets">In the order in which they decide. An empty chain decides nothing.</param>
    /// <param name="lists">The named lists the rules use.</param>
    /// <exception cref="RuleFileException">A rule uses a list that does not exist.</exception>
    public static RuleChain Compile(IReadOnlyList<RuleSet> sets, NamedLists? lists = null) =>
        new([.. sets], lists ?? NamedLists.Empty, new ChainCompiler(lists ?? NamedLists.Empty).Compile(sets));

    /// <param name="only">The name of the one set that decides; null for all of them, one after the other.</param>
    public Decision Decide(FactSheet facts, TraceDetail detail = TraceDetail.None, string? only = null)
    {
        var decision = new Decision();
        Decide(facts, decision, detail, only);
        return decision;
    }

    /// <summary>Decides into an object that was used before; without a trace this allocates nothing.</summary>
    public void Decide(FactSheet facts, Decision decision, TraceDetail detail = TraceDetail.None, string? only = null)
    {
        var run = Take();
        try
        {
            run.Begin(facts, decision, withPlaces: detail != TraceDetail.None);
            List<SetTrace>? traces = detail == TraceDetail.None ? null : new(Sets.Count);
            for (var i = 0; i < Sets.Count && !decision.IsIgnored; i++)
            {
                if (!Sets[i].IsInForce(facts.At) || (only is not null && Sets[i].Name != only))
                    continue;
                var trace = run.Decide(Sets[i], i, detail);
                if (trace is not null)
                    traces!.Add(trace);
            }
            decision.Trace = traces is null ? null : new DecisionTrace(traces) { Unsearched = facts.MostUnsearched() };
        }
        finally
        {
            GiveBack(run);
        }
    }

    /// <summary>
    /// The whole way to the decision: also why each rule before the one that decided did not hold. Meant for one ticket that
    /// a person looks at: with thousands of rules it is larger than the mail (<see cref="TraceDetail.Hits"/> is what can be kept then).
    /// </summary>
    public DecisionTrace Explain(FactSheet facts) => Decide(facts, TraceDetail.Full).Trace!;

    /// <summary>
    /// Why one rule holds or does not, with every one of its conditions, even when a rule before it decides, it is switched
    /// off or not in force.
    /// </summary>
    /// <returns>Null when there is no such rule, or when an earlier set ignores the request, so that the rule's set is never asked.</returns>
    public RuleTrace? Explain(FactSheet facts, string set, string rule)
    {
        var number = IndexOf(Sets, one => one.Name == set);
        var position = number < 0 ? -1 : IndexOf(Sets[number].Rules, one => one.Name == rule);
        if (position < 0)
            return null;
        var run = Take();
        try
        {
            var decision = new Decision();
            run.Begin(facts, decision, withPlaces: true);
            for (var i = 0; i < number && !decision.IsIgnored; i++)
            {
                if (Sets[i].IsInForce(facts.At))
                    run.Decide(Sets[i], i, TraceDetail.None);
            }
            return decision.IsIgnored ? null : run.Explain(_tables.FirstRules[number] + position, position + 1);
        }
        finally
        {
            GiveBack(run);
        }
    }

    /// <summary>Decides, and tells for each set the places of all rules that hold, whether or not they decide.</summary>
    /// <param name="holding">A list a set; cleared first.</param>
    internal void Decide(FactSheet facts, Decision decision, IReadOnlyList<List<int>> holding)
    {
        var run = Take();
        try
        {
            run.Begin(facts, decision, withPlaces: false);
            for (var i = 0; i < Sets.Count; i++)
            {
                holding[i].Clear();
                if (!decision.IsIgnored && Sets[i].IsInForce(facts.At))
                    run.Decide(Sets[i], i, TraceDetail.None, holding[i]);
            }
        }
        finally
        {
            GiveBack(run);
        }
    }

    private ChainRun Take() => Interlocked.Exchange(ref _spare, null) ?? (_spares.TryTake(out var spare) ? spare : new ChainRun(_tables));

    private void GiveBack(ChainRun run)
    {
        run.End();
        if (Interlocked.CompareExchange(ref _spare, run, null) is not null)
            _spares.Add(run);
    }

    private static int IndexOf<T>(IReadOnlyList<T> items, Predicate<T> isIt)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (isIt(items[i]))
                return i;
        }
        return -1;
    }
}

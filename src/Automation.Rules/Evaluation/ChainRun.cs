using System.Numerics;
using Automation.Rules.Compilation;
using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Evaluation;

/// <summary>
/// One request going through a chain: what was found in its texts and which rules are worth a look. Used again and again by
/// one thread at a time; instead of clearing its tables it counts rounds, and an entry of an older round is none.
/// </summary>
internal sealed class ChainRun
{
    private readonly ChainTables _tables;
    private readonly int[] _keyRound;
    private readonly int[] _keyEnd;
    private readonly int[] _atomRound;
    private readonly int[] _atomMissing;
    private readonly int[] _atomCountRound;
    private readonly int[] _comparedRound;
    private readonly bool[] _compared;
    private readonly ulong[] _candidates;
    private readonly FoldedText?[] _texts = new FoldedText?[StandardFields.All.Count];
    private readonly List<int> _hits = [];
    private FactSheet _facts = null!;
    private Decision _decision = null!;
    private int _round;

    public ChainRun(ChainTables tables)
    {
        _tables = tables;
        _keyRound = new int[tables.Waiting.Length];
        _keyEnd = new int[tables.Waiting.Length];
        _atomRound = new int[tables.Atoms.Length];
        _atomMissing = new int[tables.Atoms.Length];
        _atomCountRound = new int[tables.Atoms.Length];
        _comparedRound = new int[tables.Atoms.Length];
        _compared = new bool[tables.Atoms.Length];
        _candidates = new ulong[tables.Always.Length];
        foreach (var index in tables.Fields)
            _texts[index.Field.Id] = index.Folds ? new FoldedText() : null;
    }

    /// <summary>Searches the request's values once, for all rules of all sets.</summary>
    public void Begin(FactSheet facts, Decision decision, bool withPlaces)
    {
        _facts = facts;
        _decision = decision;
        NextRound();
        decision.Begin(facts);
        _tables.Always.CopyTo(_candidates, 0);
        foreach (var index in _tables.Fields)
            Search(index, in facts[index.Field], withPlaces);
    }

    public void End()
    {
        _facts = null!;
        _decision = null!;
    }

    /// <summary>Lets one set decide.</summary>
    /// <param name="holding">Gets the place of every rule that holds, also of those after the first under <c>first</c>; null when that is not wanted.</param>
    /// <returns>The set's trace, or null when none is wanted.</returns>
    public SetTrace? Decide(RuleSet set, int number, TraceDetail detail, List<int>? holding = null)
    {
        var first = _tables.FirstRules[number];
        var end = _tables.FirstRules[number + 1];
        _hits.Clear();
        for (var rule = NextCandidate(first, end); rule < end; rule = NextCandidate(rule + 1, end))
        {
            var compiled = _tables.Rules[rule];
            if (!compiled.Rule.IsInForce(_facts.At) || !compiled.When.Holds(this))
                continue;
            holding?.Add(rule - first);
            if (set.HitPolicy == HitPolicy.First && _hits.Count > 0)
                continue;
            _hits.Add(rule - first);
            if (set.HitPolicy == HitPolicy.First && holding is null)
                break;
        }
        var hits = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_hits);
        if (detail == TraceDetail.None)
        {
            SetEffect.Apply(set, hits, _decision);
            return null;
        }
        // Conditions see what the earlier sets decided, so they are written down before this set takes effect.
        var looked = set.HitPolicy == HitPolicy.First && hits.Length > 0 ? hits[0] + 1 : set.Rules.Count;
        var rules = TraceRules(first, looked, detail);
        SetEffect.Apply(set, hits, _decision);
        return TraceBuilder.Set(set, rules, set.Rules.Count - looked, _decision);
    }

    /// <summary>Every condition of one rule, whether or not the set's order comes to it. What earlier sets decided must stand.</summary>
    public RuleTrace Explain(int rule, int position)
    {
        var compiled = _tables.Rules[rule];
        var why = compiled.When.Trace(this);
        var result = !compiled.Rule.Enabled ? RuleResult.Disabled
            : !compiled.Rule.IsInForce(_facts.At) ? RuleResult.NotInForce
            : why.Holds ? RuleResult.Hit : RuleResult.Missed;
        return new RuleTrace(compiled.Rule.Name, position, result, why);
    }

    public bool Holds(Atom atom) => atom.Mode switch
    {
        AtomMode.Filtered => _atomRound[atom.Id] == _round && Compared(atom),
        // Earlier sets' decisions change from set to set, so the comparison cannot be remembered.
        AtomMode.Direct => atom.Field.Decides is not null ? DecisionComparison.Holds(atom, _decision) : Compared(atom),
        _ => _atomRound[atom.Id] == _round,
    };

    public ConditionTrace Trace(Atom atom)
    {
        var holds = Holds(atom);
        IReadOnlyList<TextMatch> matches = !holds ? []
            : atom.Operator.IsKeywords() ? KeywordMatches(atom)
            : PlainComparison.Compare(atom.Condition, atom.Operand, _facts, _decision).Matches;
        return TraceBuilder.Field(atom.Condition, holds, matches, _facts, _decision);
    }

    private void NextRound()
    {
        if (++_round != int.MaxValue)
            return;
        _round = 1;
        Array.Clear(_keyRound);
        Array.Clear(_atomRound);
        Array.Clear(_atomCountRound);
        Array.Clear(_comparedRound);
    }

    private void Search(FieldIndex index, in Fact fact, bool withPlaces)
    {
        if (index.Folds)
        {
            var text = _texts[index.Field.Id]!;
            text.Fill(in fact, withPlaces);
            if (index.Words is not null)
            {
                var sink = new WordSink(this, index);
                index.Words.Scan(text.Chars, ref sink);
            }
            if (index.Keywords is not null)
            {
                var sink = new Sink(this, index, text);
                index.Keywords.Scan(text.Chars, ref sink);
            }
            if (index.Equal is { } byText && Operand.FoldsEquality(index.Field))
            {
                for (var i = 0; i < text.Count; i++)
                {
                    if (byText.TryGetValue(text[i], out var key))
                        Met(key);
                }
            }
        }
        if (index.Equal is { } equal && !Operand.FoldsEquality(index.Field))
        {
            for (var i = 0; i < fact.Count; i++)
            {
                if (equal.TryGetValue(fact[i].AsSpan().Trim(), out var key))
                    Met(key);
            }
        }
        if (index.Within is { } within)
        {
            for (var i = 0; i < fact.Count; i++)
                SearchBranches(within, fact[i].AsSpan().Trim());
        }
    }

    private void SearchBranches(Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> branches, ReadOnlySpan<char> domain)
    {
        while (true)
        {
            if (branches.TryGetValue(domain, out var key))
                Met(key);
            var dot = domain.IndexOf('.');
            if (dot < 0)
                return;
            domain = domain[(dot + 1)..];
        }
    }

    private void Met(int key, int end = 0)
    {
        if (_keyRound[key] == _round)
            return;
        _keyRound[key] = _round;
        _keyEnd[key] = end;
        foreach (var atom in _tables.Waiting[key])
        {
            if (atom.Mode == AtomMode.AllKeys)
            {
                if (_atomCountRound[atom.Id] != _round)
                {
                    _atomCountRound[atom.Id] = _round;
                    _atomMissing[atom.Id] = atom.Needed;
                }
                if (--_atomMissing[atom.Id] > 0)
                    continue;
            }
            if (_atomRound[atom.Id] == _round)
                continue;
            _atomRound[atom.Id] = _round;
            foreach (var rule in atom.Guarded)
                _candidates[rule >> 6] |= 1UL << rule;
        }
    }

    private int NextCandidate(int from, int end)
    {
        while (from < end)
        {
            var word = _candidates[from >> 6] >> from;
            if (word != 0)
                return Math.Min(end, from + BitOperations.TrailingZeroCount(word));
            from = (from | 63) + 1;
        }
        return end;
    }

    private bool Compared(Atom atom)
    {
        if (_comparedRound[atom.Id] != _round)
        {
            _comparedRound[atom.Id] = _round;
            _compared[atom.Id] = FactComparison.Holds(atom, in _facts[atom.Field], _texts[atom.Field.Id]);
        }
        return _compared[atom.Id];
    }

    private List<RuleTrace> TraceRules(int first, int looked, TraceDetail detail)
    {
        var rules = new List<RuleTrace>();
        var hit = 0;
        for (var i = 0; i < looked; i++)
        {
            var compiled = _tables.Rules[first + i];
            var isHit = hit < _hits.Count && _hits[hit] == i;
            if (isHit)
            {
                hit++;
                rules.Add(new RuleTrace(compiled.Rule.Name, i + 1, RuleResult.Hit, compiled.When.Trace(this)));
            }
            else if (detail == TraceDetail.Full)
            {
                var result = !compiled.Rule.Enabled ? RuleResult.Disabled
                    : compiled.Rule.IsInForce(_facts.At) ? RuleResult.Missed : RuleResult.NotInForce;
                rules.Add(new RuleTrace(compiled.Rule.Name, i + 1, result, result == RuleResult.Missed ? compiled.When.Trace(this).Reason() : null));
            }
        }
        return rules;
    }

    private List<TextMatch> KeywordMatches(Atom atom)
    {
        ref readonly var fact = ref _facts[atom.Field];
        var text = _texts[atom.Field.Id]!;
        var matches = new List<TextMatch>();
        for (var i = 0; i < atom.Keys.Length; i++)
        {
            if (_keyRound[atom.Keys[i]] != _round)
                continue;
            var end = _keyEnd[atom.Keys[i]];
            var place = text.Place(end - atom.Operand.Folded[i].Length, end, in fact);
            matches.Add(TextMatch.Of(fact[place.Value], place.Start, place.Length, place.Value, atom.Operand.Texts[i]));
        }
        return matches;
    }

    private readonly struct WordSink(ChainRun run, FieldIndex index) : IKeywordSink
    {
        public bool Wants(int end) => true;

        public void Found(int word, int end) => run.Met(index.WordKeys[word], end);
    }

    private readonly struct Sink(ChainRun run, FieldIndex index, FoldedText text) : IKeywordSink
    {
        // Nearly all keywords are whole words, and most places where one ends lie within a longer word.
        public bool Wants(int end) => index.HasFragments || Words.IsBoundary(text.Chars, end);

        public void Found(int word, int end)
        {
            var fragment = index.FragmentKeys[word];
            if (fragment >= 0)
                run.Met(fragment, end);
            var whole = index.WholeKeys[word];
            if (whole >= 0 && run._keyRound[whole] != run._round && Words.IsWhole(text.Chars, end - index.Keywords!.Words[word].Length, end))
                run.Met(whole, end);
        }
    }
}

using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Compilation;

/// <summary>Turns rule sets into a <see cref="RuleChain"/>'s tables.</summary>
internal sealed class ChainCompiler(NamedLists lists)
{
    private readonly List<Atom> _atoms = [];
    private readonly KeyTable _keys = new();
    private readonly List<CompiledRule> _rules = [];
    private readonly List<int> _always = [];
    private readonly Dictionary<Atom, List<int>> _guarded = [];

    public ChainTables Compile(IReadOnlyList<RuleSet> sets)
    {
        var firstRules = new int[sets.Count + 1];
        for (var i = 0; i < sets.Count; i++)
        {
            firstRules[i] = _rules.Count;
            foreach (var rule in sets[i].Rules)
                Add(sets[i], rule);
        }
        firstRules[^1] = _rules.Count;
        foreach (var (atom, rules) in _guarded)
            atom.Guarded = [.. rules];
        var always = new ulong[(_rules.Count + 63) / 64];
        foreach (var rule in _always)
            always[rule >> 6] |= 1UL << rule;
        return new ChainTables([.. _rules], firstRules, [.. _atoms], _keys.Atoms(), _keys.Build(), always);
    }

    private void Add(RuleSet set, Rule rule)
    {
        var number = _rules.Count;
        var condition = Compile(rule.When, set, rule);
        _rules.Add(new CompiledRule(rule, condition));
        if (!rule.Enabled)
            return;
        if (condition.FindGuard() is not { } guard)
        {
            _always.Add(number);
            return;
        }
        foreach (var atom in guard.Atoms)
        {
            if (!_guarded.TryGetValue(atom, out var rules))
                _guarded[atom] = rules = [];
            rules.Add(number);
        }
    }

    private CompiledCondition Compile(Condition condition, RuleSet set, Rule rule) => condition switch
    {
        AllOf all => new AllCondition([.. all.Parts.Select(part => Compile(part, set, rule))]),
        AnyOf any => new AnyCondition([.. any.Parts.Select(part => Compile(part, set, rule))]),
        Not not => new NotCondition(Compile(not.Part, set, rule)),
        FieldCondition field => new AtomCondition(Compile(field, set, rule)),
        _ => throw new InvalidOperationException("There is no such condition."),
    };

    private Atom Compile(FieldCondition condition, RuleSet set, Rule rule)
    {
        var operand = Operand.Of(condition, lists, set, rule);
        var atom = new Atom(_atoms.Count, condition, operand, Mode(condition, operand));
        _atoms.Add(atom);
        if (atom.Mode != AtomMode.Direct)
            _keys.Add(atom);
        return atom;
    }

    private static AtomMode Mode(FieldCondition condition, Operand operand)
    {
        // What earlier sets decide is not known when the texts are searched.
        if (!condition.Field.IsString || condition.Field.Decides is not null || condition.Operator == Operator.IsEmpty)
            return AtomMode.Direct;
        return condition.Operator switch
        {
            Operator.Matches => operand.Pattern!.Literals is null ? AtomMode.Direct : AtomMode.Filtered,
            Operator.StartsWith or Operator.EndsWith => AtomMode.Filtered,
            Operator.IsWithin when condition.Field.Kind == FieldKind.Path => AtomMode.Direct,
            _ => condition.Operator.NeedsAll() ? AtomMode.AllKeys : AtomMode.AnyKey,
        };
    }
}

internal sealed record CompiledRule(Rule Rule, CompiledCondition When);

using Automation.Rules.Fields;
using Automation.Rules.Model;

namespace Automation.Rules.Evaluation;

/// <summary>
/// What a chain decided. May be used again for the next request, which saves its allocation; then copy what you keep.
/// </summary>
public sealed class Decision
{
    private readonly string?[] _one = new string?[StandardOutcomes.All.Count];
    private readonly List<string>?[] _many = new List<string>?[StandardOutcomes.All.Count];
    private readonly RuleHit[] _sources = new RuleHit[StandardOutcomes.All.Count];
    private readonly int[] _decidedInSet = new int[StandardOutcomes.All.Count];
    private readonly List<RuleHit> _hits = [];
    private int _set;

    /// <summary>The value of an outcome (of several the first), or null when nothing decided it.</summary>
    public string? this[Outcome outcome] => outcome.Many ? All(outcome) is [var first, ..] ? first : null : _one[outcome.Id];

    /// <summary>All values of an outcome; empty when nothing decided it.</summary>
    public IReadOnlyList<string> All(Outcome outcome) =>
        outcome.Many ? (IReadOnlyList<string>?)_many[outcome.Id] ?? [] : _one[outcome.Id] is { } one ? [one] : [];

    /// <summary>The rule that decided the outcome (of several the last that added to it); null when nothing did.</summary>
    public RuleHit? SourceOf(Outcome outcome) => Count(outcome) > 0 ? _sources[outcome.Id] : null;

    /// <summary>The rules that held and decided, in order; without <c>otherwise</c> and matrix.</summary>
    public IReadOnlyList<RuleHit> Hits => _hits;

    /// <summary>A rule said that no ticket is to be made; the reason is the value of <see cref="StandardOutcomes.Ignore"/>.</summary>
    public bool IsIgnored => _one[StandardOutcomes.Ignore.Id] is not null;

    /// <summary>How the decision came about; null unless asked for.</summary>
    public DecisionTrace? Trace { get; internal set; }

    /// <summary>Every decided outcome with its values, in the registry's order.</summary>
    public IEnumerable<OutcomeValue> Values =>
        StandardOutcomes.All.Where(outcome => Count(outcome) > 0).Select(outcome => new OutcomeValue(outcome, [.. All(outcome)]));

    internal int Count(Outcome outcome) => outcome.Many ? _many[outcome.Id]?.Count ?? 0 : _one[outcome.Id] is null ? 0 : 1;

    internal string At(Outcome outcome, int index) => outcome.Many ? _many[outcome.Id]![index] : _one[outcome.Id]!;

    /// <summary>Forgets the last request and takes over what is already decided in the facts.</summary>
    internal void Begin(FactSheet facts)
    {
        Array.Clear(_one);
        foreach (var list in _many)
            list?.Clear();
        Array.Clear(_sources);
        Array.Clear(_decidedInSet);
        _hits.Clear();
        _set = 0;
        Trace = null;
        for (var i = 0; i < StandardOutcomes.All.Count; i++)
        {
            var outcome = StandardOutcomes.All[i];
            ref readonly var fact = ref facts[StandardFields.Decided(outcome)];
            for (var value = 0; value < fact.Count; value++)
            {
                if (!string.IsNullOrWhiteSpace(fact[value]))
                    Put(outcome, fact[value].Trim(), new RuleHit("", 0, RuleHit.Given));
            }
        }
    }

    internal void BeginSet() => _set++;

    internal void Hit(RuleSet set, Rule rule)
    {
        var hit = new RuleHit(set.Name, set.Version, rule.Name);
        _hits.Add(hit);
        for (var i = 0; i < rule.Then.Count; i++)
        {
            var value = rule.Then[i];
            // Of a single value the first rule of a set stands; a later set may replace it.
            if (value.Outcome.Many || !IsDecidedInSet(value.Outcome))
                Put(value, hit);
        }
    }

    internal bool IsDecidedInSet(Outcome outcome) => _decidedInSet[outcome.Id] == _set && _set > 0;

    internal void Put(OutcomeValue value, RuleHit source)
    {
        for (var i = 0; i < value.Values.Count; i++)
            Put(value.Outcome, value.Values[i], source);
    }

    internal void Put(Outcome outcome, string value, RuleHit source)
    {
        _sources[outcome.Id] = source;
        _decidedInSet[outcome.Id] = _set;
        if (!outcome.Many)
        {
            _one[outcome.Id] = value;
            return;
        }
        var list = _many[outcome.Id] ??= [];
        foreach (var present in list)
        {
            if (string.Equals(present, value, StringComparison.OrdinalIgnoreCase))
                return;
        }
        list.Add(value);
    }
}

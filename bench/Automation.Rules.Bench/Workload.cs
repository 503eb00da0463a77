using System.Text;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Bench;

/// <summary>
/// Rules and mails of a realistic mix: of the rules 40% look for words in the subject, 20% in the body, 15% go by domain,
/// 10% by address, 10% by domain and word, 5% by pattern. Bodies of about 1.5 KB. Everything from one seed.
/// </summary>
internal sealed class Workload
{
    private const int BodyLength = 1_500;
    private readonly Random _random;
    private readonly string[] _words;
    private readonly string[] _plain;

    public Workload(int rules, int seed = 17)
    {
        _random = new Random(seed);
        _words = Vocabulary(4_000);
        // Most of a mail is everyday words that no rule names.
        _plain = Vocabulary(2_000);
        Domains = [.. Enumerable.Range(0, 2_000).Select(i => $"{_words[i]}.example")];
        string[] names = ["category", "priority", "routing"];
        Sets = [.. names.Select((name, i) => Set(name, rules / 3 + (i < rules % 3 ? 1 : 0)))];
        Mails = [.. Enumerable.Range(0, 500).Select(_ => Mail())];
    }

    public IReadOnlyList<RuleSet> Sets { get; }

    public FactSheet[] Mails { get; }

    private string[] Domains { get; }

    private RuleSet Set(string name, int rules) =>
        new(name, 1, HitPolicy.First, [.. Enumerable.Range(0, rules).Select(i => Rule($"{name}-{i}"))])
        {
            Otherwise = [new OutcomeValue(StandardOutcomes.Team, ["service-desk"])],
        };

    private Rule Rule(string name)
    {
        Condition when = _random.Next(100) switch
        {
            < 40 => Words(StandardFields.Subject),
            < 60 => Words(StandardFields.Body),
            < 75 => Domain(),
            < 85 => new FieldCondition(StandardFields.SenderAddress, Operator.Is, new TextValue([Address()]) { Bare = true }),
            < 95 => new AllOf([Domain(), Words(StandardFields.Subject)]),
            _ => new FieldCondition(StandardFields.Subject, Operator.Matches, new PatternValue($@"\b{Pick(_words)}[- ]?\d{{3,6}}\b")),
        };
        return new Rule(name, when, [new OutcomeValue(StandardOutcomes.Team, ["team-" + _random.Next(20)])]);
    }

    private FieldCondition Words(Field field)
    {
        var words = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => _random.Next(4) == 0 ? $"{Pick(_words)} {Pick(_words)}" : Pick(_words)).Distinct().ToArray();
        return new FieldCondition(field, Operator.ContainsAnyWord, new TextValue(words));
    }

    private FieldCondition Domain() => new(StandardFields.SenderDomain, Operator.Is, new TextValue([Pick(Domains)]) { Bare = true });

    private string Address() => $"{Pick(_words)}@{Pick(Domains)}";

    private FactSheet Mail()
    {
        var body = new StringBuilder();
        while (body.Length < BodyLength)
            body.Append(Word()).Append(_random.Next(12) == 0 ? ".\n" : " ");
        var domain = Pick(Domains);
        return new FactSheet()
            .Set(StandardFields.Subject, string.Join(' ', Enumerable.Range(0, 7).Select(_ => Word())))
            .Set(StandardFields.Body, body.ToString())
            .Set(StandardFields.SenderDomain, domain)
            .Set(StandardFields.SenderAddress, $"{Pick(_words)}@{domain}");
    }

    // One word in twenty is one that rules may name; some begin with a capital.
    private string Word()
    {
        var word = _random.Next(20) == 0 ? Pick(_words) : Pick(_plain);
        return _random.Next(8) == 0 ? char.ToUpperInvariant(word[0]) + word[1..] : word;
    }

    private string Pick(string[] from) => from[_random.Next(from.Length)];

    private string[] Vocabulary(int count)
    {
        string[] syllables = ["ra", "ten", "ko", "lin", "ver", "sa", "mo", "ti", "dru", "cker", "netz", "pa", "ser", "ül", "en", "for", "gü", "ba", "nex", "or", "pil", "che", "wa", "zu"];
        var words = new HashSet<string>();
        while (words.Count < count)
            words.Add(string.Concat(Enumerable.Range(0, _random.Next(2, 5)).Select(_ => Pick(syllables))));
        return [.. words];
    }
}

using Automation.Rules.Comparison;
using Automation.Rules.Folding;
using Automation.Rules.Model;
using Microsoft.Extensions.Localization;

namespace Automation.Desk.RuleBook;

/// <summary>
/// Finds rules by what people remember of them: every word of the search stands somewhere in the rule's name, description, conditions, outcomes or in a list that it uses, as it is written
/// in files or shown on the page. Case and accents do not count, and all values are looked at, not only those shown.
/// </summary>
internal sealed class RuleFinder(RuleSet set, NamedLists lists, OutcomeNames names, IStringLocalizer<DeskText> words)
{
    private readonly Dictionary<string, string> _lists = [];
    private readonly Dictionary<Rule, (string Text, IReadOnlyList<string> Lists)> _rules = new(ReferenceEqualityComparer.Instance);

    public RuleSet Set => set;

    public NamedLists Lists => lists;

    /// <summary>The rules that fit, with their place in the set; all of them when nothing is searched.</summary>
    /// <param name="open">A rule in which somebody may be writing: it stays in sight.</param>
    public IEnumerable<(Rule Rule, int Index)> Find(string? search, string? open = null)
    {
        var wanted = new SearchWords(search);
        return set.Rules.Select((rule, index) => (rule, index)).Where(r => r.rule.Name == open || wanted.Fit(word => Has(r.rule, word)));
    }

    private bool Has(Rule rule, string word)
    {
        if (!_rules.TryGetValue(rule, out var known))
            _rules.Add(rule, known = Read(rule));
        return known.Text.Contains(word, StringComparison.Ordinal) || known.Lists.Any(list => TextOf(list).Contains(word, StringComparison.Ordinal));
    }

    private (string Text, IReadOnlyList<string> Lists) Read(Rule rule)
    {
        var parts = new List<string> { rule.Name, rule.Description ?? "", RuleText.Of(rule.When, names.Of) };
        var used = new List<string>();
        Add(rule.When);
        foreach (var value in rule.Then)
            parts.AddRange([names.Chip(value), value.Outcome.Name, .. value.Values]);
        return (TextFolding.Of(string.Join('\n', parts)), used);

        void Add(Condition condition)
        {
            switch (condition)
            {
                case AllOf all:
                    all.Parts.ToList().ForEach(Add);
                    break;
                case AnyOf any:
                    any.Parts.ToList().ForEach(Add);
                    break;
                case Not not:
                    Add(not.Part);
                    break;
                case FieldCondition field:
                    parts.AddRange([field.Field.Name, words[field.Field.Label]]);
                    if (field.Value is TextValue texts)
                        parts.AddRange(texts.Items.SelectMany(text => new[] { text, names.Of(field.Field, text) }));
                    else if (field.Value is ListValue list)
                        used.Add(list.Name);
                    break;
            }
        }
    }

    private string TextOf(string list)
    {
        if (!_lists.TryGetValue(list, out var text))
            _lists.Add(list, text = TextFolding.Of(string.Join('\n', (lists.Find(list)?.Values ?? []).Prepend(list))));
        return text;
    }
}

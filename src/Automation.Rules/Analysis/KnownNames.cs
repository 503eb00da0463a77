using Automation.Rules.Evaluation;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Analysis;

/// <summary>Finds names of teams, categories and the like that do not exist (any more).</summary>
internal sealed class KnownNames
{
    private readonly Dictionary<Outcome, HashSet<string>> _names = [];

    public KnownNames(IReadOnlyDictionary<Outcome, IReadOnlyCollection<string>> names)
    {
        foreach (var (outcome, values) in names)
            _names[outcome] = new(outcome.IsPath ? values.SelectMany(Branches) : values, StringComparer.OrdinalIgnoreCase);
    }

    public IEnumerable<RuleFinding> Check(RuleSet set, Rule rule) =>
        Unknown(set, rule.Name, rule.Then).Concat(Conditions(rule.When).SelectMany(condition => Unknown(set, rule.Name, condition)));

    /// <summary>What stands in the set outside of its rules.</summary>
    public IEnumerable<RuleFinding> CheckRest(RuleSet set)
    {
        foreach (var finding in Unknown(set, RuleHit.Otherwise, set.Otherwise))
            yield return finding;
        if (set.Matrix is not { } matrix)
            yield break;
        OutcomeValue[] used = [
            new(matrix.Rows, matrix.RowValues),
            new(matrix.Columns, matrix.ColumnValues),
            new(matrix.Decides, [.. matrix.Cells.SelectMany(row => row).Distinct(StringComparer.OrdinalIgnoreCase)]),
        ];
        foreach (var finding in Unknown(set, RuleHit.Matrix, used))
            yield return finding;
    }

    private IEnumerable<RuleFinding> Unknown(RuleSet set, string rule, IEnumerable<OutcomeValue> values) =>
        from value in values
        where _names.ContainsKey(value.Outcome)
        from text in value.Values
        where !_names[value.Outcome].Contains(text)
        select new RuleFinding(FindingKind.UnknownName, set.Name, rule, $"Decides the {value.Outcome.Label} \"{text}\", which does not exist.", []);

    private IEnumerable<RuleFinding> Unknown(RuleSet set, string rule, FieldCondition condition)
    {
        if (condition.Field.Decides is not { } outcome || !_names.TryGetValue(outcome, out var names)
            || condition.Operator is not (Operator.Is or Operator.IsOneOf or Operator.HasAllOf or Operator.IsWithin)
            || condition.Value is not TextValue texts)
            return [];
        return from text in texts.Items
               where !names.Contains(text)
               select new RuleFinding(FindingKind.UnknownName, set.Name, rule, $"Asks for the {outcome.Label} \"{text}\", which does not exist.", []);
    }

    internal static IEnumerable<FieldCondition> Conditions(Condition condition) => condition switch
    {
        AllOf all => all.Parts.SelectMany(Conditions),
        AnyOf any => any.Parts.SelectMany(Conditions),
        Not not => Conditions(not.Part),
        FieldCondition field => [field],
        _ => [],
    };

    private static IEnumerable<string> Branches(string path)
    {
        for (var at = path.IndexOf('/', StringComparison.Ordinal); at >= 0; at = path.IndexOf('/', at + 1))
            yield return path[..at];
        yield return path;
    }
}

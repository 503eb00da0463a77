using Automation.Rules.Evaluation;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Analysis;

/// <summary>
/// Finds conditions on decisions that come later or never: a condition sees what earlier sets decided, not its own. To ask
/// whether nothing is decided is the way to keep what a request brings along, and makes sense in every set.
/// </summary>
internal sealed class UndecidedYet
{
    private readonly HashSet<Outcome> _decided = [];

    public RuleFinding? Check(RuleSet set, Rule rule)
    {
        if (!set.Enabled || !rule.Enabled || KnownNames.Conditions(rule.When)
                .FirstOrDefault(c => c.Operator != Operator.IsEmpty && c.Field.Decides is { } asked && !_decided.Contains(asked)) is not { } condition)
            return null;
        return new RuleFinding(
            FindingKind.NotDecidedYet, set.Name, rule.Name,
            $"Asks for the {condition.Field.Label}, but no set before this one decides the {condition.Field.Decides!.Label}: the comparison never holds, unless the request brings one along.", []);
    }

    /// <summary>A matrix sees what earlier sets decided and what the rules beside it do.</summary>
    public IEnumerable<RuleFinding> CheckMatrix(RuleSet set)
    {
        if (!set.Enabled || set.Matrix is not { } matrix)
            yield break;
        var own = SetNeed.ByRules(set).ToHashSet();
        foreach (var side in (Outcome[])[matrix.Rows, matrix.Columns])
        {
            if (!_decided.Contains(side) && !own.Contains(side))
            {
                yield return new RuleFinding(
                    FindingKind.NotDecidedYet, set.Name, RuleHit.Matrix,
                    $"Looks up the {matrix.Decides.Label} by the {side.Label}, which nothing decides before: the matrix gives no {matrix.Decides.Label}, unless the request brings the {side.Label} along.", []);
            }
        }
    }

    /// <summary>From the next set on, what this one may decide can be asked for.</summary>
    public void Pass(RuleSet set)
    {
        if (!set.Enabled)
            return;
        _decided.UnionWith(SetNeed.DecidedBy(set));
    }
}

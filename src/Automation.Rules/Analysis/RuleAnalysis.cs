using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Rules.Analysis;

/// <summary>
/// Looks for rules that cannot do what their author meant. What it says is proved, never guessed; what it does not say may
/// be so nevertheless.
/// </summary>
public static class RuleAnalysis
{
    /// <param name="sets">In the order in which they decide.</param>
    /// <param name="lists">The named lists the rules use.</param>
    /// <returns>In the order of the rules.</returns>
    /// <exception cref="RuleFileException">A rule uses a list that does not exist.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; thousands of rules take seconds.</exception>
    public static IReadOnlyList<RuleFinding> Analyse(
        IReadOnlyList<RuleSet> sets, NamedLists? lists = null, RuleKnowledge? knowledge = null, CancellationToken cancellationToken = default)
    {
        knowledge ??= new RuleKnowledge();
        var names = new KnownNames(knowledge.Names);
        var undecided = new UndecidedYet();
        var lookUps = new LookedUpAlready(sets);
        var findings = new List<RuleFinding>();
        var uses = RuleAge.Uses(knowledge);
        foreach (var set in sets)
        {
            var rules = set.Rules.Select((rule, i) => new StudiedRule(set, rule, i, lists ?? NamedLists.Empty)).ToArray();
            for (var i = 0; i < rules.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Meaning(set, rules, i) is { } found)
                    findings.Add(found);
                if (undecided.Check(set, rules[i].Rule) is { } tooEarly)
                    findings.Add(tooEarly);
                if (lookUps.Check(set, rules[i].Rule) is { } tooLate)
                    findings.Add(tooLate);
                findings.AddRange(ImpossibleValues.Check(set, rules[i].Rule, lists ?? NamedLists.Empty));
                findings.AddRange(RuleAge.Check(set, rules[i].Rule, knowledge, uses));
                findings.AddRange(names.Check(set, rules[i].Rule));
            }
            findings.AddRange(undecided.CheckMatrix(set));
            findings.AddRange(names.CheckRest(set));
            undecided.Pass(set);
        }
        return findings;
    }

    private static RuleFinding? Meaning(RuleSet set, StudiedRule[] rules, int index)
    {
        var rule = rules[index];
        if (!rule.Rule.Enabled)
            return null;
        if (rule.NeverHolds)
            return new RuleFinding(FindingKind.NeverHolds, set.Name, rule.Rule.Name, "No request can meet this condition: its parts exclude each other or a range in it is empty.", []);
        var others = set.HitPolicy == HitPolicy.First ? Shadows.Of(rules, index) : Shadows.OfEffect(rules, index);
        if (others.Count > 0)
        {
            var names = string.Join(", ", others.Select(other => $"\"{other.Rule.Name}\" (rule {other.Index + 1})"));
            var reason = (set.HitPolicy, others.Count) switch
            {
                (HitPolicy.First, 1) => $"Never reached: whenever this rule would hold, {names} before it holds and decides.",
                (HitPolicy.First, _) => $"Never reached: whenever this rule would hold, one of {names} before it holds and decides.",
                _ => $"Changes nothing: whenever this rule holds, {names} before it {(others.Count == 1 ? "has" : "have")} already decided all it decides.",
            };
            return new RuleFinding(
                set.HitPolicy == HitPolicy.First ? FindingKind.Shadowed : FindingKind.WithoutEffect,
                set.Name, rule.Rule.Name, reason, [.. others.Select(other => other.Rule.Name)]);
        }
        if (!rule.AlwaysHolds)
            return null;
        var after = set.HitPolicy == HitPolicy.First && index + 1 < rules.Length ? $" The {rules.Length - index - 1} after it are not reached while it is in force." : "";
        return new RuleFinding(FindingKind.AlwaysHolds, set.Name, rule.Rule.Name, "Every request meets this condition; \"otherwise\" says the same more plainly." + after, []);
    }
}

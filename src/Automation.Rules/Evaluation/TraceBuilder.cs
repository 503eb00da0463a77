using System.Globalization;
using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Evaluation;

/// <summary>Puts traces together from the results of the conditions.</summary>
internal static class TraceBuilder
{
    private const int LongestFound = 200;

    public static ConditionTrace Field(FieldCondition condition, bool holds, IReadOnlyList<TextMatch> matches, FactSheet facts, Decision decision) =>
        new("field", holds)
        {
            Field = condition.Field.Name,
            Operator = condition.Operator.Name(),
            Expected = Expected(condition.Value),
            List = (condition.Value as ListValue)?.Name,
            Found = Found(condition.Field, facts, decision),
            Matches = matches.Count == 0 ? null : matches,
            Unsearched = condition.Operator == Operator.IsEmpty ? null
                : facts.Beyond(condition.Field, condition.Value is PatternValue pattern ? pattern.Parsed.TextLength : RuleLimits.TextLength),
        };

    public static ConditionTrace Group(string kind, bool holds, IReadOnlyList<ConditionTrace> parts) =>
        new(kind, holds) { Parts = parts };

    /// <summary>To be called after the set's effect.</summary>
    public static SetTrace Set(RuleSet set, IReadOnlyList<RuleTrace> rules, int notReached, Decision decision)
    {
        var decided = StandardOutcomes.All
            .Where(outcome => decision.IsDecidedInSet(outcome))
            .Select(outcome => new OutcomeTrace(outcome.Name, [.. decision.All(outcome)], decision.SourceOf(outcome)!.Value.Rule))
            .ToList();
        return new SetTrace(set.Name, set.Version, [.. rules.Select(rule => WithOverruled(set, rule, decision))], decided, notReached)
        {
            Matrix = set.Matrix is { } matrix
                ? new MatrixTrace(
                    matrix.Rows.Name, decision[matrix.Rows], matrix.Columns.Name, decision[matrix.Columns],
                    matrix.Decides.Name, matrix.Find(decision[matrix.Rows], decision[matrix.Columns]))
                : null,
        };
    }

    // Under "collect" all rules that hold decide, and yet of a single value only the first counts.
    private static RuleTrace WithOverruled(RuleSet set, RuleTrace trace, Decision decision)
    {
        if (trace.Result != RuleResult.Hit || set.HitPolicy != HitPolicy.Collect)
            return trace;
        var overruled = set.Rules[trace.Position - 1].Then
            .Where(value => !value.Outcome.Many && decision.IsDecidedInSet(value.Outcome) && decision.SourceOf(value.Outcome)!.Value.Rule != trace.Rule)
            .Select(value => new OverruledTrace(value.Outcome.Name, decision.SourceOf(value.Outcome)!.Value.Rule))
            .ToList();
        return overruled.Count == 0 ? trace : trace with { Overruled = overruled };
    }

    private static IReadOnlyList<string>? Expected(ConditionValue value) => value switch
    {
        TextValue texts => [.. texts.Items.Take(ConditionTrace.MostExpected)],
        PatternValue pattern => [pattern.Text],
        NumberValue numbers => [.. numbers.Items.Take(ConditionTrace.MostExpected).Select(Number)],
        FlagValue flag => [flag.Value ? "true" : "false"],
        TimeValue times => [.. times.Items.Select(time => time.ToString("HH:mm", CultureInfo.InvariantCulture))],
        _ => null,
    };

    private static string? Found(Field field, FactSheet facts, Decision decision)
    {
        if (field.Decides is { } outcome)
            return decision.Count(outcome) == 0 ? null : Cut(string.Join(", ", decision.All(outcome)));
        return field.Kind == FieldKind.Text ? null : FactText.Of(facts, field) is { } text ? Cut(text) : null;
    }

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Cut(string text) => TextBeginning.Of(text, LongestFound);
}

using Automation.Rules.Comparison;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Automation.Rules.Tests.Properties;
using CsCheck;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Comparison;

public sealed class RuleComparisonTests
{
    private static readonly Rule A = Rule("a", Where(StandardFields.Subject, Operator.ContainsAnyWord, "vpn", "wlan"), StandardOutcomes.Team, "network");
    private static readonly Rule B = Rule("b", new AllOf([Where(StandardFields.RequesterVip, true), Where(StandardFields.ReceivedHour, Operator.IsBetween, 8, 18)]), StandardOutcomes.Tags, "x", "y");
    private static readonly Rule C = Rule("c", new Not(Where(StandardFields.SenderDomain, Operator.IsWithin, "contoso.example")), StandardOutcomes.Priority, "P2");

    [Fact]
    public void A_rule_dragged_to_the_top_is_the_only_one_that_moved() =>
        Lines([A, B, C], [C, A, B]).Should().Equal("~ set demo (version 1 -> 2)", "  > rule c (moved from 3 to 1)");

    [Fact]
    public void New_and_removed_rules_are_told_with_all_they_say() =>
        Lines([A, B], [A, C]).Should().Equal(
            "~ set demo (version 1 -> 2)",
            "  - rule b (was at 2)",
            "      when: - requester is a VIP: yes and hour it came is between 8 and 18",
            "      then tags: - x, y",
            "  + rule c (at 2)",
            "      when: + not (sender's domain is within \"contoso.example\")",
            "      then priority: + P2");

    [Fact]
    public void A_rule_under_another_name_is_the_same_rule() =>
        Lines([A, B, C], [C, A with { Name = "tidy" }, B]).Should().Equal("~ set demo (version 1 -> 2)", "  > rule c (moved from 3 to 1)", "  ~ rule tidy (at 2)", "      name: a -> tidy");

    [Fact]
    public void Of_two_that_say_the_same_nobody_knows_which_was_renamed()
    {
        RuleRenames.Of([A, A with { Name = "twin" }], [A with { Name = "new" }]).Should().BeEmpty();
        RuleRenames.Of([A], [A with { Name = "new" }, A with { Name = "twin" }]).Should().BeEmpty();
        RuleRenames.Of([A, B], [A with { Name = "new" }, B, C]).Should().Equal(new Dictionary<string, string> { ["new"] = "a" });
        RuleRenames.Of([A], [A with { Name = "new", Enabled = false }]).Should().BeEmpty("it says something else");
    }

    [Fact]
    public void A_changed_rule_is_told_by_its_smallest_differences()
    {
        var from = new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
        Lines([A, B], [
            A with { When = Where(StandardFields.Subject, Operator.ContainsAnyWord, "wlan", "wifi"), Enabled = false },
            B with { When = new AllOf([Where(StandardFields.ReceivedHour, Operator.IsBetween, 9, 18), Where(StandardFields.RequesterVip, true), Where(StandardFields.Subject, Operator.EndsWith, "!")]), From = from }])
            .Should().Equal(
                "~ set demo (version 1 -> 2)",
                "  ~ rule a (at 1)",
                "      subject contains one of the words: - \"vpn\"",
                "      subject contains one of the words: + \"wifi\"",
                "      in use: yes -> no",
                "  ~ rule b (at 2)",
                "      hour it came is between: 8 and 18 -> 9 and 18",
                "      when: + subject ends with \"!\"",
                "      from: + 2026-11-01 08:00 +00:00");
    }

    [Fact]
    public void What_stands_outside_of_the_rules_is_compared_too()
    {
        static OutcomeMatrix Matrix(string cell) => new(StandardOutcomes.Impact, ["high", "low"], StandardOutcomes.Urgency, ["high"], StandardOutcomes.Priority, [["P1"], [cell]]);
        var before = Set(HitPolicy.First, A) with { Otherwise = [new OutcomeValue(StandardOutcomes.Team, ["desk"])], Matrix = Matrix("P2") };
        var after = Set(HitPolicy.Collect, A) with { Matrix = Matrix("P3") };

        RuleComparison.Compare(before, after)!.Details.Select(detail => detail.ToString()).Should().Equal(
            "how it decides: the first rule that holds -> every rule that holds adds to it", "otherwise team: - desk", "matrix impact low, urgency high: P2 -> P3");
    }

    [Fact]
    public void Named_lists_are_compared_by_their_values()
    {
        static NamedLists Lists(params (string Name, string[] Values)[] lists) =>
            new(lists.ToDictionary(list => list.Name, list => new NamedList(list.Name, null, list.Values)));

        DifferenceText.Lines(RuleComparison.Compare([], Lists(("gone", ["a"]), ("kept", ["a", "b"])), [], Lists(("kept", ["b", "c"]), ("new", ["d"])))).Should().Equal(
            "- list gone", "    - \"a\"", "~ list kept", "    - \"a\"", "    + \"c\"", "+ list new", "    + \"d\"");
    }

    [Fact]
    public void A_set_does_not_differ_from_itself_and_does_from_one_with_a_rule_less() =>
        RandomRules.Set.Sample(set =>
        {
            RuleComparison.Compare(set, set with { Version = 9 }).Should().BeNull();
            if (set.Rules.Count > 0)
                RuleComparison.Compare(set, set with { Rules = [.. set.Rules.Skip(1)] })!.Rules.Should().ContainSingle().Which.Kind.Should().Be(ChangeKind.Removed);
        }, iter: 300);

    private static IEnumerable<string> Lines(Rule[] before, Rule[] after) =>
        DifferenceText.Lines(RuleComparison.Compare([Set(HitPolicy.First, before)], NamedLists.Empty, [Set(HitPolicy.First, after) with { Version = 2 }], NamedLists.Empty));
}

using Automation.Rules.Comparison;
using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Rules.Tests.Comparison;

public sealed class DifferenceSentencesTests
{
    private static readonly RuleSet Set = Read("""
        {"name":"heating","when":{"field":"subject","operator":"containsAnyWord","value":["heating"]},"then":{"team":"facilities"}},
        {"name":"network","when":{"field":"requester.vip","operator":"is","value":true},"then":{"team":"network"}},
        {"name":"rest","when":{"field":"body","operator":"isEmpty"},"then":{"team":"desk"}}
        """);

    [Fact]
    public void A_changed_rule_is_told_with_its_place_and_each_thing_that_is_different()
    {
        var after = Set with { Rules = [Set.Rules[0], Read("""{"name":"network","when":{"field":"requester.vip","operator":"is","value":false},"then":{"slaPolicy":"vip","team":"facilities"}}""").Rules[0], Set.Rules[2]] };

        Told(Set, after).Should().Equal("Rule \"network\", at 2: requester is a VIP yes → no; then team network → facilities; then service level vip is new.");
    }

    [Fact]
    public void Rules_that_are_new_gone_or_moved_are_told_so()
    {
        Told(Set with { Rules = [Set.Rules[1], Set.Rules[2]] }, Set).Should().Equal("Rule \"heating\" is new, at 1: when subject contains one of the words \"heating\"; then team facilities.");
        Told(Set, Set with { Rules = [Set.Rules[0], Set.Rules[1]] }).Should().Equal("Rule \"rest\" is gone, was at 3: when new text is empty; then team desk.");
        Told(Set, Set with { Rules = [Set.Rules[2], Set.Rules[0], Set.Rules[1]] }).Should().Equal("Rule \"rest\" moved from 3 to 1.");
    }

    [Fact]
    public void What_a_set_says_besides_its_rules_is_told_first() =>
        Told(Set, Set with { HitPolicy = HitPolicy.Collect, Enabled = false, Description = "Who has it" }).Should().Equal(
            "How it decides: the first rule that holds → every rule that holds adds to it.", "Description: \"Who has it\" is new.", "In use: yes → no.");

    [Fact]
    public void What_ends_with_somebodys_own_sentence_gets_no_second_full_stop() =>
        Told(Set, Set with { Rules = [Set.Rules[0] with { Description = "The heating, and all that is cold." }, .. Set.Rules.Skip(1)] })
            .Should().Equal("Rule \"heating\", at 1: description \"The heating, and all that is cold.\" is new.");

    [Fact]
    public void A_reason_is_told_as_it_was_written() =>
        Told(Set with { Rules = [] }, Set with { Rules = [.. Read("""{"name":"menu","when":{"field":"subject","operator":"is","value":"lunch"},"then":{"ignore":"It is the canteen."}}""").Rules] })
            .Should().Equal("Rule \"menu\" is new, at 1: when subject is \"lunch\"; then ignore it \"It is the canteen.\"");

    [Fact]
    public void What_somebody_wrote_is_told_in_quotation_marks_when_it_goes_and_when_it_changes()
    {
        var (a, b) = (Set with { Description = "From A" }, Set with { Description = "From B" });

        Told(a, b).Should().Equal("Description: \"From A\" → \"From B\".");
        Told(a, Set).Should().Equal("Description: \"From A\" is gone.");
    }

    [Fact]
    public void A_list_is_told_with_what_came_and_what_went()
    {
        var (before, after) = (Lists("a", "b"), Lists("b", "c"));

        DifferenceSentences.Of(RuleComparison.Compare([], before, [], after)).Should().Equal("List \"words\": without \"a\"; with \"c\".");
        DifferenceSentences.Of(RuleComparison.Compare([], NamedLists.Empty, [], after)).Should().Equal("List \"words\" is new: with \"b\", \"c\".");
    }

    private static IEnumerable<string> Told(RuleSet before, RuleSet after) => DifferenceSentences.Of(RuleComparison.Compare([before], NamedLists.Empty, [after], NamedLists.Empty));

    private static NamedLists Lists(params string[] values) => new(new Dictionary<string, NamedList> { ["words"] = new("words", null, values) });

    private static RuleSet Read(string rules) => RuleSetReader.Read($$"""{"name":"routing","version":1,"hitPolicy":"first","rules":[{{rules}}]}""", "routing");
}

using Automation.Desk.RuleBook;
using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Desk.Tests.RuleBook;

public sealed class RuleFinderTests : DeskTestContext
{
    private static readonly NamedLists Lists = NamedListsReader.Read("""{"lists":{"broken":{"values":["defekt","Größe"]}}}""", "lists.json");

    private static readonly RuleSet Set = RuleSetReader.Read(
        $$$"""
        {"name":"category","version":1,"hitPolicy":"first","rules":[
          {"name":"chargers","description":"Whatever gives power.","when":{"field":"subject","operator":"containsAnyWord","value":["ladegerät"]},"then":{"type":"service-request"}},
          {"name":"many","when":{"field":"subject","operator":"containsAnyWord","value":[{{{string.Join(',', Enumerable.Range(1, 60).Select(i => $"\"word{i}\""))}}}]},"then":{"team":"network"}},
          {"name":"by-list","when":{"not":{"any":[{"field":"body","operator":"containsAnyWord","list":"broken"}]}},"then":{"assignee":"least-busy"}}]}
        """, "x", Lists);

    [Theory]
    [InlineData("", "chargers", "many", "by-list")]
    [InlineData("LADEGERAT", "chargers")]
    [InlineData("power whatever", "chargers")]
    [InlineData("service request", "chargers")]
    [InlineData("service-request", "chargers")]
    [InlineData("word57", "many")]
    [InlineData("word57 network", "many")]
    [InlineData("word57 by-list")]
    [InlineData("defekt", "by-list")]
    [InlineData("grosse", "by-list")]
    [InlineData("Least busy", "by-list")]
    [InlineData("sender.domain")]
    [InlineData("new text", "by-list")]
    public void A_rule_is_found_by_every_word_of_it_as_written_or_as_shown(string search, params string[] rules) =>
        Finder().Find(search).Select(r => r.Rule.Name).Should().Equal(rules);

    [Fact]
    public void Places_are_those_in_the_set_and_an_open_rule_stays_in_sight() =>
        Finder().Find("defekt", open: "chargers").Select(r => (r.Rule.Name, r.Index)).Should().Equal(("chargers", 0), ("by-list", 2));

    private RuleFinder Finder() => new(Set, Lists, new OutcomeNames(Text), Text);
}

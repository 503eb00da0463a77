using Automation.Desk.RuleBook;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.RuleBook;

namespace Automation.Desk.Tests.RuleBook;

public sealed class SearchCountsTests : DeskTestContext
{
    private static readonly NamedLists Lists = NamedListsReader.Read("""{"lists":{"broken":{"description":"Words for what does not work","values":["defekt","Größe"]},"cities":{"values":["Zürich"]}}}""", "lists.json");

    private static readonly RuleSet Set = RuleSetReader.Read(
        """
        {"name":"category","version":1,"hitPolicy":"first","rules":[
          {"name":"chargers","when":{"field":"subject","operator":"containsAnyWord","value":["Ladegerät"]},"then":{"type":"service-request"}},
          {"name":"by-list","when":{"field":"body","operator":"containsAnyWord","list":"broken"},"then":{"type":"incident"}}]}
        """, "x", Lists);

    private static readonly CategoryTree Categories = new([new Category("hardware/charger", "Ladegeräte aller Art"), new Category("software", null)]);

    [Theory]
    [InlineData("", null, null, null)]
    [InlineData(" ", null, null, null)]
    [InlineData("ladegerat", 1, 0, 1)]
    [InlineData("defekt", 1, 1, 0)]
    [InlineData("what GROSSE", 0, 1, 0)]
    [InlineData("nothing has this", 0, 0, 0)]
    public void What_a_search_finds_is_counted_in_every_document(string search, int? rules, int? lists, int? categories)
    {
        var counts = new SearchCounts(new OutcomeNames(Text), Text);

        (Count(RuleContent.Of(Set)), Count(RuleContent.Of(Lists)), Count(RuleContent.Of(Categories))).Should().Be((rules, lists, categories));

        int? Count(RuleContent content) => counts.Of(new RuleDocument(content.Name, content, 1, null, 0, 0), Lists, search);
    }

    [Fact]
    public void A_set_that_changed_is_counted_anew_and_a_draft_counts_instead_of_what_is_in_force()
    {
        var counts = new SearchCounts(new OutcomeNames(Text), Text);
        var document = new RuleDocument("category", RuleContent.Of(Set), 1, null, 0, 0);
        counts.Of(document, Lists, "chargers").Should().Be(1);

        counts.Of(document with { Draft = RuleContent.Of(Set with { Rules = [Set.Rules[1]] }) }, Lists, "chargers").Should().Be(0);
    }
}

using Automation.Desk.RuleBook;
using Automation.Rules.Comparison;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

public sealed class DifferencesViewTests : DeskTestContext
{
    [Fact]
    public void What_changed_is_told_in_the_words_of_the_page()
    {
        const string Json = """{"name":"routing","version":1,"hitPolicy":"first","rules":[{"name":"one","when":{"field":"requester.vip","operator":"is","value":true},"then":{"slaPolicy":"vip"}}]}""";
        var (before, after) = (RuleSetReader.Read(Json, "routing"), RuleSetReader.Read(Json.Replace("true", "false", StringComparison.Ordinal).Replace("\"vip\"", "\"standard\"", StringComparison.Ordinal), "routing"));

        var view = Render<DifferencesView>(p => p.Add(x => x.Differences, RuleComparison.Compare([before], NamedLists.Empty, [after with { HitPolicy = HitPolicy.Collect }], NamedLists.Empty)));

        view.FindAll(".diff-detail").Select(d => string.Join('|', d.Children.Select(part => part.TextContent))).Should().Equal("requester is a VIP|yes|no", "then service level|vip|standard");
        view.Markup.Should().Contain("how it decides").And.NotContain("slaPolicy").And.NotContain("requester.vip");
    }

    [Fact]
    public void Values_of_a_list_stand_apart_and_of_very_many_some_are_shown_and_the_rest_counted()
    {
        static NamedLists Lists(params string[] values) => new(new Dictionary<string, NamedList> { ["words"] = new("words", null, values) });

        var view = Render<DifferencesView>(p => p.Add(x => x.Differences, RuleComparison.Compare([], Lists("a b", "c"), [], Lists(["c", "d", "e f", .. Enumerable.Range(1, 500).Select(i => $"v{i}")]))));

        view.FindAll(".diff-values del").Select(v => v.TextContent).Should().Equal("a b");
        view.FindAll(".diff-values ins").Should().HaveCount(60).And.Contain(v => v.TextContent == "e f");
        view.Find("[data-testid=more-new]").TextContent.Should().Be("and 442 more that are new");
        view.FindAll("[data-testid=more-gone]").Should().BeEmpty();
    }

    [Fact]
    public void A_moved_rule_is_told_with_both_places()
    {
        var set = RuleSetReader.Read(
            """
            {"name":"routing","version":1,"hitPolicy":"first","rules":[
              {"name":"one","when":{"field":"subject","operator":"isEmpty"},"then":{"team":"a"}},
              {"name":"two","when":{"field":"body","operator":"isEmpty"},"then":{"team":"b"}}]}
            """,
            "routing");
        var turned = set with { Rules = [set.Rules[1], set.Rules[0]] };

        var view = Render<DifferencesView>(p => p.Add(x => x.Differences, RuleComparison.Compare([set], NamedLists.Empty, [turned], NamedLists.Empty)));

        view.Markup.Should().MatchRegex("<b>(one|two)</b>\\s*<span class=\"faint\"> from place [12] to [12]</span>");
    }
}

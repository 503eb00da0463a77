using Automation.Desk.RuleBook;
using Automation.Rules.Comparison;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

public sealed class DifferencesViewTests : DeskTestContext
{
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

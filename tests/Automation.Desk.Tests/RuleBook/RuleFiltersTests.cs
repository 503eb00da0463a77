using Automation.Desk.RuleBook;
using Automation.Rules.Analysis;
using Automation.Rules.Files;

namespace Automation.Desk.Tests.RuleBook;

public sealed class RuleFiltersTests : DeskTestContext
{
    [Fact]
    public void What_is_odd_off_or_not_published_is_counted_and_can_be_shown_alone()
    {
        var set = RuleSetReader.Read(
            """
            {"name":"routing","version":1,"hitPolicy":"first","rules":[
              {"name":"a","when":{"field":"subject","operator":"is","value":"a"},"then":{"team":"network"}},
              {"name":"b","enabled":false,"when":{"field":"subject","operator":"is","value":"b"},"then":{"team":"network"}}]}
            """, "x");
        RuleFinding Finding(FindingKind kind, string rule) => new(kind, "routing", rule, "Because.", []);

        var filters = RuleFilters.Of(
            set, [Finding(FindingKind.UnknownName, "a"), Finding(FindingKind.UnknownName, "a"), Finding(FindingKind.Shadowed, "b"), Finding(FindingKind.DecidedTooLate, "matrix")], new HashSet<string> { "a", "gone" }, Text);

        filters.Select(f => (f.Label, string.Join(',', f.Rules))).Should().BeEquivalentTo([("Shadowed", "b"), ("Unknown name", "a"), ("Switched off", "b"), ("Draft", "a")]);
        RuleFilters.Of(set with { Rules = [set.Rules[0]] }, [], new HashSet<string>(), Text).Should().BeEmpty();
    }
}

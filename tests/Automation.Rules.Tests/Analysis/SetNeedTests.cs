using Automation.Rules.Analysis;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Analysis;

public sealed class SetNeedTests
{
    private static readonly RuleSet Category = Named("category", Rule("vpn", Words("vpn"), StandardOutcomes.Category, "network"));
    private static readonly RuleSet Priority = Named("priority", Rule("urgent", Words("urgent"), StandardOutcomes.Priority, "P1"));
    private static readonly RuleSet Routing = Named("routing", Rule("network", Where(StandardFields.Decided(StandardOutcomes.Category), Operator.IsWithin, "network"), StandardOutcomes.Team, "network"));
    private static readonly RuleSet Extras = Named("extras", Rule("tag", Words("vpn"), StandardOutcomes.Tags, "vpn"));

    [Fact]
    public void What_others_ask_for_or_every_ticket_wants_is_needed()
    {
        RuleSet[] chain = [Category, Priority, Routing, Extras];
        SetNeed.Of(chain, "category").Should().Be("The rule \"network\" in the set \"routing\" asks for the category, which only \"category\" decides. Change that first.");
        SetNeed.Of(chain, "priority").Should().Contain("the only one that decides the priority");
        SetNeed.Of(chain, "routing").Should().Contain("the only one that decides the team");
        SetNeed.Of(chain, "extras").Should().BeNull();
        SetNeed.Of(chain, "nowhere").Should().BeNull();
    }

    [Fact]
    public void What_another_set_decides_too_or_nobody_asks_or_is_switched_off_is_not()
    {
        SetNeed.Of([Category, Named("more", Rule("vpn", Words("vpn"), StandardOutcomes.Category, "network")), Routing], "category").Should().BeNull();
        SetNeed.Of([Category, Priority], "category").Should().BeNull();
        SetNeed.Of([Category with { Enabled = false }, Routing], "category").Should().BeNull();
        SetNeed.Of([Category, Routing with { Enabled = false }], "category").Should().BeNull();
        SetNeed.Of([Routing, Category], "category").Should().BeNull("it only sees what was decided before it");
    }

    [Fact]
    public void A_matrix_asks_for_its_rows_and_columns()
    {
        var impact = Named("impact", Rule("all", Words("everybody"), StandardOutcomes.Impact, "high"));
        var matrix = Named("priority") with { Matrix = new OutcomeMatrix(StandardOutcomes.Impact, ["high"], StandardOutcomes.Urgency, ["high"], StandardOutcomes.Priority, [["P1"]]) };
        SetNeed.Of([impact, matrix], "impact").Should().Be("The matrix in the set \"priority\" asks for the impact, which only \"impact\" decides. Change that first.");
        SetNeed.Of([impact, matrix], "priority").Should().Contain("the only one that decides the priority");
    }

    private static FieldCondition Words(string word) => Where(StandardFields.Subject, Operator.ContainsAnyWord, word);

    private static RuleSet Named(string name, params Rule[] rules) => new(name, 1, HitPolicy.Collect, rules);
}

using Automation.Rules.Analysis;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Analysis;

public sealed class NameUseTests
{
    [Fact]
    public void A_category_is_named_by_rules_that_decide_it_or_ask_for_it_by_otherwise_and_by_a_matrix()
    {
        var set = Set(HitPolicy.First,
            Rule("decides", Where(StandardFields.Subject, Operator.ContainsAnyWord, "network"), StandardOutcomes.Category, "network"),
            Rule("asks", new Not(Where(StandardFields.Decided(StandardOutcomes.Category), Operator.IsWithin, "Network", "email")), StandardOutcomes.Team, "network")) with
        {
            Otherwise = [new(StandardOutcomes.Category, ["other"])],
            Matrix = new OutcomeMatrix(StandardOutcomes.Category, ["network"], StandardOutcomes.Type, ["incident"], StandardOutcomes.Team, [["network"]]),
        };

        var uses = NameUse.Of([set], StandardOutcomes.Category);

        uses["network"].Should().Equal(("demo", "decides"), ("demo", "asks"), ("demo", "matrix"));
        uses["email"].Should().Equal(("demo", "asks"));
        uses["other"].Should().Equal(("demo", "otherwise"));
        uses["network/vpn"].Should().BeEmpty();
    }
}

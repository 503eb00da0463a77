using Automation.Rules.Analysis;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Analysis;

/// <summary>However a set stops deciding what tickets need, it is told.</summary>
public sealed class ChainGapsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private static readonly FieldCondition Vpn = Where(StandardFields.Subject, Operator.ContainsAnyWord, "vpn");

    private static readonly RuleSet Category = Set(HitPolicy.First, Rule("vpn", Vpn, StandardOutcomes.Category, "network")) with { Name = "category" };

    private static readonly RuleSet Priority = Set(HitPolicy.Collect, new Rule("vpn", Vpn, [new(StandardOutcomes.Urgency, ["high"]), new(StandardOutcomes.Impact, ["medium"])])) with
    {
        Name = "priority",
        Otherwise = [new(StandardOutcomes.Impact, ["low"]), new(StandardOutcomes.Urgency, ["low"])],
        Matrix = new OutcomeMatrix(
            StandardOutcomes.Impact, ["high", "medium", "low"], StandardOutcomes.Urgency, ["high", "medium", "low"], StandardOutcomes.Priority, [["P1", "P2", "P3"], ["P2", "P3", "P4"], ["P3", "P4", "P4"]]),
    };

    private static readonly RuleSet Routing = Set(HitPolicy.First, Rule("network", Where(StandardFields.Decided(StandardOutcomes.Category), Operator.Is, "network"), StandardOutcomes.Team, "network")) with
    {
        Name = "routing",
        Otherwise = [new(StandardOutcomes.Team, ["desk"])],
    };

    private static readonly RuleSet[] Chain = [Category, Priority, Routing];

    private const string WithoutPriority = "Only the set \"priority\" decides the priority, and it would not any more: every new ticket would be without one.";

    [Fact]
    public void A_change_that_leaves_everything_decided_is_no_gap()
    {
        Gaps(Priority with { Description = "Another", Rules = [] }).Should().BeEmpty();
        Gaps(Routing with { Rules = [] }).Should().BeEmpty();
        ChainGaps.Of([], Chain, Now).Should().BeEmpty();
        ChainGaps.Of([Category], [Category with { Enabled = false }], Now).Should().BeEmpty("nobody asks for it");
        ChainGaps.Of([.. Chain, Routing with { Name = "z" }], Chain, Now).Should().BeEmpty("another decides the team too");
    }

    [Fact]
    public void A_set_that_is_switched_off_ended_or_not_begun_is_missed()
    {
        Gaps(Priority with { Enabled = false }).Should().Equal(WithoutPriority);
        Gaps(Priority with { Until = Now }).Should().Equal(WithoutPriority);
        Gaps(Priority with { From = Now.AddDays(1) }).Should().Equal(WithoutPriority);
        Gaps(Priority with { Until = Now.AddDays(3) }).Should().Equal("From 2026-12-02 12:00 +00:00 on: " + WithoutPriority);
        Gaps(Category with { Enabled = false }).Should().Equal("The rule \"network\" in the set \"routing\" asks for the category, which \"category\" decides now and nothing would any more.");
    }

    [Fact]
    public void Without_otherwise_or_the_matrix_the_tickets_that_no_rule_knows_are_missed()
    {
        Gaps(Priority with { Matrix = null }).Should().Equal(WithoutPriority);
        Gaps(Priority with { Otherwise = [] }).Should().ContainSingle().Which.Should().Contain("for which no rule holds").And.Contain("\"priority\" decides the priority");
        Gaps(Routing with { Otherwise = [] }).Should().ContainSingle().Which.Should().Contain("\"routing\" decides the team");
        Gaps(Priority with { Matrix = Priority.Matrix! with { RowValues = ["high", "medium"], Cells = [.. Priority.Matrix.Cells.Take(2)] } })
            .Should().ContainSingle("an impact without a row gives nothing").Which.Should().Contain("would be without one");
    }

    [Fact]
    public void A_matrix_by_itself_misses_the_set_that_decided_its_row()
    {
        var sides = Priority with { Name = "category", Matrix = null };
        var matrix = new RuleSet("priority", 1, HitPolicy.Matrix, []) { Matrix = Priority.Matrix };
        RuleSet[] chain = [sides, matrix];

        ChainGaps.Of(chain, [sides with { Enabled = false }, matrix], Now).Should().Contain("The matrix in the set \"priority\" asks for the impact, which \"category\" decides now and nothing would any more.");
        ChainGaps.Of(chain, [sides with { Enabled = false }, matrix], Now).Should().Contain(gap => gap.Contains("every new ticket would be without one"), "the matrix has nothing to look up any more");
        ChainGaps.Of([.. Chain, matrix with { Name = "z" }], [Category, Priority with { Enabled = false }, Routing, matrix with { Name = "z" }], Now)
            .Should().Contain("Nothing would decide the priority any more: every new ticket would be without one.");
        ChainGaps.Of([Priority], chain, Now).Should().BeEmpty("one set became two that decide the same");
    }

    private static IReadOnlyList<string> Gaps(RuleSet changed) => ChainGaps.Of(Chain, [.. Chain.Select(set => set.Name == changed.Name ? changed : set)], Now);
}

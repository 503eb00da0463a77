using Automation.Rules.Analysis;
using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Analysis;

/// <summary>A matrix is looked up once, when its set is asked: what comes too late or never for it is told.</summary>
public sealed class MatrixOrderTests
{
    private static readonly FieldCondition Urgent = Where(StandardFields.Subject, Operator.ContainsAnyWord, "urgent");

    private static readonly OutcomeMatrix Matrix = new(
        StandardOutcomes.Impact, ["high", "low"], StandardOutcomes.Urgency, ["high", "low"], StandardOutcomes.Priority, [["P1", "P2"], ["P3", "P4"]]);

    private static readonly RuleSet Both = Set(HitPolicy.Collect, Rule("urgent", Urgent, StandardOutcomes.Urgency, "high")) with
    {
        Name = "category",
        Otherwise = [new(StandardOutcomes.Impact, ["low"]), new(StandardOutcomes.Urgency, ["low"])],
    };

    private static readonly RuleSet Priority = new("priority", 1, HitPolicy.Matrix, []) { Matrix = Matrix };

    private static readonly RuleSet Late = Set(HitPolicy.First, Rule("late", Urgent, StandardOutcomes.Urgency, "low")) with { Name = "routing" };

    [Fact]
    public void A_matrix_looks_up_what_the_sets_before_it_decided_and_its_trace_shows_row_column_and_cell()
    {
        var decision = RuleChain.Compile([Both, Priority]).Decide(new FactSheet().Set(StandardFields.Subject, "urgent"), TraceDetail.Full);

        decision[StandardOutcomes.Priority].Should().Be("P3");
        decision.SourceOf(StandardOutcomes.Priority).Should().Be(new RuleHit("priority", 1, RuleHit.Matrix));
        decision.Trace!.Sets[1].Matrix.Should().Be(new MatrixTrace("impact", "low", "urgency", "high", "priority", "P3"));
        RuleAnalysis.Analyse([Both, Priority]).Should().BeEmpty();
    }

    [Fact]
    public void A_rule_that_decides_a_row_or_column_after_the_look_up_is_told_that_the_cell_stays()
    {
        var finding = RuleAnalysis.Analyse([Both, Priority, Late]).Should().ContainSingle().Subject;

        (finding.Kind, finding.Set, finding.Rule).Should().Be((FindingKind.DecidedTooLate, "routing", "late"));
        finding.Reason.Should().Contain("the set \"priority\" has looked up the priority already");

        var shipped = Both with { Name = "priority", Matrix = Matrix };
        RuleAnalysis.Analyse([shipped, Late]).Should().ContainSingle("a matrix beside rules is looked up once as well").Which.Rule.Should().Be("late");
    }

    [Fact]
    public void What_is_looked_up_again_or_decided_there_too_is_not_too_late()
    {
        RuleAnalysis.Analyse([Both, Priority, Late, Priority with { Name = "z-again" }]).Should().BeEmpty();
        RuleAnalysis.Analyse([Both, Priority, Late with { Rules = [Late.Rules[0] with { Then = [.. Late.Rules[0].Then, new(StandardOutcomes.Priority, ["P4"])] }] }]).Should().BeEmpty();
        RuleAnalysis.Analyse([Both, Priority, Late with { Enabled = false }]).Should().BeEmpty();
        RuleAnalysis.Analyse([Late with { Name = "category" }, Both with { Name = "priority", Matrix = Matrix }]).Should().BeEmpty();
    }

    [Fact]
    public void A_matrix_by_what_nothing_decides_before_it_is_told()
    {
        var onlyUrgency = Both with { Otherwise = [new(StandardOutcomes.Urgency, ["low"])] };

        var finding = RuleAnalysis.Analyse([onlyUrgency, Priority]).Should().ContainSingle().Subject;

        (finding.Kind, finding.Rule).Should().Be((FindingKind.NotDecidedYet, "matrix"));
        finding.Reason.Should().Contain("by the impact");
    }
}

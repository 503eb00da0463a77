using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Validation;

public sealed class What_no_run_comes_to : Checking
{
    [Fact]
    public void Of_two_activities_with_one_id_only_that_is_told() =>
        Problems(Json.Flow(["A:Done>A"], Json.Line("A"), Json.Line("A"))).Should().NotContain(problem => problem.Code == "unreachable");

    [Fact]
    public void An_activity_without_an_arrow_to_it_is_refused() =>
        ShouldBeRefused(Problems(Json.Flow(["A>B"], Json.Line("A"), Json.Line("B"), Json.Line("Lost"))), "unreachable", "'Lost'", "arrow");

    [Fact]
    public void So_is_one_in_a_flowchart_further_inside() =>
        ShouldBeRefused(Problems(Json.Sequence("S", Json.Flow("Inner", [], Json.Line("A"), Json.Line("Lost")))), "unreachable", "'Lost'");

    [Fact]
    public void So_is_one_that_only_an_end_leads_to() =>
        ShouldBeRefused(Problems(Json.Flow(["A>F", "F>Lost"], Json.Line("A"), Json.Activity("Elsa.Finish", "F"), Json.Line("Lost"))), "unreachable", "'Lost'");

    [Fact]
    public void So_is_one_behind_an_end_in_a_sequence() =>
        ShouldBeRefused(Problems(Json.Sequence("S", Json.Activity("Elsa.Finish", "F"), Json.Line("Lost"))), "unreachable", "'Lost'", "'F'");

    [Fact]
    public void A_trigger_marked_as_a_beginning_is_reached_by_what_it_waits_for() =>
        Problems(Json.Flow(["A>B", "E>B"], Json.Activity("Elsa.Start", "A"), Json.Line("B"), Json.Event("E", "Go").Trigger())).Should().BeEmpty();

    [Fact]
    public void Ways_round_and_ways_together_are_reached() =>
        Problems(Json.Flow(["S>A", "S>B", "A>J", "B>J", "J>D", "D:True>S", "D:False>E"],
            Json.Activity("Elsa.Start", "S"), Json.Line("A"), Json.Line("B"), Json.Activity("Elsa.FlowJoin", "J"), Json.Decide("D", Json.Js("false")), Json.Line("E"))).Should().BeEmpty();

    [Fact]
    public void A_trigger_that_stands_where_nothing_begins_is_worth_a_warning_because_the_designer_marks_it_by_itself() =>
        ShouldBeWarnedOf(Problems(Json.Sequence("S", Json.Line("A"), Json.Flow("Inner", [], Json.Event("E", "Go").Trigger()))), "idle-trigger", "'E'", "take the mark away");

    [Fact]
    public void A_break_that_stands_in_no_loop_is_refused() =>
        ShouldBeRefused(Problems(Json.Sequence("S", Json.Activity("Elsa.Break", "B"))), "break-without-loop", "'B'", "Finish");

    [Fact]
    public void A_break_in_a_loop_is_right_however_deep_it_stands() =>
        Problems(Json.Activity("Elsa.While", "W", new() { ["condition"] = Json.Js("true"), ["body"] = Json.Flow(["L>B"], Json.Line("L"), Json.Sequence("B", Json.Activity("Elsa.Break", "X"))) })).Should().BeEmpty();

    [Fact]
    public void A_break_in_a_workflow_that_others_use_may_leave_their_loop() =>
        Problems(Json.Sequence("S", Json.Activity("Elsa.Break", "B")), more: new() { ["options"] = new System.Text.Json.Nodes.JsonObject { ["usableAsActivity"] = true } }).Should().BeEmpty();
}

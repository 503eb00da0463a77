using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;
using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Validation;

public sealed class Words_of_problems : Checking
{
    [Fact]
    public void A_syntax_error_is_told_with_the_activity_the_field_and_the_place_in_it()
    {
        var root = Json.Set("S1", "Owner", Json.Js("let a = ;"));
        root["metadata"] = new JsonObject { ["displayText"] = "Set owner" };
        Problems(root, ["Owner:String"]).Should().ContainSingle().Which.ToString().Should().StartWith("'Set owner', Value, line 1, column 9: JavaScript: ");
    }

    [Fact]
    public void A_variable_that_was_not_chosen_is_told_as_that()
    {
        ShouldBeRefused(Problems(Json.Activity("Elsa.SetVariable", "S")), "unknown-variable", "'S', Variable: no variable is chosen");
        ShouldBeRefused(Problems(Json.Activity("Elsa.SetVariable", "S", new() { ["variable"] = new JsonObject { ["id"] = "", ["name"] = "" } })), "unknown-variable", "no variable is chosen");
        ShouldBeRefused(Problems(Json.Line("L", Json.Expression("Variable", null))), "unknown-variable", "'L', Text: No variable is chosen");
    }

    [Fact]
    public void A_script_that_comes_from_elsewhere_is_refused_because_it_would_fail_in_every_run() => ShouldBeRefused(
        Problems(Json.Activity("Elsa.RunJavaScript", "Script1", new() { ["script"] = Json.Variable("Code") }), ["Code:String"]), "script-elsewhere", "'Script1', Script", "in Variable");

    [Fact]
    public void A_trigger_that_cannot_be_set_is_named_as_in_the_picture()
    {
        var clock = Json.Activity("Elsa.Cron", "Cron1", new() { ["cronExpression"] = Json.Literal("every day"), ["metadata"] = new JsonObject { ["displayText"] = "Each morning" } }).Trigger();
        ShouldBeRefused(Problems(Json.Flow([], clock)), "trigger", "'Each morning' cannot be set to start the workflow: 'every day' is not a cron expression");
    }

    [Fact]
    public void One_that_is_gone_is_named()
    {
        ShouldBeRefused(Problems(Json.Set("S", "Gone", Json.Literal("x"))), "unknown-variable", "'S', Variable: there is no variable 'Gone' here");
        ShouldBeRefused(Problems(Json.Line("L", Json.Variable("Gone"))), "unknown-variable", "'L', Text: There is no variable 'Gone' here");
    }

    [Fact]
    public void What_is_wrong_with_the_text_itself_keeps_its_place()
    {
        var reading = () => WorkflowDefinition.Parse("{\"root\": {\"type\":\"Elsa.Sequence\",\"id\":\"S\"},\n \"version\": \"one\"}");
        reading.Should().Throw<WorkflowDefinitionException>().WithMessage("*$.version (line 2, column 13)*");
    }

    [Fact]
    public void Json_that_cannot_be_read_is_told_without_the_parsers_own_places() =>
        Problems(Json.Line("L", Json.Object("{\"a\": }"))).Should().ContainSingle().Which.ToString().Should().StartWith("'L', Text, line 1, column 7: The value is not JSON").And.NotContain("LineNumber");
}

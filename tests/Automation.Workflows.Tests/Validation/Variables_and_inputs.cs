using System.Text.Json.Nodes;
using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Validation;

public sealed class Variables_and_inputs : Checking
{
    [Theory]
    [InlineData("N:Int32=abc", "'N'", "'abc'", "Int32", "whole number")]
    [InlineData("N:Boolean=perhaps", "'N'", "'perhaps'", "Boolean", "true or false")]
    [InlineData("N:TimeSpan=soon", "'N'", "'soon'", "TimeSpan", "00:05:00")]
    public void A_default_that_does_not_fit_the_type_is_refused(string variable, params string[] words) =>
        ShouldBeRefused(Problems(Json.Line("L"), [variable]), "wrong-default", words);

    [Fact]
    public void Defaults_that_fit_are_right() =>
        Problems(Json.Line("L"), ["T:String=x", "E:Int32=", "L:Long=5", "O:Object", "D:ObjectDictionary={}", "J:JSON", "I:List<String>", "H:Elsa.Http.HttpHeaders, Elsa.Http", "S:String[]", "G:System.Collections.Generic.List<System.String>"]).Should().BeEmpty();

    [Fact]
    public void Two_variables_of_one_name_in_one_scope_are_refused() =>
        ShouldBeRefused(Problems(Json.Line("L"), ["N:Int32=1", "N:String=x"]), "same-variable", "'N'", "Rename");

    [Fact]
    public void In_two_scopes_they_are_right() =>
        Problems(Json.Activity("Elsa.Sequence", "S", new() { ["variables"] = Json.Variables("N:Int32=1"), ["activities"] = new JsonArray(Json.Line("L")) }), ["N:Int32=2"]).Should().BeEmpty();

    [Fact]
    public void A_variable_without_a_name_is_refused() =>
        ShouldBeRefused(Problems(Json.Line("L"), [" :Int32=1"]), "no-variable-name", "no name");

    [Fact]
    public void In_a_container_the_activity_is_named_too() =>
        ShouldBeRefused(Problems(Json.Activity("Elsa.Sequence", "Steps", new() { ["variables"] = Json.Variables(":Int32=1"), ["activities"] = new JsonArray(Json.Line("L")) })), "no-variable-name", "'Steps'");

    [Theory]
    [InlineData("Int23")]
    [InlineData("Acme.Order, Acme")]
    public void A_type_there_is_none_of_is_refused(string type) =>
        ShouldBeRefused(Problems(Json.Line("L"), [$"N:{type}"]), "unknown-variable-type", "'N'", $"'{type}'", "Object takes any value");

    [Fact]
    public void An_input_that_was_chosen_and_is_not_declared_is_refused() =>
        ShouldBeRefused(Problems(Json.Line("Greet", Json.Input("Customer"))), "undeclared-input", "'Greet'", "Text", "'Customer'", "declare it under Inputs");

    [Fact]
    public void A_script_may_ask_for_an_input_that_only_some_give_but_is_worth_a_warning() =>
        ShouldBeWarnedOf(Problems(Json.Line("Greet", Json.Js("`Hello ${getInput('Customer')}`"))), "undeclared-input", "'Greet'", "'Customer'");

    [Theory]
    [InlineData("""[{ "name": "N", "type": "Int32", "defaultValue": "abc" }]""", "wrong-default", "'N'", "'abc'", "whole number")]
    [InlineData("""[{ "name": "L", "type": "Int32", "isArray": true, "defaultValue": "[1, \"x\"]" }]""", "wrong-default", "'L'", "a list")]
    [InlineData("""[{ "name": "N", "type": "Int32" }, { "name": "N", "type": "String" }]""", "same-input", "'N'", "Rename")]
    [InlineData("""[{ "name": " ", "type": "Int32" }]""", "no-input-name", "no name")]
    [InlineData("""[{ "name": "N", "type": "Nix" }]""", "unknown-input-type", "'N'", "'Nix'", "Object takes any value")]
    public void An_input_that_could_not_be_given_or_has_a_wrong_default_is_refused(string inputs, string code, params string[] words) =>
        ShouldBeRefused(Problems(Json.Line("L"), more: new() { ["inputs"] = JsonNode.Parse(inputs) }), code, words);

    [Fact]
    public void Inputs_that_are_declared_or_computed_are_right() =>
        Problems(
            Json.Sequence("S", Json.Line("A", Json.Input("Customer")), Json.Line("B", Json.Js("getInput('Customer') + getInput(getCorrelationId())"))),
            more: new() { ["inputs"] = new JsonArray(new JsonObject { ["name"] = "Customer", ["type"] = "String" }) }).Should().BeEmpty();
}

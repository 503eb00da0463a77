using System.Text.Json.Nodes;
using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Validation;

public sealed class Fixed_choices : Checking
{
    [Theory]
    [InlineData("\"Nope\"", "'Nope'")]
    [InlineData("7", "'7'")]
    [InlineData("{\"typeName\":\"X\",\"expression\":{\"type\":\"Literal\",\"value\":\"Nope\"}}", "'Nope'")]
    public void A_fork_that_joins_in_a_way_there_is_none_of_is_refused(string mode, string shown) => ShouldBeRefused(
        Problems(Json.Activity("Elsa.Fork", "F", new() { ["joinMode"] = JsonNode.Parse(mode), ["branches"] = new JsonArray(Json.Line("A")) })), "wrong-value", "'F'", "Join Mode", shown, "WaitAny, WaitAll");

    [Theory]
    [InlineData("\"WaitAll\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("{\"typeName\":\"X\",\"expression\":{\"type\":\"Literal\",\"value\":\"WaitAny\"}}")]
    public void The_ways_there_are_are_right(string mode) =>
        Problems(Json.Activity("Elsa.Fork", "F", new() { ["joinMode"] = JsonNode.Parse(mode), ["branches"] = new JsonArray(Json.Line("A")) })).Should().BeEmpty();

    [Fact]
    public async Task A_wrapped_way_is_the_one_that_runs()
    {
        var mode = new JsonObject { ["typeName"] = "X", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = "WaitAll" } };
        await Desk.PublishAsync(Json.Workflow("w", Json.Sequence("S",
            Json.Activity("Elsa.Fork", "F", new() { ["joinMode"] = mode, ["branches"] = new JsonArray(Json.Line("A"), Json.Event("E", "Go")) }), Json.Line("After"))));
        (await Desk.StartAsync("w")).Runs.SelectMany(run => run.Lines).Should().Equal("A");
    }

    [Theory]
    [InlineData("Elsa.HttpEndpoint", "supportedMethods", "[\"GET\",\"FETCH\"]", "Supported Methods")]
    [InlineData("Elsa.SendHttpRequest", "method", "FETCH", "Method")]
    public void What_is_not_in_the_list_of_an_input_is_refused_with_what_is(string type, string input, string value, string field) => ShouldBeRefused(
        Problems(Json.Activity(type, "A", new() { [input] = Json.Literal(value), ["path"] = Json.Literal("x"), ["url"] = Json.Literal("https://example.com") })), "wrong-value", "'A'", field, "FETCH", "GET, POST, PUT");

    [Theory]
    [InlineData("Elsa.HttpEndpoint", "supportedMethods", "[\"GET\",\"post\"]")]
    [InlineData("Elsa.SendHttpRequest", "method", "DELETE")]
    [InlineData("Elsa.WriteHttpResponse", "contentType", "application/pdf")]
    [InlineData("Elsa.SendHttpRequest", "contentType", "application/json; charset=utf-8")]
    public void What_is_in_the_list_or_in_one_that_only_suggests_is_right(string type, string input, string value) =>
        Problems(Json.Activity(type, "A", new() { [input] = Json.Literal(value), ["path"] = Json.Literal("x"), ["url"] = Json.Literal("https://example.com") })).Should().BeEmpty();

    [Theory]
    [InlineData("Elsa.Switch")]
    [InlineData("Elsa.FlowSwitch")]
    public async Task The_condition_of_a_case_is_read_wrapped_as_inputs_are_and_plain(string type)
    {
        foreach (var condition in new JsonNode[] { new JsonObject { ["typeName"] = "Boolean", ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "1 < 2" } }, new JsonObject { ["type"] = "JavaScript", ["value"] = "1 < 2" }, true })
        {
            var desk = new Desk();
            var choose = Json.Activity(type, "C", new() { ["cases"] = new JsonArray(new JsonObject { ["label"] = "Yes", ["condition"] = condition.DeepClone(), ["activity"] = type == "Elsa.Switch" ? Json.Line("Taken") : null }) });
            await desk.PublishAsync(Json.Workflow("w", type == "Elsa.Switch" ? choose : Json.Flow(["C:Yes>Taken"], choose, Json.Line("Taken"))));
            (await desk.StartAsync("w")).Runs.SelectMany(run => run.Lines).Should().Equal(["Taken"], condition.ToJsonString());
        }
    }

    [Fact]
    public void What_is_wrong_in_a_case_is_told_with_its_name()
    {
        JsonObject Choose(JsonNode condition) => Json.Activity("Elsa.Switch", "C", new() { ["cases"] = new JsonArray(new JsonObject { ["label"] = "Large", ["condition"] = condition, ["activity"] = Json.Line("L") }) });
        ShouldBeRefused(Problems(Choose(Json.Js("1 <"))), "expression-syntax", "'C', case 'Large', line 1, column 4");
        ShouldBeRefused(Problems(Choose(Json.Literal("perhaps"))), "wrong-value", "'C', case 'Large'", "'perhaps'", "true or false");
    }
}

using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Validation;

public sealed class Paths_of_endpoints : Checking
{
    [Theory]
    [InlineData("{a", "not closed")]
    [InlineData("orders/{a/b}", "not closed")]
    [InlineData("a}", "without an opening one")]
    [InlineData("../x", "'..'")]
    [InlineData("a/./b", "'.'")]
    [InlineData("{a}/{a}", "parameter 'a' twice")]
    [InlineData("{a}/b/{A}", "parameter 'A' twice")]
    [InlineData("/", "is empty")]
    [InlineData("//", "is empty")]
    [InlineData("{}", "a name of letters")]
    [InlineData("order-{id}", "whole part between slashes")]
    [InlineData("{*rest}/x", "Move it to the end")]
    [InlineData("orders?open=true", "query")]
    [InlineData("https://example.com/orders", "whole address")]
    [InlineData("my orders", "space")]
    public void A_path_that_no_request_can_meet_as_it_is_meant_is_refused(string path, string words) => ShouldBeRefused(Problems(Endpoint(path)), "wrong-path", "'E', Path", $"'{path}'", words);

    [Fact]
    public void An_empty_path_is_a_missing_one() => ShouldBeRefused(Problems(Endpoint("")), "missing-input", "'E', Path", "required");

    [Theory]
    [InlineData("orders")]
    [InlineData("/Orders/{id}/lines/{line-no}")]
    [InlineData("orders/{id:int}")]
    [InlineData("files/{*rest}")]
    [InlineData("files/{**rest}")]
    [InlineData("a.b/~c/..d")]
    public void Paths_with_parameters_are_right(string path) => Problems(Endpoint(path)).Should().BeEmpty();

    [Fact]
    public void A_parameter_that_may_be_left_out_is_worth_a_warning() => ShouldBeWarnedOf(Problems(Endpoint("orders/{id?}")), "optional-parameter", "'E'", "second endpoint");

    [Fact]
    public void An_endpoint_without_a_method_is_refused() =>
        ShouldBeRefused(Problems(Json.Activity("Elsa.HttpEndpoint", "E", new() { ["path"] = Json.Literal("x"), ["supportedMethods"] = Json.Literal("[]") }).Trigger()), "no-method", "'E', Supported Methods");

    private static System.Text.Json.Nodes.JsonObject Endpoint(string path) => Json.Flow([], Json.Activity("Elsa.HttpEndpoint", "E", new() { ["path"] = Json.Literal(path) }).Trigger());
}

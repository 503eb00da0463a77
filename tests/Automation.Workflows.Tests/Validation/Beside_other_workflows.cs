using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Validation;

namespace Automation.Workflows.Tests.Validation;

public sealed class Beside_other_workflows : Checking
{
    [Theory]
    [InlineData("Elsa.DispatchWorkflow")]
    [InlineData("Elsa.ExecuteWorkflow")]
    [InlineData("Elsa.BulkDispatchWorkflows")]
    public async Task A_workflow_that_is_to_be_started_and_that_there_is_none_of_is_worth_a_warning(string type)
    {
        var starts = Json.Activity(type, "Ask", new() { ["workflowDefinitionId"] = Json.Literal("other") });
        ShouldBeWarnedOf(await ProblemsAsync("w", starts), "no-such-workflow", "'Ask', Workflow", "no workflow 'other'");

        await SaveDraftAsync(Json.Workflow("other", Json.Line("L"), more: new() { ["name"] = "The other" }));
        ShouldBeWarnedOf(await ProblemsAsync("w", starts), "no-such-workflow", "'Ask', Workflow", "'The other' is not published");

        await Desk.PublishAsync(Json.Workflow("other", Json.Line("L")));
        (await ProblemsAsync("w", starts)).Should().BeEmpty();
    }

    [Fact]
    public async Task One_that_starts_itself_or_what_is_computed_is_right()
    {
        (await ProblemsAsync("w", Json.Activity("Elsa.DispatchWorkflow", "Again", new() { ["workflowDefinitionId"] = Json.Literal("w") }))).Should().BeEmpty();
        (await ProblemsAsync("w", Json.Activity("Elsa.DispatchWorkflow", "Some", new() { ["workflowDefinitionId"] = Json.Js("'x' + 'y'") }))).Should().BeEmpty();
    }

    [Fact]
    public async Task A_request_that_starts_another_workflow_already_is_refused_with_its_name()
    {
        await Desk.PublishAsync(Json.Workflow("orders", Endpoint("In", "/Orders/{id}/", "POST", "PUT"), more: new() { ["name"] = "Orders" }));
        ShouldBeRefused(await ProblemsAsync("w", Endpoint("E", "orders/{id}", "GET", "POST")), "endpoint-taken", "'E'", "POST /orders/{id}", "'Orders'", "retract");
        (await ProblemsAsync("w", Endpoint("E", "orders/{id}", "GET"))).Should().BeEmpty();
        (await ProblemsAsync("orders", Endpoint("E", "orders/{id}", "POST"))).Should().BeEmpty("it takes the place of itself");
    }

    [Fact]
    public async Task So_is_one_whose_path_is_computed()
    {
        await Desk.PublishAsync(Json.Workflow("orders", Endpoint("In", "orders", "GET"), more: new() { ["name"] = "Orders" }));
        var computed = Json.Flow([], Json.Activity("Elsa.HttpEndpoint", "E", new() { ["path"] = Json.Js("'ord' + 'ers'") }).Trigger());
        ShouldBeRefused(await ProblemsAsync("w", computed), "endpoint-taken", "GET /orders", "'Orders'");
    }

    [Fact]
    public async Task So_is_one_that_would_start_the_same_workflow_twice()
    {
        var twice = Json.Flow([],
            Json.Activity("Elsa.HttpEndpoint", "One", new() { ["path"] = Json.Literal("x") }).Trigger(),
            Json.Activity("Elsa.HttpEndpoint", "Two", new() { ["path"] = Json.Literal("X/") }).Trigger());
        ShouldBeRefused(await ProblemsAsync("w", twice), "endpoint-taken", "'Two'", "'One'", "GET /x");
    }

    private static JsonObject Endpoint(string id, string path, params string[] methods) =>
        Json.Flow([], Json.Activity("Elsa.HttpEndpoint", id, new() { ["path"] = Json.Literal(path), ["supportedMethods"] = Json.Literal(new JsonArray([.. methods.Select(method => (JsonNode)method)])) }).Trigger());

    private async Task<IReadOnlyList<DefinitionProblem>> ProblemsAsync(string id, JsonObject root)
    {
        var session = Desk.Store.Open();
        var graph = await Desk.Graphs.CompileAsync(Json.Workflow(id, root.DeepClone().AsObject()), session, default);
        return await DefinitionValidator.CheckAsync(graph, session, Desk.Time, Desk.Ids, default);
    }

    private async Task SaveDraftAsync(WorkflowDefinition definition)
    {
        var session = Desk.Store.Open();
        session.SaveDefinition(definition.AsVersion(definition.Id, definition.DefinitionId, 1, isLatest: true, isPublished: false), []);
        await session.CommitAsync();
    }
}

using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Automation.Server.Access;
using Automation.Server.Tests.Studio;
using Automation.Workflows.Activities.Http;

namespace Automation.Server.Tests.Start;

/// <summary>Who may call a workflow's HTTP endpoint that asks for a sign-in or a policy.</summary>
public sealed class EndpointAccessTests : IAsyncLifetime
{
    private readonly StudioDesk _desk = new("--Automation:Access:LocalRoles", "ProcessOwner");

    public Task InitializeAsync() => _desk.InitializeAsync();

    public Task DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task The_desks_own_sign_in_and_policies_decide()
    {
        await _desk.SaveAsync(Workflow("signed-in", """ "authorize": { "typeName": "Boolean", "expression": { "type": "Literal", "value": true } } """), publish: true);
        await _desk.SaveAsync(Workflow("owners", Policy("ProcessOwners")), publish: true);
        await _desk.SaveAsync(Workflow("rules", Policy("RulesAdministrators")), publish: true);

        (await CallAsync("signed-in")).Should().Be(HttpStatusCode.Accepted);
        (await CallAsync("owners")).Should().Be(HttpStatusCode.Accepted);
        (await CallAsync("rules")).Should().Be(HttpStatusCode.Forbidden);
        (await _desk.GetAsync("descriptors/activities")).ToJsonString().Should().Contain("RulesAdministrators", "Studio offers the policies");
    }

    [Fact]
    public async Task A_policy_that_there_is_none_of_is_not_published_and_meets_nobody()
    {
        var (status, answer) = await _desk.SendAsync(HttpMethod.Post, "workflow-definitions", new JsonObject { ["model"] = Workflow("unknown", Policy("Managers")), ["publish"] = true });

        answer!.ToJsonString().Should().Contain("Managers").And.Contain("ProcessOwners", "the cure is named");
        (await CallAsync("unknown")).Should().Be(HttpStatusCode.NotFound, $"it was not published ({status})");
        (await Callers.MeetsAsync(SignedIn, new EndpointDemand("Managers"))).Should().BeFalse();
    }

    [Fact]
    public async Task Who_has_not_signed_in_meets_nothing()
    {
        (await Callers.MeetsAsync(new ClaimsPrincipal(new ClaimsIdentity()), new EndpointDemand(null))).Should().BeFalse();
        (await Callers.MeetsAsync(SignedIn, new EndpointDemand(null))).Should().BeTrue();
    }

    private static ClaimsPrincipal SignedIn => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann")], "test"));

    private EndpointCallers Callers => (EndpointCallers)_desk.Services.GetService(typeof(EndpointCallers))!;

    private async Task<HttpStatusCode> CallAsync(string path)
    {
        using var answer = await _desk.Http.GetAsync(new Uri($"/workflows-http/{path}", UriKind.Relative));
        return answer.StatusCode;
    }

    private static string Policy(string name) => $$""" "policy": { "typeName": "String", "expression": { "type": "Literal", "value": "{{name}}" } } """;

    private static JsonObject Workflow(string path, string security) => JsonNode.Parse($$"""
        {
          "name": "Endpoint {{path}}",
          "root": { "type": "Elsa.Sequence", "version": 1, "id": "Root", "activities": [
            { "id": "Call", "type": "Elsa.HttpEndpoint", "version": 1, "customProperties": { "canStartWorkflow": true },
              "path": { "typeName": "String", "expression": { "type": "Literal", "value": "{{path}}" } }, {{security}} } ] }
        }
        """)!.AsObject();
}

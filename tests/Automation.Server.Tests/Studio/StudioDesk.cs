using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Server.Tests.Desk;

namespace Automation.Server.Tests.Studio;

/// <summary>A running desk as Studio talks to it.</summary>
public sealed class StudioDesk : IAsyncLifetime
{
    private readonly string[] _more;
    private RunningDesk? _desk;

    public StudioDesk() => _more = [];

    internal StudioDesk(params string[] more) => _more = more;

    internal HttpClient Http => _desk!.Http;

    internal IServiceProvider Services => _desk!.Services;

    public async Task InitializeAsync()
    {
        _desk = await RunningDesk.StartAsync(["--Automation:Emulator:Start", "false", .. _more]);
        await _desk.UntilAsync("/elsa/api/workflow-definitions", (status, body) => status == HttpStatusCode.OK && body.GetProperty("totalCount").GetInt32() > 0);
    }

    public async Task DisposeAsync() => await _desk!.DisposeAsync();

    public static JsonObject Workflow(string name, string text = "'hello'", string language = "JavaScript") => JsonNode.Parse($$"""
        {
          "name": "{{name}}",
          "root": {
            "type": "Elsa.Flowchart", "version": 1, "id": "Flow",
            "activities": [
              { "id": "Say", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "{{language}}", "value": {{JsonSerializer.Serialize(text)}} } } },
              { "id": "Wait", "type": "Elsa.Event", "version": 1, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "{{name}} goes on" } } },
              { "id": "Liquid", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "Liquid", "value": "for {{"{{"}} CorrelationId {{"}}"}}" } } }
            ],
            "connections": [
              { "source": { "activity": "Say", "port": "Done" }, "target": { "activity": "Wait", "port": "In" } },
              { "source": { "activity": "Wait", "port": "Done" }, "target": { "activity": "Liquid", "port": "In" } }
            ]
          }
        }
        """)!.AsObject();

    public async Task<JsonNode> SaveAsync(JsonNode model, bool publish)
    {
        var (status, body) = await SendAsync(HttpMethod.Post, "workflow-definitions", new JsonObject { ["model"] = model.DeepClone(), ["publish"] = publish });
        status.Should().Be(HttpStatusCode.OK, body?.ToJsonString());
        return body!["workflowDefinition"]!;
    }

    public async Task<string> RunAsync(string definitionId, string? correlationId = null)
    {
        using var answer = await Http.PostAsJsonAsync($"/elsa/api/workflow-definitions/{definitionId}/execute", new { correlationId });
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return answer.Headers.GetValues("x-elsa-workflow-instance-id").Single();
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, JsonNode? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri("/elsa/api/" + path, UriKind.Relative)) { Content = content is null ? null : JsonContent.Create(content) };
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, path);
        status.Should().Be(HttpStatusCode.OK, path);
        return body!;
    }
}

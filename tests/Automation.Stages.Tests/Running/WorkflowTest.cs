using Automation.Stages.Effects;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Running;

/// <summary>A test that runs workflows on a database.</summary>
public abstract class WorkflowTest(DeskTestDatabase store) : DatabaseTest(store)
{
    private readonly List<WorkflowNode> _nodes = [];

    protected WorkflowNode Node { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Node = NewNode();
    }

    protected WorkflowNode NewNode(string name = "a", EffectOptions? options = null, params object[] tasks)
    {
        var node = new WorkflowNode(Database, Time, name, options: options, tasks: tasks);
        _nodes.Add(node);
        return node;
    }

    /// <summary>The same database as another process has it.</summary>
    protected async Task<WorkflowNode> NewProcessAsync(string name = "b")
    {
        var node = new WorkflowNode(await OpenAnotherAsync(), Time, name);
        _nodes.Add(node);
        return node;
    }

    protected Task<List<WorkflowInstanceRow>> InstancesAsync() =>
        ReadAsync(c => c.WorkflowInstances.AsNoTracking().OrderBy(x => x.CreatedAt).ThenBy(x => x.Id).ToListAsync());

    protected async Task<WorkflowState> StateAsync() => StateJson.Read((await InstancesAsync()).Single().State);

    protected Task<List<WorkflowEffectRow>> EffectsAsync() => ReadAsync(c => c.WorkflowEffects.AsNoTracking().ToListAsync());

    /// <summary>A sequence of activities, each given as its JSON.</summary>
    protected static string Sequence(string id, params string[] activities) => $$"""
        {
          "id": "{{id}}-1", "definitionId": "{{id}}", "name": "{{id}}", "version": 1,
          "variables": [{ "id": "v", "name": "V", "typeName": "Object" }],
          "root": { "type": "Elsa.Sequence", "id": "Root", "version": 1, "activities": [{{string.Join(",", activities)}}] }
        }
        """;

    /// <summary>An activity with literal inputs, and more JSON.</summary>
    protected static string Activity(string type, string id, string more = "", params (string Name, string Value)[] inputs) => $$"""
        { "type": "{{type}}", "id": "{{id}}", "version": 1
          {{string.Concat(inputs.Select(i => $$""", "{{i.Name}}": { "typeName": "Object", "expression": { "type": "Literal", "value": "{{i.Value}}" } }"""))}}
          {{more}} }
        """;

    protected const string Starts = """, "customProperties": { "canStartWorkflow": true }""";

    public override async Task DisposeAsync()
    {
        foreach (var node in _nodes)
            node.Dispose();
        await base.DisposeAsync();
    }
}

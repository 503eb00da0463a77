using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Runtime.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Workflows.Tests.Runtime;

public sealed class In_memory_store : WorkflowSessionContract
{
    private readonly InMemoryWorkflowStore _store = new(new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero)));

    protected override Task<IWorkflowSession> OpenAsync() => Task.FromResult<IWorkflowSession>(_store.Open());

    protected override Task CommitAsync(IWorkflowSession session) => ((InMemoryWorkflowSession)session).CommitAsync();

    protected override Task SaveDefinitionAsync(IWorkflowSession session, WorkflowDefinition definition, IReadOnlyList<TriggerRow> triggers)
    {
        ((InMemoryWorkflowSession)session).SaveDefinition(definition, triggers);
        return Task.CompletedTask;
    }

    [Fact]
    public void Effects_keep_their_kind_when_they_are_stored()
    {
        var effect = new SendHttp("1", "b", "https://x.example/", "GET", null, null, null, []);
        var json = System.Text.Json.JsonSerializer.Serialize<WorkflowEffect>(effect);
        System.Text.Json.JsonSerializer.Deserialize<WorkflowEffect>(json).Should().BeEquivalentTo(effect);
    }
}

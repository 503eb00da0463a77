using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Tests.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Workflows;

/// <summary>The contract every store of workflows has to keep, kept by ours on both databases.</summary>
public abstract class WorkflowSessionTests(DeskTestDatabase store) : WorkflowSessionContract, IAsyncLifetime
{
    private readonly Dictionary<IWorkflowSession, DeskContext> _contexts = [];
    private DeskDatabase _database = null!;

    public async Task InitializeAsync() => _database = await store.OpenAsync();

    protected override Task<IWorkflowSession> OpenAsync()
    {
        var context = _database.Open();
        var session = new WorkflowSession(new WorkflowLookups(context, TimeProvider.System), new HostServices());
        _contexts.Add(session, context);
        return Task.FromResult<IWorkflowSession>(session);
    }

    protected override async Task CommitAsync(IWorkflowSession session)
    {
        var context = _contexts[session];
        await using var transaction = await _database.Dialect.BeginWriteAsync(context, CancellationToken.None);
        await ((WorkflowSession)session).SaveToAsync(_database.Dialect, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    protected override async Task SaveDefinitionAsync(IWorkflowSession session, WorkflowDefinition definition, IReadOnlyList<TriggerRow> triggers)
    {
        var context = _contexts[session];
        if (definition.IsPublished)
        {
            foreach (var before in await context.WorkflowDefinitions.Where(x => x.DefinitionId == definition.DefinitionId).ToListAsync())
                before.IsPublished = false;
            context.WorkflowTriggers.RemoveRange(await context.WorkflowTriggers.Where(x => x.DefinitionId == definition.DefinitionId).ToListAsync());
            context.WorkflowTriggers.AddRange(triggers.Select(t => new WorkflowTriggerRow
            {
                Id = t.Id,
                DefinitionId = t.DefinitionId,
                DefinitionVersionId = t.DefinitionVersionId,
                ActivityId = t.ActivityId,
                Name = t.Name,
                Hash = t.Hash,
                Payload = t.Payload,
            }));
        }

        var row = await context.WorkflowDefinitions.FirstOrDefaultAsync(x => x.Id == definition.Id);
        if (row is null)
        {
            row = new WorkflowDefinitionRow { Id = definition.Id, DefinitionId = definition.DefinitionId, Name = definition.Name, Json = definition.Write(), CreatedBy = "test" };
            context.WorkflowDefinitions.Add(row);
        }

        (row.Version, row.IsLatest, row.IsPublished) = (definition.Version, definition.IsLatest, definition.IsPublished);
    }

    public async Task DisposeAsync()
    {
        foreach (var context in _contexts.Values)
            await context.DisposeAsync();
        _database.Dispose();
        await store.DisposeAsync();
    }
}

public sealed class WorkflowSessionOnSqlite() : WorkflowSessionTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class WorkflowSessionOnPostgres(PostgresServer server) : WorkflowSessionTests(server.Empty()), IOnPostgres;

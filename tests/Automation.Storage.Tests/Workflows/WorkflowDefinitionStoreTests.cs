using System.Text;
using Automation.Storage.Database;
using Automation.Storage.Documents;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Workflows.Activities;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Workflows;

public abstract class WorkflowDefinitionStoreTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private WorkflowDefinitionStore Store => StoreOn(Database);

    private WorkflowDefinitionStore StoreOn(DeskDatabase database) => new(
        database, new GraphCache(new GraphCompiler(ActivityRegistry.WithActivitiesOf(), new ExpressionCompiler(new ExpressionLimits()))), new TimeOrderedIds(Time), Time);

    [Fact]
    public async Task A_shipped_workflow_is_published_with_its_triggers()
    {
        (await TakeAsync(Workflow("Opened"))).Should().Be(ShippedDocumentOutcome.Created);
        (await TakeAsync(Workflow("Opened"))).Should().Be(ShippedDocumentOutcome.Unchanged);
        var version = (await VersionsAsync()).Single();
        (version.Version, version.IsPublished, version.IsLatest).Should().Be((1, true, true));
        var trigger = await ReadAsync(c => c.WorkflowTriggers.SingleAsync());
        trigger.Name.Should().Be("Elsa.Event");
        trigger.DefinitionVersionId.Should().Be(version.Id);
    }

    [Fact]
    public async Task Nodes_that_start_together_take_a_shipped_workflow_once()
    {
        var nodes = new List<WorkflowDefinitionStore>();
        for (var i = 0; i < 6; i++)
            nodes.Add(StoreOn(await OpenAnotherAsync()));
        for (var i = 0; i < 5; i++)
        {
            // Each round another file: the first finds an empty database.
            var file = Workflow($"Opened{i}");
            var outcomes = await Task.WhenAll(nodes.Select(n => Task.Run(() => n.TakeShippedAsync(Encoding.UTF8.GetBytes(file), default))));
            outcomes.Where(o => o != ShippedDocumentOutcome.Unchanged).Should().Equal(i == 0 ? ShippedDocumentOutcome.Created : ShippedDocumentOutcome.Updated);
        }

        (await VersionsAsync()).Select(v => v.Version).Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task A_changed_file_becomes_the_next_version_and_takes_over_the_triggers()
    {
        await TakeAsync(Workflow("Opened"));
        var before = await ReadAsync(c => c.WorkflowTriggers.Select(t => t.Hash).SingleAsync());
        (await TakeAsync(Workflow("Closed"))).Should().Be(ShippedDocumentOutcome.Updated);
        var versions = await VersionsAsync();
        versions.Select(v => (v.Version, v.IsPublished, v.IsLatest)).Should().Equal((1, false, false), (2, true, true));
        var trigger = await ReadAsync(c => c.WorkflowTriggers.SingleAsync());
        trigger.Hash.Should().NotBe(before);
        trigger.DefinitionVersionId.Should().Be(versions[1].Id);
    }

    [Fact]
    public async Task A_file_put_back_to_an_older_text_is_published_again()
    {
        await TakeAsync(Workflow("Opened"));
        await TakeAsync(Workflow("Closed"));
        (await TakeAsync(Workflow("Opened"))).Should().Be(ShippedDocumentOutcome.Updated);
        (await VersionsAsync()).Select(v => (v.Version, v.IsPublished)).Should().Equal((1, false), (2, false), (3, true));
    }

    [Fact]
    public async Task A_broken_file_is_refused_with_line_and_reason_and_nothing_changes()
    {
        await TakeAsync(Workflow("Opened"));
        var taking = () => TakeAsync(Workflow("Opened").Replace("Elsa.Event", "Elsa.Nonsense", StringComparison.Ordinal));
        var refused = (await taking.Should().ThrowAsync<WorkflowDefinitionException>()).Which;
        refused.Problems.Should().Contain(p => p.Line == 5 && p.Message.Contains("Elsa.Nonsense", StringComparison.Ordinal));
        var unreadable = () => TakeAsync("{ \"name\": ");
        await unreadable.Should().ThrowAsync<WorkflowDefinitionException>();
        (await VersionsAsync()).Should().ContainSingle().Which.IsPublished.Should().BeTrue();
        (await ReadAsync(c => c.WorkflowTriggers.CountAsync())).Should().Be(1);
    }

    [Fact]
    public async Task What_a_person_edited_stays_in_use_and_the_changed_file_is_only_offered()
    {
        await TakeAsync(Workflow("Opened"));
        await WriteAsync(async c =>
        {
            var first = await c.WorkflowDefinitions.SingleAsync();
            (first.IsLatest, first.IsPublished) = (false, false);
            c.WorkflowDefinitions.Add(new WorkflowDefinitionRow
            {
                Id = "edited",
                DefinitionId = first.DefinitionId,
                Version = 2,
                Name = first.Name,
                IsLatest = true,
                IsPublished = true,
                Json = first.Json,
                CreatedAt = Start,
                CreatedBy = "ann@contoso.example",
            });
        });
        (await TakeAsync(Workflow("Opened"))).Should().Be(ShippedDocumentOutcome.Unchanged);
        (await TakeAsync(Workflow("Closed"))).Should().Be(ShippedDocumentOutcome.Offered);
        (await VersionsAsync()).Single(v => v.IsPublished).Id.Should().Be("edited");
    }

    [Fact]
    public async Task A_file_with_a_byte_order_mark_is_stored_without_it()
    {
        await Store.TakeShippedAsync((byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Workflow("Opened"))], default);
        (await VersionsAsync()).Single().Json.Should().StartWith("{");
    }

    private Task<ShippedDocumentOutcome> TakeAsync(string json) => Store.TakeShippedAsync(Encoding.UTF8.GetBytes(json), default);

    private Task<List<WorkflowDefinitionRow>> VersionsAsync() => ReadAsync(c => c.WorkflowDefinitions.AsNoTracking().OrderBy(x => x.Version).ToListAsync());

    private static string Workflow(string eventName) => $$"""
        {
          "id": "d-1", "definitionId": "d", "name": "D", "version": 1,
          "root": {
            "type": "Elsa.Flowchart", "id": "F", "version": 1, "activities": [
              { "type": "Elsa.Event", "id": "E", "version": 1,
                "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "{{eventName}}" } },
                "customProperties": { "canStartWorkflow": true } }
            ], "connections": []
          }
        }
        """;
}

public sealed class WorkflowDefinitionStoreOnSqlite() : WorkflowDefinitionStoreTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class WorkflowDefinitionStoreOnPostgres(PostgresServer server) : WorkflowDefinitionStoreTests(server.Empty()), IOnPostgres;

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

public abstract class DefinitionLibraryTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private DefinitionLibrary? _library;

    private DefinitionLibrary Library => _library ??= LibraryOn(Database);

    [Fact]
    public async Task A_new_workflow_gets_ids_and_is_a_draft_that_starts_nothing()
    {
        var saved = await Library.SaveAsync(Workflow("Opened", definitionId: ""), publish: false, DraftEdit.Of("ann"), default);

        saved.Definition.DefinitionId.Should().NotBeEmpty().And.NotBe(saved.Definition.Id);
        saved.CreatedAt.Should().Be(Start);
        (await StoredAsync(saved.Definition.DefinitionId)).Should().Equal("1 latest");
        (await ReadAsync(c => c.WorkflowTriggers.CountAsync())).Should().Be(0);
        (await ReadAsync(c => c.WorkflowDefinitions.Select(x => x.CreatedBy).SingleAsync())).Should().Be("ann");
    }

    [Fact]
    public async Task However_often_it_is_saved_there_is_one_draft()
    {
        await Library.SaveAsync(Workflow("One"), publish: false, DraftEdit.Of("ann"), default);
        await Library.SaveAsync(Workflow("Two"), publish: false, DraftEdit.Of("ann"), default);
        (await StoredAsync()).Should().Equal("1 latest");

        await Library.PublishAsync("d", default);
        await Library.SaveAsync(Workflow("Three"), publish: false, DraftEdit.Of("ann"), default);
        await Library.SaveAsync(Workflow("Four"), publish: false, DraftEdit.Of("ann"), default);

        (await StoredAsync()).Should().Equal("1 published", "2 latest");
        (await TextsAsync()).Should().Equal("Two", "Four");
        (await TriggersAsync()).Should().Equal("1 Two");
    }

    [Fact]
    public async Task Two_who_save_at_once_over_a_published_version_make_one_draft()
    {
        await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        var other = LibraryOn(await OpenAnotherAsync());

        await Task.WhenAll(Task.Run(() => Library.SaveAsync(Workflow("Ann's"), publish: false, DraftEdit.Of("ann"), default)), Task.Run(() => other.SaveAsync(Workflow("Bob's"), publish: false, DraftEdit.Of("bob"), default)));

        (await StoredAsync()).Should().Equal("1 published", "2 latest");
    }

    [Fact]
    public async Task Publishing_takes_the_triggers_over_and_publishing_again_changes_nothing()
    {
        await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        await Library.SaveAsync(Workflow("Two"), publish: false, DraftEdit.Of("ann"), default);

        var second = await Library.PublishAsync("d", default);
        var again = await Library.PublishAsync("d", default);

        second!.WasPublished.Should().BeFalse();
        again!.WasPublished.Should().BeTrue();
        (await StoredAsync()).Should().Equal("1", "2 latest published");
        (await TriggersAsync()).Should().Equal("2 Two");
        (await Library.PublishAsync("nope", default)).Should().BeNull();
    }

    [Fact]
    public async Task What_has_errors_is_kept_as_a_draft_and_not_published_and_the_published_version_goes_on()
    {
        await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        var broken = Workflow("Two", language: "Python");

        var publishing = () => Library.SaveAsync(broken, publish: true, DraftEdit.Of("ann"), default);
        (await publishing.Should().ThrowAsync<WorkflowDefinitionException>()).Which.Problems.Should().Contain(p => p.Message.Contains("Python", StringComparison.Ordinal));
        (await StoredAsync()).Should().Equal("1 latest published");

        (await Library.SaveAsync(broken, publish: false, DraftEdit.Of("ann"), default)).Problems.Should().Contain(p => p.Severity == ProblemSeverity.Error);
        (await StoredAsync()).Should().Equal("1 published", "2 latest");
        (await TriggersAsync()).Should().Equal("1 One");
    }

    [Fact]
    public async Task A_time_that_never_comes_is_told_at_save_and_again_at_publish_and_stops_neither()
    {
        var never = WorkflowDefinition.Parse("""
            { "definitionId": "never", "name": "never", "version": 1, "root": { "type": "Elsa.Flowchart", "id": "F", "version": 1, "activities": [
              { "type": "Elsa.Cron", "id": "C", "version": 1, "customProperties": { "canStartWorkflow": true },
                "cronExpression": { "typeName": "String", "expression": { "type": "Literal", "value": "0 0 30 2 *" } } } ], "connections": [] } }
            """);

        var saved = await Library.SaveAsync(never, publish: false, DraftEdit.Of("ann"), default);
        var published = await Library.SaveAsync(never, publish: true, DraftEdit.Of("ann"), default);

        foreach (var problems in new[] { saved.Problems, published.Problems })
            problems.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "no-such-moment", Severity = ProblemSeverity.Warning, ActivityId = "C" });
        (await ReadAsync(c => c.WorkflowTriggers.Select(x => x.NextAt).ToListAsync())).Should().Equal([null]);
    }

    [Fact]
    public async Task A_request_that_starts_a_published_workflow_already_starts_no_second_one_until_that_is_retracted()
    {
        await Library.SaveAsync(Endpoint("orders", "/Orders/{id}"), publish: true, DraftEdit.Of("ann"), default);

        var saved = await Library.SaveAsync(Endpoint("second", "orders/{id}"), publish: false, DraftEdit.Of("bob"), default);
        saved.Problems.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "endpoint-taken", Severity = ProblemSeverity.Error, ActivityId = "E" });
        var publishing = () => Library.PublishAsync("second", default);
        (await publishing.Should().ThrowAsync<WorkflowDefinitionException>()).Which.Message.Should().Contain("POST /orders/{id}").And.Contain("'Workflow orders'");

        (await Library.SaveAsync(Endpoint("orders", "orders/{id}"), publish: true, DraftEdit.Of("ann"), default)).Problems.Should().BeEmpty("a workflow takes its own place");
        await Library.RetractAsync("orders", default);
        (await Library.PublishAsync("second", default))!.Problems.Should().BeEmpty();
        (await StoredAsync("second")).Should().Equal("1 latest published");
    }

    [Fact]
    public async Task A_workflow_that_starts_one_there_is_none_of_is_published_with_a_warning_and_so_are_two_that_start_each_other()
    {
        (await Library.SaveAsync(Dispatching("one", "two"), publish: true, DraftEdit.Of("ann"), default)).Problems.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "no-such-workflow", Severity = ProblemSeverity.Warning });
        (await Library.SaveAsync(Dispatching("two", "one"), publish: true, DraftEdit.Of("ann"), default)).Problems.Should().BeEmpty();
        (await Library.SaveAsync(Dispatching("one", "two"), publish: true, DraftEdit.Of("ann"), default)).Problems.Should().BeEmpty();

        await Library.RetractAsync("two", default);
        (await Library.SaveAsync(Dispatching("one", "two"), publish: false, DraftEdit.Of("ann"), default)).Problems.Should().ContainSingle().Which.Message.Should().Contain("'Workflow two' is not published");
    }

    [Fact]
    public async Task A_shipped_workflow_does_not_answer_what_one_of_the_desk_answers()
    {
        await Library.SaveAsync(Endpoint("orders", "orders"), publish: true, DraftEdit.Of("ann"), default);

        var taking = () => new WorkflowDefinitionStore(Database, Graphs(), new TimeOrderedIds(Time), Time).TakeShippedAsync(Encoding.UTF8.GetBytes(Endpoint("shipped", "orders").Write()), default);

        (await taking.Should().ThrowAsync<WorkflowDefinitionException>()).Which.Message.Should().Contain("'Workflow orders'");
        (await StoredAsync("shipped")).Should().BeEmpty();
    }

    [Fact]
    public async Task Retracting_takes_the_triggers_away_and_says_whether_there_was_anything_to_retract()
    {
        await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);

        (await Library.RetractAsync("d", default))!.Changed.Should().BeTrue();
        (await Library.RetractAsync("d", default))!.Changed.Should().BeFalse();

        (await StoredAsync()).Should().Equal("1 latest");
        (await TriggersAsync()).Should().BeEmpty();
        (await Library.RetractAsync("nope", default)).Should().BeNull();
    }

    [Fact]
    public async Task What_was_published_once_keeps_its_content_also_after_it_was_retracted()
    {
        await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        await Library.RetractAsync("d", default);

        await Library.SaveAsync(Workflow("Two"), publish: false, DraftEdit.Of("ann"), default);
        (await StoredAsync()).Should().Equal("1", "2 latest");
        await Library.SaveAsync(Workflow("Three"), publish: true, DraftEdit.Of("ann"), default);

        (await StoredAsync()).Should().Equal("1", "2 latest published");
        (await TextsAsync()).Should().Equal("One", "Three");
    }

    [Fact]
    public async Task Going_back_makes_a_draft_of_the_old_content_and_leaves_what_is_published()
    {
        await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        await Library.SaveAsync(Workflow("Two"), publish: true, DraftEdit.Of("ann"), default);

        var back = await Library.RevertAsync("d", 1, "ann", default);

        back!.Definition.Version.Should().Be(3);
        (await StoredAsync()).Should().Equal("1", "2 published", "3 latest");
        (await TextsAsync()).Should().Equal("One", "Two", "One");
        (await TriggersAsync()).Should().Equal("2 Two");
        (await Library.RevertAsync("d", 9, "ann", default)).Should().BeNull();
    }

    [Fact]
    public async Task A_version_with_instances_never_changes()
    {
        var first = await Library.SaveAsync(Workflow("One"), publish: false, DraftEdit.Of("ann"), default);
        await InstanceAsync(first.Definition, WorkflowStatus.Finished);

        await Library.SaveAsync(Workflow("Two"), publish: false, DraftEdit.Of("ann"), default);

        (await StoredAsync()).Should().Equal("1", "2 latest");
        (await TextsAsync()).Should().Equal("One", "Two");
    }

    [Fact]
    public async Task Deleting_the_latest_version_makes_the_one_before_it_the_latest()
    {
        await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        var draft = await Library.SaveAsync(Workflow("Two"), publish: false, DraftEdit.Of("ann"), default);

        (await Library.DeleteVersionAsync(draft.Definition.Id, default)).Should().BeTrue();
        (await Library.DeleteVersionAsync(draft.Definition.Id, default)).Should().BeFalse();

        (await StoredAsync()).Should().Equal("1 latest published");
        (await TriggersAsync()).Should().Equal("1 One");
    }

    [Fact]
    public async Task Deleting_a_workflow_takes_its_triggers_away_but_not_while_an_instance_runs()
    {
        var saved = await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        await InstanceAsync(saved.Definition, WorkflowStatus.Running);
        var deleting = () => Library.DeleteAsync("d", default);
        await deleting.Should().ThrowAsync<InvalidOperationException>().WithMessage("1 instances of D are still running*");
        (await TriggersAsync()).Should().Equal("1 One");

        await WriteAsync(c => c.WorkflowInstances.ExecuteUpdateAsync(s => s.SetProperty(x => x.Status, WorkflowStatus.Finished)));
        (await deleting()).Should().BeTrue();

        (await StoredAsync()).Should().BeEmpty();
        (await TriggersAsync()).Should().BeEmpty();
        // Whoever looks at the finished instance still gets its picture.
        (await new DefinitionQueries(Database).FindAsync(saved.Definition.Id, default))!.Name.Should().Be("D");
        (await deleting()).Should().BeFalse();
    }

    [Fact]
    public async Task Going_back_keeps_the_draft_that_somebody_works_on_as_a_version()
    {
        await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        await Library.SaveAsync(Workflow("Begun"), publish: false, DraftEdit.Of("ben"), default);

        var back = await Library.RevertAsync("d", 1, "ann", default);

        back!.Definition.Version.Should().Be(3);
        (await StoredAsync()).Should().Equal("1 published", "2", "3 latest");
        (await TextsAsync()).Should().Equal("One", "Begun", "One");

        // And from there to what was begun.
        (await Library.RevertAsync("d", 2, "ben", default))!.Definition.Version.Should().Be(4);
        (await TextsAsync()).Should().Equal("One", "Begun", "One", "Begun");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Going_back_to_what_the_draft_holds_already_makes_no_further_version(int version)
    {
        await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        await Library.RevertAsync("d", 1, "ann", default);

        (await Library.RevertAsync("d", version, "ann", default))!.Definition.Version.Should().Be(2);

        (await StoredAsync()).Should().Equal("1 published", "2 latest");
    }

    [Fact]
    public async Task A_deleted_version_keeps_its_number()
    {
        var first = await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        await InstanceAsync(first.Definition, WorkflowStatus.Finished);
        await Library.DeleteAsync("d", default);

        (await Library.SaveAsync(Workflow("Two"), publish: true, DraftEdit.Of("ann"), default)).Definition.Version.Should().Be(2);
    }

    [Fact]
    public async Task A_shipped_workflow_that_was_edited_is_not_replaced_by_a_changed_file()
    {
        await TakeShippedAsync("Shipped");
        await Library.SaveAsync(Workflow("Edited"), publish: true, DraftEdit.Of("ann"), default);

        (await TakeShippedAsync("Shipped newer")).Should().Be(ShippedDocumentOutcome.Offered);

        (await StoredAsync()).Should().Equal("1", "2 latest published");
        (await TriggersAsync()).Should().Equal("2 Edited");
    }

    [Fact]
    public async Task A_draft_over_a_shipped_workflow_is_an_edit_too()
    {
        await TakeShippedAsync("Shipped");
        var draft = await Library.SaveAsync(Workflow("Begun"), publish: false, DraftEdit.Of("ann"), default);

        (await TakeShippedAsync("Shipped newer")).Should().Be(ShippedDocumentOutcome.Offered);
        (await StoredAsync()).Should().Equal("1 published", "2 latest");
        (await TextsAsync()).Should().Equal("Shipped", "Begun");

        // Thrown away, it is no edit any more.
        await Library.DeleteVersionAsync(draft.Definition.Id, default);
        (await TakeShippedAsync("Shipped newer")).Should().Be(ShippedDocumentOutcome.Updated);
    }

    [Fact]
    public async Task A_shipped_workflow_that_was_retracted_is_not_started_again_by_a_changed_file()
    {
        await TakeShippedAsync("Shipped");
        await Library.RetractAsync("d", default);

        (await TakeShippedAsync("Shipped newer")).Should().Be(ShippedDocumentOutcome.Offered);

        (await TriggersAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Shipped", ShippedDocumentOutcome.Unchanged)]
    [InlineData("Shipped newer", ShippedDocumentOutcome.Offered)]
    public async Task A_shipped_workflow_that_was_deleted_does_not_come_back_by_itself(string file, ShippedDocumentOutcome outcome)
    {
        await TakeShippedAsync("Shipped");
        (await Library.DeleteAsync("d", default)).Should().BeTrue();

        (await TakeShippedAsync(file)).Should().Be(outcome);

        (await StoredAsync()).Should().BeEmpty();
        (await TriggersAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_deleted_shipped_workflow_comes_back_when_a_person_imports_its_file()
    {
        await TakeShippedAsync("Shipped");
        await Library.DeleteAsync("d", default);

        await Library.ImportAsync(Workflow("Shipped newer"), publish: true, "ann", default);

        (await StoredAsync()).Should().Equal("2 latest published");
        (await TriggersAsync()).Should().Equal("2 Shipped newer");
    }

    [Fact]
    public async Task Going_back_after_the_latest_version_was_deleted_does_not_take_its_number()
    {
        await Library.SaveAsync(Workflow("One"), publish: true, DraftEdit.Of("ann"), default);
        var second = await Library.SaveAsync(Workflow("Two"), publish: true, DraftEdit.Of("ann"), default);
        await InstanceAsync(second.Definition, WorkflowStatus.Finished);
        await Library.DeleteVersionAsync(second.Definition.Id, default);
        await Library.PublishAsync("d", default);

        (await Library.RevertAsync("d", 1, "ann", default))!.Definition.Version.Should().Be(3);
    }

    [Fact]
    public async Task A_file_is_taken_in_as_a_draft_under_its_own_ids_and_version()
    {
        var file = WorkflowDefinition.Parse(Workflow("One").Write()).AsVersion("foreign-7", "d", 7, isLatest: true, isPublished: true);

        var imported = await Library.ImportAsync(file, publish: false, "ann", default);
        var again = await Library.ImportAsync(file, publish: false, "ann", default);

        (imported.Definition.Id, imported.Definition.Version).Should().Be(("foreign-7", 7));
        (again.Definition.Id, again.Definition.Version).Should().Be(("foreign-7", 7));
        (await StoredAsync()).Should().Equal("7 latest");
    }

    [Fact]
    public async Task The_id_of_another_workflow_in_a_file_does_not_move_that_workflow()
    {
        var first = await Library.ImportAsync(Workflow("One").AsVersion("same", "d", 1, true, false), publish: true, "ann", default);

        var copy = await Library.ImportAsync(Workflow("Two").AsVersion("same", "copy", 1, true, false), publish: false, "ann", default);

        copy.Definition.Id.Should().NotBe(first.Definition.Id);
        (await StoredAsync()).Should().Equal("1 latest published");
        (await StoredAsync("copy")).Should().Equal("1 latest");
    }

    private DefinitionLibrary LibraryOn(DeskDatabase database)
    {
        var ids = new TimeOrderedIds(Time);
        return new DefinitionLibrary(new WorkflowUnits(database, Time), Graphs(), ids, Time);
    }

    private static GraphCache Graphs() => new(new GraphCompiler(ActivityRegistry.WithActivitiesOf(), new ExpressionCompiler(new ExpressionLimits())));

    private Task<ShippedDocumentOutcome> TakeShippedAsync(string eventName) =>
        new WorkflowDefinitionStore(Database, Graphs(), new TimeOrderedIds(Time), Time).TakeShippedAsync(Encoding.UTF8.GetBytes(Workflow(eventName).Write()), default);

    private Task InstanceAsync(WorkflowDefinition definition, WorkflowStatus status) => WriteAsync(c =>
    {
        c.WorkflowInstances.Add(new WorkflowInstanceRow
        {
            Id = "i",
            DefinitionId = definition.DefinitionId,
            DefinitionVersionId = definition.Id,
            DefinitionVersion = definition.Version,
            Status = status,
            CreatedAt = Start,
            UpdatedAt = Start,
            State = [],
            RowVersion = 1,
        });
        return Task.CompletedTask;
    });

    private Task<List<string>> StoredAsync(string definitionId = "d") => ReadAsync(async c =>
        (await c.WorkflowDefinitions.AsNoTracking().Where(x => x.DefinitionId == definitionId).OrderBy(x => x.Version).ToListAsync())
        .ConvertAll(v => $"{v.Version}{(v.IsLatest ? " latest" : "")}{(v.IsPublished ? " published" : "")}"));

    private Task<List<string>> TextsAsync() => ReadAsync(async c =>
        (await c.WorkflowDefinitions.AsNoTracking().Where(x => x.DefinitionId == "d").OrderBy(x => x.Version).ToListAsync()).ConvertAll(v => EventOf(v.Json)));

    /// <summary>The version each trigger starts, and the event it waits for.</summary>
    private Task<List<string>> TriggersAsync() => ReadAsync(async c =>
        (await (from trigger in c.WorkflowTriggers join version in c.WorkflowDefinitions on trigger.DefinitionVersionId equals version.Id orderby version.Version select new { version.Version, version.Json }).ToListAsync())
        .ConvertAll(t => $"{t.Version} {EventOf(t.Json)}"));

    private static string EventOf(string json) =>
        WorkflowDefinition.Parse(json).Root!.Value.GetProperty("activities")[0].GetProperty("eventName").GetProperty("expression").GetProperty("value").GetString()!;

    private static WorkflowDefinition Endpoint(string id, string path) => WorkflowDefinition.Parse($$"""
        { "definitionId": "{{id}}", "name": "Workflow {{id}}", "version": 1, "root": { "type": "Elsa.Flowchart", "id": "F", "version": 1, "activities": [
          { "type": "Elsa.HttpEndpoint", "id": "E", "version": 1, "customProperties": { "canStartWorkflow": true },
            "path": { "typeName": "String", "expression": { "type": "Literal", "value": "{{path}}" } },
            "supportedMethods": { "typeName": "String[]", "expression": { "type": "Object", "value": "[\"POST\"]" } } } ], "connections": [] } }
        """);

    private static WorkflowDefinition Dispatching(string id, string other) => WorkflowDefinition.Parse($$"""
        { "definitionId": "{{id}}", "name": "Workflow {{id}}", "version": 1, "root": { "type": "Elsa.DispatchWorkflow", "id": "D", "version": 1,
          "workflowDefinitionId": { "typeName": "String", "expression": { "type": "Literal", "value": "{{other}}" } } } }
        """);

    private static WorkflowDefinition Workflow(string eventName, string definitionId = "d", string language = "Literal") => WorkflowDefinition.Parse($$"""
        {
          "definitionId": "{{definitionId}}", "name": "D", "version": 1,
          "root": {
            "type": "Elsa.Flowchart", "id": "F", "version": 1, "activities": [
              { "type": "Elsa.Event", "id": "E", "version": 1,
                "eventName": { "typeName": "String", "expression": { "type": "{{language}}", "value": "{{eventName}}" } },
                "customProperties": { "canStartWorkflow": true } }
            ], "connections": []
          }
        }
        """);
}

public sealed class DefinitionLibraryOnSqlite() : DefinitionLibraryTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class DefinitionLibraryOnPostgres(PostgresServer server) : DefinitionLibraryTests(server.Empty()), IOnPostgres;

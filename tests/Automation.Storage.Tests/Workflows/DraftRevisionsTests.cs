using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Workflows.Activities;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Workflows;

public abstract class DraftRevisionsTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private static readonly DraftEdit Ann = DraftEdit.Of("ann");
    private static readonly DraftEdit Bob = DraftEdit.Of("bob");
    private DefinitionLibrary? _library;

    private DefinitionLibrary Library => _library ??= new DefinitionLibrary(
        new WorkflowUnits(Database, Time), new GraphCache(new GraphCompiler(ActivityRegistry.WithActivitiesOf(), new ExpressionCompiler(new ExpressionLimits()))), new TimeOrderedIds(Time), Time);

    [Fact]
    public async Task The_second_who_began_with_the_same_content_is_told_who_was_faster_and_nothing_changes()
    {
        var opened = await SaveAsync("One", Ann);
        await SaveAsync("Bob's", Bob with { Revision = opened.Revision }, opened.Id);

        var late = () => SaveAsync("Ann's", Ann with { Revision = opened.Revision }, opened.Id);

        var refused = (await late.Should().ThrowAsync<DraftConflictException>()).Which;
        refused.Should().BeEquivalentTo(new { By = "bob", Version = 1, At = (DateTimeOffset?)Start });
        (await StoredAsync()).Should().Equal("1 Bob's latest");
    }

    [Fact]
    public async Task One_windows_saves_may_overtake_each_other_but_anothers_in_between_counts()
    {
        var window = new DraftEdit("ann", "ann a");
        var opened = await SaveAsync("One", window);
        await SaveAsync("Two", window with { Revision = opened.Revision }, opened.Id);
        await SaveAsync("Three", window with { Revision = opened.Revision }, opened.Id);

        var second = await RowAsync();
        var other = () => SaveAsync("Other window", new DraftEdit("ann", "ann b", opened.Revision), opened.Id);
        await other.Should().ThrowAsync<DraftConflictException>("it is another window, though the same person");
        await SaveAsync("Bob's", Bob with { Revision = second.Revision }, opened.Id);

        var late = () => SaveAsync("Four", window with { Revision = second.Revision }, opened.Id);
        await late.Should().ThrowAsync<DraftConflictException>();
        (await StoredAsync()).Should().Equal("1 Bob's latest");
    }

    [Fact]
    public async Task What_was_read_before_another_published_a_version_does_not_become_the_next()
    {
        var first = await SaveAsync("One", Ann, publish: true);
        await SaveAsync("Bob's", Bob with { Revision = first.Revision }, first.Id, publish: true);

        var late = () => SaveAsync("Ann's", Ann with { Revision = first.Revision }, first.Id);

        (await late.Should().ThrowAsync<DraftConflictException>()).Which.Version.Should().Be(2);
        (await StoredAsync()).Should().Equal("1 One", "2 Bob's latest published");
    }

    [Fact]
    public async Task Whoever_keeps_both_makes_the_next_version_and_the_other_stays_and_goes_on_without_being_asked_again()
    {
        var opened = await SaveAsync("One", Ann);
        await SaveAsync("Bob's", Bob with { Revision = opened.Revision }, opened.Id);
        var late = Ann with { Revision = opened.Revision };

        await SaveAsync("Ann's", late with { KeepsBoth = true }, opened.Id);
        await SaveAsync("Ann's, later", late, opened.Id);

        (await StoredAsync()).Should().Equal("1 Bob's", "2 Ann's, later latest");
        var bob = () => SaveAsync("Bob's, later", Bob with { Revision = opened.Revision + 1 }, opened.Id);
        (await bob.Should().ThrowAsync<DraftConflictException>()).Which.By.Should().Be("ann");
    }

    [Fact]
    public async Task A_save_that_changes_nothing_is_no_news_for_others()
    {
        var opened = await SaveAsync("One", Ann);
        await SaveAsync("One", Bob with { Revision = opened.Revision }, opened.Id);

        await SaveAsync("Ann's", Ann with { Revision = opened.Revision }, opened.Id);

        (await StoredAsync()).Should().Equal("1 Ann's latest");
    }

    [Fact]
    public async Task What_was_taken_back_or_deleted_meanwhile_is_told()
    {
        var first = await SaveAsync("One", Ann, publish: true);
        var draft = await SaveAsync("Two", Ann with { Revision = first.Revision }, first.Id);
        await Library.RevertAsync("d", 1, "bob", default);
        var overReverted = () => SaveAsync("Three", Ann with { Revision = draft.Revision }, draft.Id);
        await overReverted.Should().ThrowAsync<DraftConflictException>("the old content is the draft now");

        var now = await RowAsync();
        await Library.DeleteVersionAsync(now.Id, default);
        var onDeleted = () => SaveAsync("Four", Ann with { Revision = now.Revision }, now.Id);
        (await onDeleted.Should().ThrowAsync<DraftConflictException>()).Which.Message.Should().Contain("deleted");
    }

    [Fact]
    public async Task Who_does_not_say_with_what_they_began_saves_over_it()
    {
        await SaveAsync("One", Ann);
        await SaveAsync("Two", Bob);

        (await StoredAsync()).Should().Equal("1 Two latest");
    }

    private async Task<WorkflowDefinitionRow> SaveAsync(string name, DraftEdit edit, string id = "", bool publish = false)
    {
        await Library.SaveAsync(Workflow(name, id), publish, edit, default);
        return await RowAsync();
    }

    private Task<WorkflowDefinitionRow> RowAsync() => ReadAsync(c => c.WorkflowDefinitions.AsNoTracking().SingleAsync(x => x.IsLatest));

    private Task<List<string>> StoredAsync() => ReadAsync(async c =>
        (await c.WorkflowDefinitions.AsNoTracking().OrderBy(x => x.Version).ToListAsync()).ConvertAll(v => $"{v.Version} {v.Name}{(v.IsLatest ? " latest" : "")}{(v.IsPublished ? " published" : "")}"));

    private static WorkflowDefinition Workflow(string name, string id) => WorkflowDefinition.Parse($$"""
        { "id": "{{id}}", "definitionId": "d", "name": "{{name}}", "version": 1, "root": { "type": "Elsa.Flowchart", "id": "F", "version": 1, "activities": [], "connections": [] } }
        """);
}

public sealed class DraftRevisionsOnSqlite() : DraftRevisionsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class DraftRevisionsOnPostgres(PostgresServer server) : DraftRevisionsTests(server.Empty()), IOnPostgres;

using Automation.Desk.Workflows;
using Automation.Stages.Access;
using Automation.Stages.Instances.Migration;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Activities;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Desk.Tests.Workflows;

public sealed class MigrationViewTests : DeskTestContext, IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"desk-{Guid.NewGuid():N}.db");
    private readonly DeskDatabase _database;
    private readonly BunitAuthorizationContext _access;

    public MigrationViewTests()
    {
        _access = this.AddAuthorization();
        _access.SetAuthorized("ada");
        _database = new DeskDatabase(new DatabaseOptions(DatabaseKind.Sqlite, $"Data Source={_file};Pooling=False"));
        Services.AddSingleton(_database);
        Services.AddSingleton(new GraphCache(new GraphCompiler(ActivityRegistry.WithActivitiesOf(), new ExpressionCompiler(new ExpressionLimits()))));
        Services.AddSingleton<IIdGenerator, TimeOrderedIds>();
        Services.AddSingleton(s => new WorkflowUnits(_database, s.GetRequiredService<TimeProvider>()));
        Services.AddSingleton(s => new WorkflowRuntime(s.GetRequiredService<GraphCache>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<IIdGenerator>()));
        Services.AddSingleton<DefinitionLibrary>();
        Services.AddSingleton<DefinitionQueries>();
        Services.AddSingleton(s => new InstanceMigrations(
            _database, s.GetRequiredService<WorkflowUnits>(), s.GetRequiredService<WorkflowRuntime>(), s.GetRequiredService<IIdGenerator>(), s.GetRequiredService<TimeProvider>(), NullLogger<InstanceMigrations>.Instance));
    }

    /// <summary>Two instances wait at an event that version 2 has under another id, beside a second one, so nothing is obvious.</summary>
    public new async Task InitializeAsync()
    {
        await _database.MigrateAsync(CancellationToken.None);
        var library = Services.GetRequiredService<DefinitionLibrary>();
        var runtime = Services.GetRequiredService<WorkflowRuntime>();
        await library.SaveAsync(Workflow("Old"), publish: true, DraftEdit.Of("ada"), default);
        for (var i = 0; i < 2; i++)
            await Services.GetRequiredService<WorkflowUnits>().RunAsync((unit, token) => runtime.StartAsync(unit.Session, new StartRequest("w"), token), default);
        await library.SaveAsync(Workflow("New1", "New2"), publish: true, DraftEdit.Of("ada"), default);
    }

    [Fact]
    public async Task What_stays_is_shown_with_the_reason_and_a_chosen_place_lets_them_move()
    {
        var view = Open(AccessPolicies.ProcessOwners);
        await view.WaitForElementAsync("[data-testid=migration-outlook]");
        view.Find("[data-testid=migration-can] b").TextContent.Should().Be("0");
        view.Find("[data-testid=migration-cannot] b").TextContent.Should().Be("2");
        view.Find("[data-testid=migration-obstacle]").TextContent.Should().Contain("no place for");
        view.Find("[data-testid=migration-start]").HasAttribute("disabled").Should().BeTrue();

        await view.Find("[data-node='Workflow1:Root:Old'] select").ChangeAsync(new ChangeEventArgs { Value = "Workflow1:Root:New2" });
        await view.WaitForAssertionAsync(() => view.Find("[data-testid=migration-can] b").TextContent.Should().Be("2"));
        view.Find("[data-testid=migration-spot]").TextContent.Should().Contain("Old").And.Contain("New2");
        await view.Find("[data-testid=migration-start]").ClickAsync(new());
        view.FindAll("[data-testid=migration-run]").Should().BeEmpty("the first click asks");
        await view.Find("[data-testid=migration-start]").ClickAsync(new());

        await view.WaitForElementAsync("[data-testid=migration-run]");
        await using var context = _database.Open();
        for (var i = 0; i < 200 && context.WorkflowInstances.Any(x => x.DefinitionVersion == 1); i++)
            await Task.Delay(50);
        context.WorkflowInstances.Should().OnlyContain(x => x.DefinitionVersion == 2);
    }

    [Fact]
    public async Task A_reader_sees_what_would_happen_and_has_no_button()
    {
        var view = Open(null);
        await view.WaitForElementAsync("[data-testid=migration-outlook]");
        view.FindAll("[data-testid=migration-start]").Should().BeEmpty();
        view.Find("[data-node='Workflow1:Root:Old'] select").HasAttribute("disabled").Should().BeTrue();
    }

    private IRenderedComponent<MigrationView> Open(string? policy)
    {
        _access.SetPolicies(policy is null ? [] : [policy]);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/workflows/migration?workflow=w&from=1&to=2");
        return Render<MigrationView>();
    }

    private static WorkflowDefinition Workflow(params string[] events) => WorkflowDefinition.Parse($$"""
        {
          "definitionId": "w", "name": "W", "version": 1,
          "root": { "type": "Elsa.Sequence", "id": "Root", "version": 1, "activities": [{{string.Join(",", events.Select(e => $$"""
            { "type": "Elsa.Event", "id": "{{e}}", "version": 1, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "{{e}}" } } }
            """))}}] }
        }
        """);

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _database.Dispose();
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" })
            File.Delete(file);
    }
}

using Automation.Stages.Content;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Workflows.Comparison;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Content;

/// <summary>A shipped workflow that changed while people edited theirs is offered, never forced.</summary>
public abstract class WorkflowOffersTests(DeskTestDatabase store) : DeskTest(store)
{
    private const string Ours = "Ours: every mail becomes a ticket.";

    [Fact]
    public async Task It_is_offered_with_what_it_would_change_and_what_is_new_in_it()
    {
        using var content = new ContentFolderCopy();
        await EditAsync(publish: true);
        await ChangeFileAsync(content, "Apply the rules");

        var problem = Desk.Problems.Current.Should().ContainSingle().Subject;
        problem.Link.Should().Be(WorkflowOffers.Page);
        var offer = (await Desk.Offers.ListAsync(default)).Should().ContainSingle().Subject;
        (offer.DefinitionId, offer.OwnVersion, offer.IsOwnPublished).Should().Be(("log", 2, true));
        offer.Differences!.Workflow.Should().ContainSingle().Which.Before.Should().Be(Ours);
        offer.Differences.Activities.Should().ContainSingle().Which.Details.Should().Equal(new ValueDifference("Display text", "Apply rules", "Apply the rules"));
        offer.News!.Workflow.Should().BeEmpty("the description is as it was shipped");
        offer.News.Activities.Should().ContainSingle();
        (await VersionsAsync()).Should().Equal("1", "2 latest published");
    }

    [Fact]
    public async Task Whoever_keeps_theirs_is_not_asked_again_until_the_file_changes_again()
    {
        using var content = new ContentFolderCopy();
        await EditAsync(publish: true);
        await ChangeFileAsync(content, "Apply the rules");
        var offer = (await Desk.Offers.ListAsync(default)).Single();
        (await Desk.Offers.KeepOwnAsync("log", "another state", "ada", default)).Should().BeFalse();

        (await Desk.Offers.KeepOwnAsync("log", offer.Hash, "ada", default)).Should().BeTrue();

        Desk.Problems.Current.Should().BeEmpty();
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Should().BeEmpty();
        (await Desk.Offers.ListAsync(default)).Should().BeEmpty();
        (await VersionsAsync()).Should().Equal("1", "2 latest published");
        (await AuditAsync()).Should().Equal("ada workflows.keep-own log");

        await ChangeFileAsync(content, "Apply all rules");
        (await Desk.Offers.ListAsync(default)).Should().ContainSingle();
    }

    [Fact]
    public async Task Taken_over_it_is_a_draft_and_neither_what_is_published_nor_an_own_draft_is_lost()
    {
        using var content = new ContentFolderCopy();
        await EditAsync(publish: true);
        await EditAsync(publish: false);
        await ChangeFileAsync(content, "Apply the rules");
        var offer = (await Desk.Offers.ListAsync(default)).Single();

        var saved = (await Desk.Offers.TakeAsync("log", offer.Hash, "ada", default))!;

        saved.Definition.Json.GetRawText().Should().Contain("Apply the rules");
        (await VersionsAsync()).Should().Equal("1", "2 published", "3", "4 latest");
        (await AuditAsync()).Should().Equal("ada workflows.take-shipped log");
        Desk.Problems.Current.Should().BeEmpty();
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Should().BeEmpty();
        (await Desk.Offers.TakeAsync("log", offer.Hash, "ada", default)).Should().BeNull();
    }

    [Fact]
    public async Task What_was_decided_on_another_node_holds_here_too()
    {
        using var content = new ContentFolderCopy();
        await EditAsync(publish: true);
        await ChangeFileAsync(content, "Apply the rules");
        using var other = new TestDesk(await OpenAnotherAsync(), Time, node: "b");
        await other.LoadAsync(content.Root);
        await other.Offers.KeepOwnAsync("log", (await other.Offers.ListAsync(default)).Single().Hash, "ada", default);

        await Desk.Offers.RefreshAsync(default);

        Desk.Problems.Current.Should().BeEmpty();
        (await Desk.Offers.ListAsync(default)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_workflow_that_was_deleted_here_can_be_taken_back()
    {
        using var content = new ContentFolderCopy();
        (await Desk.Library.DeleteAsync("log", default)).Should().BeTrue();
        await ChangeFileAsync(content, "Apply the rules");
        var offer = (await Desk.Offers.ListAsync(default)).Single();
        (offer.OwnVersion, offer.Differences).Should().Be((null, null));

        await Desk.Offers.TakeAsync("log", offer.Hash, "ada", default);

        (await VersionsAsync()).Should().Equal("2 latest");
    }

    private async Task EditAsync(bool publish)
    {
        var latest = (await new DefinitionQueries(Database).FindAsync("log", new VersionChoice(Latest: true), default))!;
        await Desk.Library.SaveAsync(latest.With(new KeyValuePair<string, System.Text.Json.Nodes.JsonNode?>("description", Ours)), publish, DraftEdit.Of("ada"), default);
    }

    private async Task ChangeFileAsync(ContentFolderCopy content, string words)
    {
        content.Write("workflows/log.json", File.ReadAllText(Path.Combine(TestDesk.ShippedContent, "workflows/log.json")).Replace("Apply rules", words, StringComparison.Ordinal));
        await Desk.LoadAsync(content.Root);
    }

    private Task<List<string>> VersionsAsync() => ReadAsync(async c => (await c.WorkflowDefinitions.Where(x => x.DefinitionId == "log").OrderBy(x => x.Version).ToListAsync())
        .ConvertAll(x => $"{x.Version}{(x.IsLatest ? " latest" : "")}{(x.IsPublished ? " published" : "")}"));

    private Task<List<string>> AuditAsync() => ReadAsync(async c => (await c.Audit.OrderBy(x => x.Id).ToListAsync()).ConvertAll(x => $"{x.Actor} {x.Act} {x.Subject}"));
}

public sealed class WorkflowOffersOnSqlite() : WorkflowOffersTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class WorkflowOffersOnPostgres(PostgresServer server) : WorkflowOffersTests(server.Empty()), IOnPostgres;

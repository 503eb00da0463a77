using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Automation.Stages.Content;
using Automation.Stages.RuleBook;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Audit;
using Automation.Storage.Documents;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.RuleBook;

/// <summary>What is in force always makes a whole, whoever publishes what at the same moment.</summary>
public abstract class RulePublicationTests(DeskTestDatabase store) : RuleBookTest(store)
{
    private const string Drinks = "drinks";

    [Fact]
    public async Task A_set_and_the_list_it_uses_published_apart_at_the_same_moment_never_leave_the_set_without_its_list()
    {
        for (var round = 0; round < 6; round++)
        {
            await InForceAsync(withList: true, usesList: true);
            var usesIt = (await DocumentAsync("routing")).InForceVersion;
            await InForceAsync(withList: true, usesList: false);
            var (routing, lists) = (await DocumentAsync("routing"), await DraftListsAsync(withList: false));

            // Each fits what is in force; both together do not.
            var results = await Task.WhenAll(
                DoneAsync(() => Editor.RollBackAsync("routing", usesIt, routing.InForceVersion, "Back to the list", Ann, default)),
                DoneAsync(() => Editor.PublishAsync(new Dictionary<string, long> { ["lists"] = lists.DraftVersion }, "No such list", Bob, default)));

            results.Count(done => done).Should().Be(1, "the second is judged by what the first made");
            (await Desk.Swap.LookAsync(default)).Should().BeFalse("what is in force is in use already");
            Desk.Problems.Current.Should().BeEmpty();
            var book = Desk.Holder.Current.RuleBook;
            book.Versions["routing"].Should().Be(Desk.Holder.Current.Rules.Sets.Single(s => s.Name == "routing").Version);
            if (results[1])
                await Editor.DiscardAsync("routing", (await DocumentAsync("routing")).DraftVersion, Ann, default);
            else
                await Editor.DiscardAsync("lists", lists.DraftVersion, Ann, default);
        }
    }

    [Fact]
    public async Task Different_sets_published_at_the_same_moment_are_both_in_force()
    {
        await DraftAsync("routing", set => ToNetwork(set));
        await DraftAsync("category", set => set with { Description = "Another" });
        await DraftAsync("priority", set => set with { Description = "Another" });

        await Task.WhenAll(PublishAsync("routing"), PublishAsync("category"), PublishAsync("priority"));

        Desk.Holder.Current.RuleBook.Versions.Where(v => v.Key is not ("lists" or "categories")).Should().AllSatisfy(v => v.Value.Should().Be(2));
        Desk.Holder.Current.Rules.Sets.Select(s => s.Version).Should().Equal(2, 2, 2);
    }

    [Fact]
    public async Task A_published_version_that_cannot_be_used_leaves_the_one_before_in_force()
    {
        await DraftAsync("routing", set => ToNetwork(set));
        await PublishAsync("routing");
        await BreakAsync("routing");
        await DraftAsync("category", set => set with { Description = "Another" });
        await PublishAsync("category");

        (await OpenAsync(Eml.Write(subject: "Coffee"))).Ticket.Team.Should().Be("network", "version 2 decides in the place of the broken one");
        Desk.Problems.Current.Should().ContainSingle().Which.Message.Should().Contain("version 2 decides in its place");

        using var other = new TestDesk(Database.Options.Kind == Automation.Storage.Database.DatabaseKind.Sqlite ? Database : await OpenAnotherAsync(), Time, node: "b");
        await other.LoadAsync();
        other.Holder.Current.Rules.Sets.Select(s => (s.Name, s.Version)).Should().Equal([("category", 2), ("priority", 1), ("routing", 2)], "a node that starts has no former rules to keep");
    }

    [Fact]
    public async Task Shipped_lists_that_lack_what_a_set_written_here_uses_are_not_taken()
    {
        await DraftAsync("routing", set => set with { Rules = [Uses("outage-words"), .. set.Rules] });
        await PublishAsync("routing");
        using var content = new ContentFolderCopy();
        content.Write("rules/lists.json", RuleSetWriter.Write(new NamedLists(Lists(null).All.ToDictionary(l => l.Key == "outage-words" ? "breakdown-words" : l.Key, l => l.Key == "outage-words" ? l.Value with { Name = "breakdown-words" } : l.Value))));

        await Desk.LoadAsync(content.Root);

        Desk.Problems.Current.Select(p => p.Message).Should().Contain(m => m.Contains("outage-words") && m.Contains("routing"));
        Desk.Holder.Current.Rules.Sets.Single(s => s.Name == "routing").Rules[0].Name.Should().Be(Drinks);
        Desk.Holder.Current.RuleBook.Lists.All.Should().ContainKey("outage-words");
    }

    [Fact]
    public async Task An_import_that_renames_a_list_that_its_own_rules_use_is_taken_as_a_whole()
    {
        await InForceAsync(withList: true, usesList: true);
        var lists = Lists(null);
        var files = new Dictionary<string, string>
        {
            ["lists.json"] = RuleSetWriter.Write(new NamedLists(new Dictionary<string, NamedList>(lists.All) { ["beverages"] = new("beverages", null, ["coffee"]) })),
            ["routing.json"] = RuleSetWriter.Write((await DocumentAsync("routing")).InForce!.Set! is var set ? set with { Rules = [Uses("beverages"), .. set.Rules.Skip(1)] } : null!),
        };

        (await Transfer.ImportAsync(files, Ann, default)).Should().BeEquivalentTo(["lists", "routing"]);

        var workspace = await Editor.ReadAsync(default);
        await Editor.PublishAsync(workspace.Drafts.ToDictionary(d => d.Name, d => d.DraftVersion), "Renamed", Ann, default);
        (await OpenAsync(Eml.Write(subject: "Coffee is cold"))).Ticket.Team.Should().Be("network");
    }

    [Fact]
    public async Task An_import_that_takes_a_list_from_a_set_that_is_not_in_it_is_refused_as_a_whole()
    {
        await InForceAsync(withList: true, usesList: true);
        var files = new Dictionary<string, string>
        {
            ["lists.json"] = RuleSetWriter.Write(Lists(null)),
            ["category.json"] = RuleSetWriter.Write((await DocumentAsync("category")).InForce!.Set! with { Description = "Another" }),
        };

        var import = () => Transfer.ImportAsync(files, Ann, default);

        (await import.Should().ThrowAsync<RuleFileException>()).Which.Problems.Should().Contain(p => p.Rule == Drinks && p.Reason.Contains(Drinks));
        (await Editor.ReadAsync(default)).Drafts.Should().BeEmpty();
    }

    [Fact]
    public async Task Of_an_import_nothing_is_taken_when_somebody_is_faster_with_one_of_its_documents()
    {
        var workspace = await Editor.ReadAsync(default);
        await DraftAsync("routing", set => ToNetwork(set), Bob);

        var save = () => Editor.SaveDraftsAsync(
            [RuleContent.Of(workspace.Find("category")!.InForce!.Set! with { Description = "mine" }), RuleContent.Of(workspace.Find("routing")!.InForce!.Set! with { Description = "mine" })], workspace, Ann, default);

        (await save.Should().ThrowAsync<RuleConflictException>()).Which.Current.Name.Should().Be("routing");
        (await Editor.ReadAsync(default)).Drafts.Select(d => (d.Name, d.DraftBy)).Should().Equal(("routing", Bob));
    }

    [Fact]
    public void A_rule_that_is_never_reached_does_not_call_others_to_its_set()
    {
        RuleSet Named(string name, params Rule[] rules) => new(name, 1, HitPolicy.First, rules);
        var routing = Named("routing", Rule("tea", "tea"));
        var (wide, narrow) = (Rule("wide", "coffee"), Rule("narrow", "coffee machine"));
        var tagging = wide with { Then = [new OutcomeValue(StandardOutcomes.Tags, ["drinks"])] };

        RuleDocuments.SetFor([routing, Named("extras", tagging, narrow)], StandardOutcomes.Team)!.Name.Should().Be("routing");
        RuleDocuments.SetFor([routing, Named("extras", narrow, tagging)], StandardOutcomes.Team)!.Name.Should().Be("extras");
        RuleDocuments.SetFor([routing, Named("extras", narrow with { Until = Time.GetUtcNow() })], StandardOutcomes.Team, NamedLists.Empty, Time.GetUtcNow())!.Name.Should().Be("routing");
        RuleDocuments.SetFor([routing, Named("extras", narrow) with { Enabled = false }], StandardOutcomes.Team)!.Name.Should().Be("routing");
    }

    [Fact]
    public async Task A_set_is_deleted_with_its_draft_and_can_be_put_in_force_again()
    {
        await Editor.SaveDraftAsync("extras", RuleSetWriter.Write(new RuleSet("extras", 1, HitPolicy.Collect, [Rule("extra", "coffee")])), 0, 0, Ann, default);
        await PublishAsync("extras");
        (await OpenAsync(Eml.Write(subject: "Coffee"))).Ticket.Team.Should().Be("network");
        var empty = (await DocumentAsync("extras")).DraftVersion;
        foreach (var seen in new[] { empty - 1, empty + 1 })
        {
            await FluentActions.Awaiting(() => Editor.DeleteAsync("extras", 1, seen, "Not needed", Bob, default)).Should().ThrowAsync<RuleConflictException>()
                .WithMessage($"The draft of 'extras' has the number {empty}, not {seen}, and is empty: what stood there was published or thrown away; nothing was stored.", "version 1 is in force as Bob said");
        }

        await FluentActions.Awaiting(() => Editor.DeleteAsync("extras", 2, empty, "Not needed", Bob, default)).Should().ThrowAsync<RuleConflictException>().WithMessage("'extras' was published as version 1 by *");
        var draft = await DraftAsync("extras", set => set with { Description = "more" });

        var late = () => Editor.DeleteAsync("extras", 1, draft.DraftVersion - 1, "Not needed", Bob, default);
        await late.Should().ThrowAsync<RuleConflictException>("somebody wrote in the draft since");
        var unheard = () => Editor.DeleteAsync("extras", 1, draft.DraftVersion + 7, "Not needed", Bob, default);
        await unheard.Should().ThrowAsync<RuleConflictException>().WithMessage($"The draft of 'extras' has the number {draft.DraftVersion}, not {draft.DraftVersion + 7}, and was written by ann*; nothing was stored.");
        var silent = () => Editor.DeleteAsync("extras", 1, draft.DraftVersion, " ", Bob, default);
        await silent.Should().ThrowAsync<RuleFileException>().WithMessage("*note*");
        await Editor.DeleteAsync("extras", 1, draft.DraftVersion, "Not needed", Bob, default);

        (await Editor.ReadAsync(default)).Find("extras").Should().BeNull();
        (await OpenAsync(Eml.Write(subject: "Coffee"))).Ticket.Team.Should().Be("service-desk");
        (await new AuditTrail(Database).ListAsync("rules.delete", "extras", null, 5, default)).Should().ContainSingle(e => e.Actor == Bob);
        (await Editor.RollBackAsync("extras", 1, inForceVersion: 0, "It was needed", Ann, default)).Version.Should().Be(2);
        (await OpenAsync(Eml.Write(subject: "Coffee"))).Ticket.Team.Should().Be("network");
    }

    [Theory]
    [InlineData("priority", "the only one that decides the priority")]
    [InlineData("routing", "the only one that decides the team")]
    [InlineData("category", "asks for the")]
    [InlineData("lists", "Only rule sets")]
    [InlineData("nowhere", "no such set")]
    public async Task What_the_others_need_is_not_deleted(string name, string reason)
    {
        var document = await DocumentAsync(name);

        var delete = () => Editor.DeleteAsync(name, document?.InForceVersion ?? 0, document?.DraftVersion ?? 0, "Away", Ann, default);

        (await delete.Should().ThrowAsync<RuleFileException>()).Which.Message.Should().Contain(reason);
        Desk.Holder.Current.Rules.Sets.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_set_that_tickets_need_is_switched_off_only_by_somebody_who_says_that_it_is_wanted()
    {
        await DraftAsync("priority", set => set with { Enabled = false });
        var publish = (bool withGaps) => PublishAsync("priority", withGaps);

        var refused = (await publish.Awaiting(act => act(false)).Should().ThrowAsync<RuleGapException>()).Which;
        refused.Gaps.Should().ContainSingle().Which.Should().Contain("Only the set \"priority\" decides the priority");
        (await DocumentAsync("priority")).InForceVersion.Should().Be(1);

        await publish(true);
        (await OpenAsync(Eml.Write(subject: "Coffee"))).Ticket.Priority.Should().BeNull("somebody wanted it so");
        await DraftAsync("priority", set => set with { Enabled = true });
        await publish(false);

        var back = (bool withGaps) => Editor.RollBackAsync("priority", 2, inForceVersion: 3, "Off again", Ann, default, withGaps);
        await back.Awaiting(act => act(false)).Should().ThrowAsync<RuleGapException>();
        (await DocumentAsync("priority")).InForceVersion.Should().Be(3);
        (await back(true)).Version.Should().Be(4);
    }

    [Fact]
    public async Task Who_rolls_back_too_late_is_shown_what_it_would_change_in_what_is_in_force_now()
    {
        await DraftAsync("routing", set => ToNetwork(set));
        await PublishAsync("routing");
        await DraftAsync("routing", set => ToNetwork(set, "tea"));

        var back = () => Editor.RollBackAsync("routing", 1, inForceVersion: 1, "Back", Bob, default);

        var conflict = (await back.Should().ThrowAsync<RuleConflictException>()).Which;
        conflict.Message.Should().Contain("published as version 2 by ann", "the draft has nothing to do with it");
        conflict.TheirsToMine.Sets.Single().Rules.Should().ContainSingle(r => r.Rule == "coffee-to-network" && r.Kind == Automation.Rules.Comparison.ChangeKind.Removed);
    }

    [Fact]
    public async Task As_long_as_nothing_changes_the_same_objects_are_read()
    {
        var first = await Editor.ReadAsync(default);
        (await Editor.ReadAsync(default)).Should().BeSameAs(first);

        await DraftAsync("routing", set => ToNetwork(set));
        var second = await Editor.ReadAsync(default);

        second.Should().NotBeSameAs(first);
        second.Find("category").Should().BeSameAs(first.Find("category"));
        second.Find("routing")!.InForce.Should().BeSameAs(first.Find("routing")!.InForce);
    }

    private static async Task<bool> DoneAsync(Func<Task> act)
    {
        try
        {
            await Task.Run(act);
            return true;
        }
        catch (RuleFileException)
        {
            return false;
        }
    }

    /// <summary>Puts both in force as wanted, one after the other.</summary>
    private async Task InForceAsync(bool withList, bool usesList)
    {
        var workspace = await Editor.ReadAsync(default);
        var (lists, routing) = (workspace.Find("lists")!, workspace.Find("routing")!);
        if (lists.InForce!.Lists!.All.ContainsKey(Drinks) != withList)
        {
            await DraftListsAsync(withList);
            await PublishAsync("lists");
        }

        if (routing.InForce!.Set!.Rules.Any(r => r.Name == Drinks) != usesList)
        {
            await DraftAsync("routing", set => set with { Rules = usesList ? [Uses(Drinks), .. set.Rules] : [.. set.Rules.Where(r => r.Name != Drinks)] });
            await PublishAsync("routing");
        }
    }

    private async Task<RuleDocument> DraftListsAsync(bool withList)
    {
        var document = await DocumentAsync("lists");
        return await Editor.SaveDraftAsync("lists", RuleSetWriter.Write(Lists(withList ? ["coffee", "tea"] : null)), document.DraftVersion, document.InForceVersion, Ann, default);
    }

    private NamedLists Lists(string[]? drinks)
    {
        var all = Desk.Holder.Current.RuleBook.Lists.All.Where(l => l.Key != Drinks).ToDictionary();
        if (drinks is not null)
            all[Drinks] = new NamedList(Drinks, null, drinks);
        return new NamedLists(all);
    }

    private static Rule Uses(string list) =>
        Rule(Drinks, "x") with { When = new FieldCondition(StandardFields.Subject, Operator.ContainsAnyWord, new ListValue(list)) };

    private Task BreakAsync(string name) => WriteAsync(async c =>
    {
        var inForce = await c.Documents.SingleAsync(x => x.Kind == DocumentKind.RuleSet && x.Name == name && x.IsPublished);
        inForce.IsPublished = false;
        c.Documents.Add(new DocumentVersion
        {
            Kind = DocumentKind.RuleSet,
            Name = name,
            Version = inForce.Version + 1,
            Content = """{"name":"routing","version":3,"hitPolicy":"first","rules":"none"}""",
            IsPublished = true,
            CreatedAt = Start,
            CreatedBy = "a newer program",
        });
    });
}

public sealed class RulePublicationOnSqlite() : RulePublicationTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class RulePublicationOnPostgres(PostgresServer server) : RulePublicationTests(server.Empty()), IOnPostgres;

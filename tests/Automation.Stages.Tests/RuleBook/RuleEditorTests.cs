using Automation.Rules.Comparison;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.RuleBook;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Audit;
using Automation.Tests.Databases;
using Automation.Tickets.History;

namespace Automation.Stages.Tests.RuleBook;

public abstract class RuleEditorTests(DeskTestDatabase store) : RuleBookTest(store)
{
    [Fact]
    public async Task A_published_rule_decides_the_next_mail_and_its_reason_is_on_the_ticket()
    {
        (await OpenAsync(Eml.Write(subject: "The coffee machine"))).Ticket.Team.Should().Be("service-desk");
        await DraftAsync("routing", set => ToNetwork(set));
        (await OpenAsync(Eml.Write(subject: "Coffee again"))).Ticket.Team.Should().Be("service-desk", "a draft decides nothing");

        await PublishAsync("routing");

        var ticket = await OpenAsync(Eml.Write(subject: "Coffee once more"));
        ticket.Ticket.Team.Should().Be("network");
        Last<RulesApplied>(ticket).RuleSets.Should().Contain("routing v2");
        ticket.Decisions.Single().Trace.Should().Contain("coffee-to-network").And.Contain("Coffee");
    }

    [Fact]
    public async Task Rolling_back_puts_the_old_rules_in_force_as_a_new_version()
    {
        await DraftAsync("routing", set => ToNetwork(set));
        await PublishAsync("routing");

        var back = await Editor.RollBackAsync("routing", 1, inForceVersion: 2, "Coffee is for facilities", Bob, default);

        back.Version.Should().Be(3);
        var ticket = await OpenAsync(Eml.Write(subject: "Coffee"));
        ticket.Ticket.Team.Should().Be("service-desk");
        Last<RulesApplied>(ticket).RuleSets.Should().Contain("routing v3");
        (await Editor.DifferencesAsync("routing", 1, 3, default)).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task The_second_of_two_writers_is_told_and_shown_the_difference()
    {
        var before = await DocumentAsync("routing");
        await DraftAsync("routing", set => ToNetwork(set, "coffee"), Ann);

        var second = () => Editor.SaveDraftAsync(
            "routing", RuleSetWriter.Write(ToNetwork(before.Working!.Set!, "tea")), before.DraftVersion, before.InForceVersion, Bob, default);

        var conflict = (await second.Should().ThrowAsync<RuleConflictException>()).Which;
        conflict.Message.Should().Contain("routing").And.Contain(Ann);
        conflict.TheirsToMine.Sets.Single().Rules.Select(r => (r.Rule, r.Kind)).Should()
            .BeEquivalentTo([("tea-to-network", ChangeKind.Added), ("coffee-to-network", ChangeKind.Removed)]);
        (await DocumentAsync("routing")).Draft!.Set!.Rules[0].Name.Should().Be("coffee-to-network");

        var mine = await Editor.SaveDraftAsync(
            "routing", RuleSetWriter.Write(ToNetwork(before.Working!.Set!, "tea")), conflict.Current.DraftVersion, conflict.Current.InForceVersion, Bob, default);
        mine.Draft!.Set!.Rules[0].Name.Should().Be("tea-to-network");
    }

    [Fact]
    public async Task A_draft_under_which_another_version_was_published_is_not_published_blindly()
    {
        await DraftAsync("routing", set => ToNetwork(set, "coffee"));
        await PublishAsync("routing");
        await DraftAsync("routing", set => ToNetwork(set, "tea"));
        await Editor.RollBackAsync("routing", 1, inForceVersion: 2, "back", Bob, default);

        (await DocumentAsync("routing")).IsOverrun.Should().BeTrue();
        var publish = () => PublishAsync("routing");
        await publish.Should().ThrowAsync<RuleConflictException>();

        var draft = await DocumentAsync("routing");
        await Editor.SaveDraftAsync("routing", RuleSetWriter.Write(draft.Draft!.Set!), draft.DraftVersion, draft.InForceVersion, Ann, default);
        await PublishAsync("routing");
        (await DocumentAsync("routing")).InForceVersion.Should().Be(4);
    }

    [Theory]
    [InlineData("""{"field":"subject","operator":"matches","value":"("}""", "broken")]
    [InlineData("""{"field":"subjekt","operator":"is","value":"x"}""", "subjekt")]
    [InlineData("""{"field":"subject","operator":"isNear","value":"x"}""", "isNear")]
    [InlineData("""{"field":"attachment.count","operator":"is","value":"many"}""", "number")]
    [InlineData("""{"field":"subject","operator":"containsAnyWord","list":"no-such-list"}""", "no-such-list")]
    public async Task What_cannot_be_used_is_refused_with_rule_and_place_and_nothing_changes(string condition, string words)
    {
        var json = $$$"""
            {"name":"routing","version":1,"hitPolicy":"first","rules":[
              {"name":"broken","when":{{{condition}}},"then":{"team":"network"}}]}
            """;

        var save = () => Editor.SaveDraftAsync("routing", json, 0, 1, Ann, default);

        var problem = (await save.Should().ThrowAsync<RuleFileException>()).Which.Problems[0];
        (problem.Rule, problem.Line).Should().Be(("broken", 2));
        problem.ToString().Should().Contain(words);
        (await DocumentAsync("routing")).Draft.Should().BeNull();
        (await OpenAsync(Eml.Write())).Ticket.Team.Should().Be("service-desk");
    }

    [Fact]
    public async Task A_list_that_rules_use_cannot_be_taken_away()
    {
        var lists = await DocumentAsync("lists");
        var fewer = new NamedLists(lists.InForce!.Lists!.All.Where(l => l.Key != "urgent-words").ToDictionary());

        var save = () => Editor.SaveDraftAsync("lists", RuleSetWriter.Write(fewer), 0, 1, Ann, default);

        (await save.Should().ThrowAsync<RuleFileException>()).Which.Problems.Should().OnlyContain(p => p.Rule == "urgent-words" && p.Reason.Contains("urgent-words"));
    }

    [Fact]
    public async Task A_new_list_and_the_rule_that_uses_it_are_published_together()
    {
        var lists = await DocumentAsync("lists");
        var more = new NamedLists(new Dictionary<string, NamedList>(lists.InForce!.Lists!.All) { ["drinks"] = new("drinks", null, ["coffee", "tea"]) });
        await Editor.SaveDraftAsync("lists", RuleSetWriter.Write(more), 0, 1, Ann, default);
        await DraftAsync("routing", set => set with
        {
            Rules = [Rule("drinks", "x") with { When = new FieldCondition(Automation.Rules.Fields.StandardFields.Subject, Automation.Rules.Operators.Operator.ContainsAnyWord, new ListValue("drinks")) }, .. set.Rules],
        });

        var alone = () => PublishAsync("routing");
        await alone.Should().ThrowAsync<RuleFileException>("the list is not in force");
        var workspace = await Editor.ReadAsync(default);
        await Editor.PublishAsync(workspace.Drafts.ToDictionary(d => d.Name, d => d.DraftVersion), "Drinks", Ann, default);

        (await OpenAsync(Eml.Write(subject: "Tea is cold"))).Ticket.Team.Should().Be("network");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Nothing_is_published_without_a_note(string note)
    {
        var draft = await DraftAsync("routing", set => ToNetwork(set));

        var publish = () => Editor.PublishAsync(new Dictionary<string, long> { ["routing"] = draft.DraftVersion }, note, Ann, default);

        (await publish.Should().ThrowAsync<RuleFileException>()).WithMessage("*note*");
    }

    [Fact]
    public async Task Another_node_takes_over_what_is_published_here()
    {
        using var other = new TestDesk(Database.Options.Kind == Automation.Storage.Database.DatabaseKind.Sqlite ? Database : await OpenAnotherAsync(), Time, node: "b");
        await other.LoadAsync();
        (await other.Swap.LookAsync(default)).Should().BeFalse("nothing is new");
        await DraftAsync("routing", set => ToNetwork(set));
        await PublishAsync("routing");
        other.Holder.Current.RuleBook.Versions["routing"].Should().Be(1);

        (await other.Swap.LookAsync(default)).Should().BeTrue();

        other.Holder.Current.RuleBook.Versions["routing"].Should().Be(2);
        other.Holder.Current.Rules.Sets.Single(s => s.Name == "routing").Rules[0].Name.Should().Be("coffee-to-network");
    }

    [Fact]
    public async Task What_is_exported_is_imported_without_a_difference_and_a_change_becomes_a_draft()
    {
        var unpacked = new RuleFiles();
        await unpacked.AddZipAsync(new MemoryStream(await Transfer.ExportAsync(default)), null, default);
        var files = unpacked.Texts;
        files.Keys.Should().BeEquivalentTo(["category.json", "priority.json", "routing.json", "lists.json", "categories.json"]);
        (await Transfer.ImportAsync(files, Ann, default)).Should().BeEmpty();

        var changed = new Dictionary<string, string>(files) { ["routing.json"] = RuleSetWriter.Write(ToNetwork((await DocumentAsync("routing")).InForce!.Set!)) };
        (await Transfer.ImportAsync(changed, Ann, default)).Should().Equal("routing");

        (await DocumentAsync("routing")).Draft!.Set!.Rules[0].Name.Should().Be("coffee-to-network");
    }

    [Fact]
    public async Task Of_an_import_with_a_broken_file_nothing_is_taken()
    {
        var files = new Dictionary<string, string>
        {
            ["routing.json"] = RuleSetWriter.Write(ToNetwork((await DocumentAsync("routing")).InForce!.Set!)),
            ["priority.json"] = "{ broken",
        };

        var import = () => Transfer.ImportAsync(files, Ann, default);

        (await import.Should().ThrowAsync<RuleFileException>()).Which.Problems.Should().ContainSingle(p => p.File == "rules/priority.json");
        (await Editor.ReadAsync(default)).Drafts.Should().BeEmpty();
    }

    [Theory]
    [InlineData("routing-3.json")]
    [InlineData("routing (1).json")]
    [InlineData("network.json")]
    public async Task Of_a_file_that_is_imported_the_name_that_stands_in_it_counts(string file)
    {
        var files = new Dictionary<string, string>
        {
            [file] = RuleSetWriter.Write(ToNetwork((await DocumentAsync("routing")).InForce!.Set!)),
            ["lists-2.json"] = RuleSetWriter.Write((await DocumentAsync("lists")).InForce!.Lists!),
            ["categories (2).json"] = RuleSetWriter.Write((await DocumentAsync("categories")).InForce!.Categories!),
        };

        (await Transfer.ImportAsync(files, Ann, default)).Should().Equal("routing");

        (await DocumentAsync("routing")).Draft!.Set!.Rules[0].Name.Should().Be("coffee-to-network");
    }

    [Fact]
    public async Task Two_imported_files_that_hold_one_set_are_refused_and_both_are_named()
    {
        var text = RuleSetWriter.Write(ToNetwork((await DocumentAsync("routing")).InForce!.Set!));
        var files = new Dictionary<string, string> { ["routing.json"] = text, ["routing (1).json"] = text };

        var import = () => Transfer.ImportAsync(files, Ann, default);

        (await import.Should().ThrowAsync<RuleFileException>()).Which.Problems.Should().ContainSingle()
            .Which.Reason.Should().Be("\"routing (1).json\" and \"routing.json\" both hold rules/routing.json; leave one of them out.");
        (await Editor.ReadAsync(default)).Drafts.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_wrong_with_an_imported_file_is_told_by_the_name_that_it_was_sent_with()
    {
        var text = RuleSetWriter.Write((await DocumentAsync("routing")).InForce!.Set!).Replace("\"hitPolicy\"", "\"hitPolice\"", StringComparison.Ordinal);

        var import = () => Transfer.ImportAsync(new Dictionary<string, string> { ["routing-3.json"] = text }, Ann, default);

        (await import.Should().ThrowAsync<RuleFileException>()).Which.Problems.Should().OnlyContain(p => p.File == "routing-3.json");
    }

    [Fact]
    public async Task What_the_audit_says_of_a_long_change_ends_with_a_whole_character()
    {
        foreach (var shift in new[] { "", "x" })
            await DraftAsync("routing", set => set with { Description = shift + string.Concat(Enumerable.Repeat("🔥", 400)) });

        var entries = await new AuditTrail(Database).ListAsync("rules.", "routing", null, 10, default);

        entries.Should().HaveCount(2).And.AllSatisfy(entry => entry.Details.Should().EndWith("🔥…"));
    }

    [Fact]
    public async Task Categories_are_written_compared_and_published_like_rules()
    {
        var document = await DocumentAsync("categories");
        var tree = new CategoryTree([.. document.InForce!.Categories!.All, new Category("kitchen", "Coffee and tea")]);
        await Editor.SaveDraftAsync("categories", RuleSetWriter.Write(tree), 0, 1, Ann, default);

        RuleEditor.Compare(document.InForce, (await DocumentAsync("categories")).Draft).Lists.Single().Added.Should().Equal("kitchen: Coffee and tea");
        await PublishAsync("categories");

        Desk.Holder.Current.RuleBook.Categories.All.Should().Contain(c => c.Path == "kitchen");
    }
}

public sealed class RuleEditorOnSqlite() : RuleEditorTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class RuleEditorOnPostgres(PostgresServer server) : RuleEditorTests(server.Empty()), IOnPostgres;

using Automation.Storage.Audit;
using Automation.Storage.Documents;
using Automation.Storage.RuleBook;
using Automation.Tests.Databases;

namespace Automation.Storage.Tests.RuleBook;

public abstract class RuleBookStoreTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private const string Ann = "ann@contoso.example";
    private const string Bob = "bob@contoso.example";

    private RuleBookStore Store => new(Database, Time);

    private async Task ShipAsync(string content = "shipped") => await new DocumentStore(Database, Time).TakeShippedAsync(DocumentKind.RuleSet, "routing", content, default);

    [Fact]
    public async Task A_draft_is_kept_beside_what_is_in_force()
    {
        await ShipAsync();
        var draft = await Store.SaveDraftAsync("routing", "mine", expected: 0, basedOn: 1, Ann, null, default);

        draft.Version.Should().Be(1);
        var document = (await Store.ReadAsync(default)).Single();
        (document.InForce!.Content, document.Draft!.Content, document.Draft.By, document.Draft.BasedOn).Should().Be(("shipped", "mine", Ann, 1));
    }

    [Fact]
    public async Task The_second_of_two_writers_is_refused_and_the_first_ones_draft_stays()
    {
        await ShipAsync();
        await Store.SaveDraftAsync("routing", "Ann's", 0, 1, Ann, null, default);

        var second = () => Store.SaveDraftAsync("routing", "Bob's", 0, 1, Bob, null, default);

        (await second.Should().ThrowAsync<RuleDraftConflictException>()).Which.Names.Should().Equal("routing");
        (await Store.FindDraftAsync("routing", default))!.Content.Should().Be("Ann's");
    }

    [Fact]
    public async Task Of_writers_at_the_same_instant_exactly_one_is_stored()
    {
        await ShipAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await Store.SaveDraftAsync("routing", $"text {i}", 0, 1, $"person {i}", null, default);
                return 1;
            }
            catch (RuleDraftConflictException)
            {
                return 0;
            }
        }));

        results.Sum().Should().Be(1);
        (await Store.FindDraftAsync("routing", default))!.Version.Should().Be(1);
    }

    [Fact]
    public async Task A_draft_is_published_as_a_new_version_with_author_and_note_and_is_gone_then()
    {
        await ShipAsync();
        await Store.SaveDraftAsync("routing", "mine", 0, 1, Ann, null, default);

        var made = (await Store.PublishAsync([new RulePublication("routing", "mine", 1)], "Printers go to facilities", Bob, default)).Single();

        (made.Version, made.Content, made.IsPublished, made.CreatedBy, made.Note).Should().Be((2, "mine", true, Bob, "Printers go to facilities"));
        (await Store.VersionsInForceAsync(default)).Should().Equal(new Dictionary<string, int> { ["routing"] = 2 });
        var draft = (await Store.FindDraftAsync("routing", default))!;
        (draft.Content, draft.Version).Should().Be((null, 2L));
        (await Store.HistoryAsync("routing", default)).Select(v => (v.Version, v.IsInForce)).Should().Equal((2, true), (1, false));
    }

    [Fact]
    public async Task A_writer_who_began_before_a_publication_is_refused()
    {
        await ShipAsync();
        await Store.SaveDraftAsync("routing", "Ann's", 0, 1, Ann, null, default);
        await Store.PublishAsync([new RulePublication("routing", "Ann's", 1)], "note", Ann, default);

        var late = () => Store.SaveDraftAsync("routing", "Bob's", 0, 1, Bob, null, default);

        await late.Should().ThrowAsync<RuleDraftConflictException>();
    }

    [Fact]
    public async Task Of_several_drafts_all_are_published_or_none()
    {
        await ShipAsync();
        await Store.SaveDraftAsync("routing", "mine", 0, 1, Ann, null, default);
        await Store.SaveDraftAsync("extra", "new", 0, 0, Ann, null, default);

        var stale = () => Store.PublishAsync([new RulePublication("routing", "mine", 1), new RulePublication("extra", "new", 7)], "note", Ann, default);

        await stale.Should().ThrowAsync<RuleDraftConflictException>();
        (await Store.VersionsInForceAsync(default))["routing"].Should().Be(1);
        (await Store.PublishAsync([new RulePublication("routing", "mine", 1), new RulePublication("extra", "new", 1)], "note", Ann, default)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Rolling_back_makes_a_new_version_of_the_old_content()
    {
        await ShipAsync();
        await Store.SaveDraftAsync("routing", "mine", 0, 1, Ann, null, default);
        await Store.PublishAsync([new RulePublication("routing", "mine", 1)], "note", Ann, default);

        var back = await Store.RollBackAsync("routing", 1, "shipped", inForceVersion: 2, "Too many tickets", Bob, default);

        (back.Version, back.Content).Should().Be((3, "shipped"));
        (await Store.HistoryAsync("routing", default)).Select(v => (v.Version, v.IsInForce)).Should().Equal((3, true), (2, false), (1, false));
        var again = () => Store.RollBackAsync("routing", 1, "shipped", inForceVersion: 2, "again", Bob, default);
        await again.Should().ThrowAsync<RuleDraftConflictException>("version 3 is in force by now");
    }

    [Fact]
    public async Task Every_act_is_in_the_audit_with_who_and_when()
    {
        await ShipAsync();
        await Store.SaveDraftAsync("routing", "one", 0, 1, Ann, null, default);
        await Store.SaveDraftAsync("routing", "two", 1, 1, Ann, "+ rule two", default);
        await Store.DiscardDraftAsync("routing", 2, Bob, default);
        await Store.SaveDraftAsync("routing", "three", 3, 1, Ann, null, default);
        await Store.PublishAsync([new RulePublication("routing", "three", 4)], "why not", Ann, default);
        await Store.RollBackAsync("routing", 1, "shipped", 2, "back", Bob, default);

        var audit = await new AuditTrail(Database).ListAsync("rules.", "routing", null, 50, default);

        audit.Select(a => (a.Act, a.Actor, a.At)).Should().Equal(
            ("rules.roll-back", Bob, Start), ("rules.publish", Ann, Start), ("rules.draft", Ann, Start), ("rules.discard", Bob, Start), ("rules.draft", Ann, Start), ("rules.draft", Ann, Start));
        audit.Select(a => a.Details).Should().Equal("Version 3 is version 1 again: back", "Version 2: why not", "On version 1.", null, "+ rule two", "On version 1.");
    }
}

public sealed class RuleBookStoreOnSqlite() : RuleBookStoreTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class RuleBookStoreOnPostgres(PostgresServer server) : RuleBookStoreTests(server.Empty()), IOnPostgres;

using Automation.Storage.Audit;
using Automation.Storage.Documents;
using Automation.Storage.RuleBook;
using Automation.Tests.Databases;

namespace Automation.Storage.Tests.RuleBook;

public abstract class RuleBookStoreTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private static readonly Dictionary<string, string> NoNames = [];

    private const string Ann = "ann@contoso.example";
    private const string Bob = "bob@contoso.example";

    private RuleBookStore Store => new(Database, Time);

    private async Task ShipAsync(string content = "shipped") => await new DocumentStore(Database, Time).TakeShippedAsync(DocumentKind.RuleSet, "routing", content, default);

    [Fact]
    public async Task A_draft_is_kept_beside_what_is_in_force()
    {
        await ShipAsync();
        var draft = await SaveAsync("routing", "mine", expected: 0, basedOn: 1, Ann, null, default);

        draft.Version.Should().Be(1);
        var document = (await Store.ReadAsync(default)).Single();
        (document.InForce!.Content, document.Draft!.Content, document.Draft.By, document.Draft.BasedOn).Should().Be(("shipped", "mine", Ann, 1));
    }

    [Fact]
    public async Task The_second_of_two_writers_is_refused_and_the_first_ones_draft_stays()
    {
        await ShipAsync();
        await SaveAsync("routing", "Ann's", 0, 1, Ann, null, default);

        var second = () => SaveAsync("routing", "Bob's", 0, 1, Bob, null, default);

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
                await SaveAsync("routing", $"text {i}", 0, 1, $"person {i}", null, default);
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
        await SaveAsync("routing", "mine", 0, 1, Ann, null, default);

        var made = (await PublishAsync([new RulePublication("routing", "mine", 1)], "Printers go to facilities", Bob, default)).Single();

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
        await SaveAsync("routing", "Ann's", 0, 1, Ann, null, default);
        await PublishAsync([new RulePublication("routing", "Ann's", 1)], "note", Ann, default);

        var late = () => SaveAsync("routing", "Bob's", 0, 1, Bob, null, default);

        await late.Should().ThrowAsync<RuleDraftConflictException>();
    }

    [Fact]
    public async Task Of_several_drafts_all_are_published_or_none()
    {
        await ShipAsync();
        await SaveAsync("routing", "mine", 0, 1, Ann, null, default);
        await SaveAsync("extra", "new", 0, 0, Ann, null, default);

        var stale = () => PublishAsync([new RulePublication("routing", "mine", 1), new RulePublication("extra", "new", 7)], "note", Ann, default);

        await stale.Should().ThrowAsync<RuleDraftConflictException>();
        (await Store.VersionsInForceAsync(default))["routing"].Should().Be(1);
        (await PublishAsync([new RulePublication("routing", "mine", 1), new RulePublication("extra", "new", 1)], "note", Ann, default)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Rolling_back_makes_a_new_version_of_the_old_content()
    {
        await ShipAsync();
        await SaveAsync("routing", "mine", 0, 1, Ann, null, default);
        await PublishAsync([new RulePublication("routing", "mine", 1)], "note", Ann, default);

        var back = await RollBackAsync("routing", 1, "shipped", inForceVersion: 2, "Too many tickets", Bob, default);

        (back.Version, back.Content).Should().Be((3, "shipped"));
        (await Store.HistoryAsync("routing", default)).Select(v => (v.Version, v.IsInForce)).Should().Equal((3, true), (2, false), (1, false));
        var again = () => RollBackAsync("routing", 1, "shipped", inForceVersion: 2, "again", Bob, default);
        await again.Should().ThrowAsync<RuleDraftConflictException>("version 3 is in force by now");
    }

    [Fact]
    public async Task What_was_judged_with_versions_that_are_not_in_force_any_more_is_not_stored()
    {
        await ShipAsync();
        await SaveAsync("routing", "mine", 0, 1, Ann, null, default);
        await SaveAsync("extra", "new", 0, 0, Ann, null, default);
        var judged = await Store.VersionsInForceAsync(default);
        await PublishAsync([new RulePublication("extra", "new", 1)], "note", Bob, default);

        var publish = () => Store.PublishAsync([new RulePublication("routing", "mine", 1)], judged, "note", Ann, default);
        var back = () => Store.RollBackAsync("routing", 1, "shipped", 1, judged, NoNames, "note", Ann, default);
        var delete = () => Store.DeleteAsync("routing", 1, 1, judged, "note", Ann, default);

        foreach (var act in new Func<Task>[] { publish, back, delete })
            (await act.Should().ThrowAsync<RulesMovedException>()).Which.Names.Should().Equal("extra");
        (await Store.VersionsInForceAsync(default)).Should().Equal(new Dictionary<string, int> { ["routing"] = 1, ["extra"] = 1 });
        (await Store.FindDraftAsync("routing", default))!.Content.Should().Be("mine");
    }

    [Fact]
    public async Task A_deleted_document_keeps_its_versions_and_is_not_shipped_again()
    {
        await ShipAsync();
        await SaveAsync("routing", "mine", 0, 1, Ann, null, default);
        await Store.DeleteAsync("routing", 1, 1, await Store.VersionsInForceAsync(default), "Nobody needs it", Bob, default);

        (await Store.ReadAsync(default)).Should().BeEmpty();
        (await Store.HistoryAsync("routing", default)).Select(v => (v.Version, v.IsInForce)).Should().Equal((1, false));
        var entry = (await new AuditTrail(Database).ListAsync("rules.delete", "routing", null, 5, default)).Single();
        (entry.Actor, entry.Details).Should().Be((Bob, "Version 1 was in force: Nobody needs it"));
        (await new DocumentStore(Database, Time).TakeShippedAsync(DocumentKind.RuleSet, "routing", "shipped, and newer", default)).Should().Be(ShippedDocumentOutcome.Offered);
        (await Store.VersionsInForceAsync(default)).Should().BeEmpty();

        (await RollBackAsync("routing", 1, "shipped", 0, "Somebody does", Ann, default)).Version.Should().Be(2);
    }

    [Fact]
    public async Task Equal_stamps_tell_that_nothing_changed()
    {
        await ShipAsync();
        var first = await Store.StampsAsync(default);
        first.Should().Equal(new RuleStamp("routing", 1, 0));
        (await Store.StampsAsync(default)).Should().Equal(first);

        await SaveAsync("routing", "mine", 0, 1, Ann, null, default);
        await SaveAsync("extra", "new", 0, 0, Ann, null, default);
        (await Store.StampsAsync(default)).Should().Equal(new RuleStamp("extra", 0, 1), new RuleStamp("routing", 1, 1));
        await PublishAsync([new RulePublication("routing", "mine", 1)], "note", Ann, default);
        await Store.DiscardDraftAsync("extra", 1, Ann, default);
        (await Store.StampsAsync(default)).Should().Equal(new RuleStamp("routing", 2, 2));
    }

    [Fact]
    public async Task Every_act_is_in_the_audit_with_who_and_when()
    {
        await ShipAsync();
        await SaveAsync("routing", "one", 0, 1, Ann, null, default);
        await SaveAsync("routing", "two", 1, 1, Ann, "+ rule two", default);
        await Store.DiscardDraftAsync("routing", 2, Bob, default);
        await SaveAsync("routing", "three", 3, 1, Ann, null, default);
        await PublishAsync([new RulePublication("routing", "three", 4)], "why not", Ann, default);
        await RollBackAsync("routing", 1, "shipped", 2, "back", Bob, default);

        var audit = await new AuditTrail(Database).ListAsync("rules.", "routing", null, 50, default);

        audit.Select(a => (a.Act, a.Actor, a.At)).Should().Equal(
            ("rules.roll-back", Bob, Start), ("rules.publish", Ann, Start), ("rules.draft", Ann, Start), ("rules.discard", Bob, Start), ("rules.draft", Ann, Start), ("rules.draft", Ann, Start));
        audit.Select(a => a.Details).Should().Equal("Version 3 is version 1 again: back", "Version 2: why not", "On version 1.", null, "+ rule two", "On version 1.");
    }

    private async Task<RuleDraftRow> SaveAsync(string name, string content, long expected, int basedOn, string person, string? changes, CancellationToken cancellationToken) =>
        (await Store.SaveDraftsAsync([new RuleDraftWrite(name, content, expected, basedOn, changes)], person, cancellationToken))[0];

    private async Task<IReadOnlyList<DocumentVersion>> PublishAsync(IReadOnlyList<RulePublication> publications, string note, string person, CancellationToken cancellationToken) =>
        await Store.PublishAsync(publications, await Store.VersionsInForceAsync(cancellationToken), note, person, cancellationToken);

    private async Task<DocumentVersion> RollBackAsync(string name, int version, string content, int inForceVersion, string note, string person, CancellationToken cancellationToken) =>
        await Store.RollBackAsync(name, version, content, inForceVersion, await Store.VersionsInForceAsync(cancellationToken), NoNames, note, person, cancellationToken);
}

public sealed class RuleBookStoreOnSqlite() : RuleBookStoreTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class RuleBookStoreOnPostgres(PostgresServer server) : RuleBookStoreTests(server.Empty()), IOnPostgres;

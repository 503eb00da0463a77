using Automation.Desk.RuleBook;
using Automation.Stages.Content;
using Automation.Stages.Health;
using Automation.Stages.RuleBook;
using Automation.Storage.Database;
using Automation.Storage.Documents;
using Automation.Storage.RuleBook;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Desk.Tests.RuleBook;

/// <summary>An open page is told of every change on the desk, several times a second while mail comes in.</summary>
public sealed class LiveRulesTests : IAsyncLifetime, IDisposable
{
    private const string Content = """{"name":"routing","version":1,"hitPolicy":"first","rules":[{"name":"one","when":{"field":"subject","operator":"isEmpty"},"then":{"team":"network"}}]}""";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"desk-{Guid.NewGuid():N}.db");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly DeskDatabase _database;
    private readonly RuleBookStore _store;
    private readonly LiveRules _rules;

    public LiveRulesTests()
    {
        _database = new DeskDatabase(new DatabaseOptions(DatabaseKind.Sqlite, $"Data Source={_file};Pooling=False"));
        _store = new RuleBookStore(_database, _time);
        var (holder, problems) = (new DeskContentHolder(), new ProblemBoard(_time));
        var published = new PublishedRules(new DocumentStore(_database, _time), problems, NullLogger<PublishedRules>.Instance);
        var editor = new RuleEditor(_store, new RuleSwap(_store, published, holder, problems, NullLogger<RuleSwap>.Instance), _time);
        _rules = new LiveRules(editor, new RuleInsight(new RuleHits(_database), editor, past: null!, holder, new DeadRules(TimeSpan.FromDays(90)), _time), _time);
    }

    public async Task InitializeAsync()
    {
        await _database.MigrateAsync(CancellationToken.None);
        await new DocumentStore(_database, _time).TakeShippedAsync(DocumentKind.RuleSet, "routing", Content, CancellationToken.None);
        (await _rules.LookAsync(CancellationToken.None)).Should().BeTrue("nothing was shown yet");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _database.Dispose();
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" })
            File.Delete(file);
    }

    [Fact]
    public async Task Hits_are_no_news_before_a_minute_has_gone_by()
    {
        var set = _rules.Workspace!.Find("routing")!.InForce!.Set;
        await HitAsync();
        _time.Advance(TimeSpan.FromSeconds(59));
        (await _rules.LookAsync(CancellationToken.None)).Should().BeFalse();
        _rules.Hits.Should().BeEmpty();

        _time.Advance(TimeSpan.FromSeconds(1));
        (await _rules.LookAsync(CancellationToken.None)).Should().BeTrue();

        _rules.Hits[("routing", "one")].Hits.Should().Be(1);
        _rules.Workspace!.Find("routing")!.InForce!.Set.Should().BeSameAs(set, "nobody wrote: nothing is read or understood again");
    }

    [Fact]
    public async Task What_somebody_wrote_is_news_at_once_and_only_once()
    {
        await HitAsync();
        await _store.SaveDraftsAsync([new RuleDraftWrite("routing", Content, 0, 1, null)], "ann", CancellationToken.None);

        (await _rules.LookAsync(CancellationToken.None)).Should().BeTrue();
        (_rules.Workspace!.Find("routing")!.DraftBy, _rules.Hits.Count).Should().Be(("ann", 0), "hits wait for their minute");
        (await _rules.LookAsync(CancellationToken.None)).Should().BeFalse();
    }

    private async Task HitAsync()
    {
        await using var context = _database.Open();
        context.RuleHitEntries.Add(new RuleHitEntry { Set = "routing", Rule = "one", Day = new DateOnly(2026, 3, 10), Hits = 1, LastAt = _time.GetUtcNow() });
        await context.SaveChangesAsync();
    }
}

using Automation.Storage.RuleBook;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.RuleBook;

public abstract class RuleHitsTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(Start.UtcDateTime);

    private RuleHits Hits => new(Database);

    [Fact]
    public async Task Hits_count_the_same_before_and_after_they_are_gathered()
    {
        await CountAsync(("network", 0, 3), ("network", 0, 2), ("network", 1, 4), ("vip", 2, 1));
        var before = await LookAsync();
        (await Hits.GatherAsync(default)).Should().BeFalse("everything was gathered at once");

        var after = await LookAsync();

        after.Should().BeEquivalentTo(before);
        after["network"].Hits.Should().Be(9);
        after["network"].Days.Should().Equal(new Dictionary<DateOnly, long> { [Today] = 5, [Today.AddDays(-1)] = 4 });
        (await ReadAsync(c => c.RuleHitEntries.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task What_comes_later_adds_to_what_was_gathered()
    {
        await CountAsync(("network", 0, 3));
        await Hits.GatherAsync(default);
        await CountAsync(("network", 0, 2));

        (await LookAsync())["network"].Hits.Should().Be(5);
        await Hits.GatherAsync(default);
        (await LookAsync())["network"].Hits.Should().Be(5);
    }

    [Fact]
    public async Task A_last_hit_is_told_however_old_but_not_counted_in_the_days()
    {
        await CountAsync(("old", 100, 7));
        await Hits.GatherAsync(default);

        var old = (await LookAsync())["old"];

        old.Hits.Should().Be(0);
        old.LastAt.Should().Be(Start.AddDays(-100));
        old.First.Should().Be(Today.AddDays(-100));
    }

    [Fact]
    public async Task Old_days_are_removed_and_the_last_hit_of_each_rule_stays()
    {
        await CountAsync(("quiet", 900, 1), ("quiet", 500, 7), ("busy", 500, 2), ("busy", 399, 3), ("busy", 0, 4));
        await Hits.GatherAsync(default);

        (await Hits.RemoveAsync(Today.AddDays(-400), default)).Should().Be(2);

        (await ReadAsync(c => c.RuleHitDays.OrderBy(x => x.Day).Select(x => new { x.Rule, x.Hits }).ToListAsync())).Select(x => (x.Rule, x.Hits))
            .Should().Equal(("quiet", 7L), ("busy", 3L), ("busy", 4L));
        (await LookAsync())["quiet"].LastAt.Should().Be(Start.AddDays(-500));
        (await Hits.RemoveAsync(Today.AddDays(-400), default)).Should().Be(0);
    }

    [Fact]
    public async Task Several_that_gather_at_once_count_nothing_twice()
    {
        await CountAsync([.. Enumerable.Range(0, 200).Select(i => ($"rule-{i % 7}", i % 3, 1))]);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Hits.GatherAsync(default)));
        while (await Hits.GatherAsync(default))
        {
            // What was left.
        }

        await Hits.GatherAsync(default);
        (await LookAsync()).Values.Sum(h => h.Hits).Should().Be(200);
    }

    private async Task<Dictionary<string, RuleHitCount>> LookAsync() => (await Hits.CountAsync(Today.AddDays(-29), default)).ToDictionary(h => h.Rule);

    private Task CountAsync(params (string Rule, int DaysAgo, int Hits)[] hits) => WriteAsync(c =>
    {
        c.RuleHitEntries.AddRange(hits.Select(h => new RuleHitEntry
        {
            Set = "routing",
            Rule = h.Rule,
            Day = Today.AddDays(-h.DaysAgo),
            Hits = h.Hits,
            LastAt = Start.AddDays(-h.DaysAgo),
        }));
        return Task.CompletedTask;
    });
}

public sealed class RuleHitsOnSqlite() : RuleHitsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class RuleHitsOnPostgres(PostgresServer server) : RuleHitsTests(server.Empty()), IOnPostgres;

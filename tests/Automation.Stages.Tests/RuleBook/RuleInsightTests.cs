using Automation.Rules.Analysis;
using Automation.Rules.Model;
using Automation.Stages.RuleBook;
using Automation.Stages.Tests.Desk;
using Automation.Tests.Databases;

namespace Automation.Stages.Tests.RuleBook;

public abstract class RuleInsightTests(DeskTestDatabase store) : RuleBookTest(store)
{
    [Fact]
    public async Task A_rule_that_never_holds_is_dead_however_often_its_set_is_published_for_the_sake_of_others()
    {
        await DraftAsync("routing", set => set with { Rules = [Rule("quiet", "zeppelin"), Rule("changed", "airship"), .. set.Rules] });
        await PublishAsync("routing");
        await LogAsync(Eml.Write(subject: "Anything"));
        for (var month = 0; month < 5; month++)
        {
            Time.Advance(TimeSpan.FromDays(30));
            await DraftAsync("routing", set => set with { Rules = [.. set.Rules, Rule($"month-{month}", "balloon")] });
            await PublishAsync("routing");
        }

        await DraftAsync("routing", set => set with { Rules = [.. set.Rules.Select(r => r.Name == "changed" ? Rule("changed", "other") : r)] });
        await PublishAsync("routing");

        var dead = (await FindAsync()).Where(f => f.Kind == FindingKind.Dead && f.Set == "routing").Select(f => f.Rule).ToList();

        dead.Should().Contain("quiet").And.Contain("month-0").And.NotContain("month-2", "it stands for less than 90 days").And.NotContain("changed", "its condition is new");
    }

    [Fact]
    public async Task Findings_are_found_once_for_each_state_of_the_rules_and_told_anew_when_a_rule_or_a_name_changes()
    {
        var first = await FindAsync();
        (await FindAsync()).Should().BeSameAs(first);

        await DraftAsync("routing", set => set with { Rules = [Rule("nowhere", "tea") with { Then = [new OutcomeValue(StandardOutcomes.Team, ["new-team"])] }, .. set.Rules] });
        (await FindAsync()).Should().Contain(f => f.Rule == "nowhere" && f.Kind == FindingKind.UnknownName);
        Desk.Holder.Change(content => content with { Teams = new Dictionary<string, Automation.Tickets.People.Team>(content.Teams) { ["new-team"] = new("new-team", "New", []) } });
        (await FindAsync()).Should().NotContain(f => f.Rule == "nowhere");
    }

    [Fact]
    public async Task Who_asks_for_the_same_suggestions_at_the_same_time_shares_them_and_others_wait_their_turn()
    {
        var shared = new SharedRun<int, string>();
        var (begun, go, running) = (new List<int>(), new TaskCompletionSource(), 0);
        var first = new TaskCompletionSource();
        Task<string> AskAsync(int key) => shared.RunAsync(
            key,
            async stop =>
            {
                Interlocked.Increment(ref running).Should().Be(1, "one is computed at a time");
                lock (begun)
                    begun.Add(key);
                first.TrySetResult();
                await go.Task.WaitAsync(stop);
                Interlocked.Decrement(ref running);
                return $"answer {key}";
            },
            CancellationToken.None);

        var one = AskAsync(1);
        await first.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Task<string>[] others = [AskAsync(1), AskAsync(2), AskAsync(1)];
        // The other key stands in the queue: it has had its chance to begin.
        await shared.Queued.WaitAsync(TimeSpan.FromSeconds(30));
        begun.Should().Equal(1);
        go.SetResult();

        (await Task.WhenAll([one, .. others])).Should().Equal("answer 1", "answer 1", "answer 2", "answer 1");
        begun.Should().Equal(1, 2);
    }

    [Fact]
    public async Task It_is_stopped_when_nobody_waits_for_it_any_more_and_not_before()
    {
        var shared = new SharedRun<int, string>();
        using var one = new CancellationTokenSource();
        using var two = new CancellationTokenSource();
        var (begun, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        async Task<string> WaitAsync(CancellationToken stop)
        {
            begun.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, stop);
                return "";
            }
            finally
            {
                stopped.TrySetResult();
            }
        }

        var first = shared.RunAsync(1, WaitAsync, one.Token);
        var second = shared.RunAsync(1, WaitAsync, two.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await one.CancelAsync();
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        stopped.Task.IsCompleted.Should().BeFalse("somebody still waits");
        await two.CancelAsync();
        await FluentActions.Awaiting(() => second).Should().ThrowAsync<OperationCanceledException>();

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        (await shared.RunAsync(1, _ => Task.FromResult("again"), default)).Should().Be("again");
    }

    private async Task<IReadOnlyList<RuleFinding>> FindAsync() =>
        await Insight.FindingsAsync(await Editor.ReadAsync(default), withDrafts: true, await Insight.HitsAsync(default), default);
}

public sealed class RuleInsightOnSqlite() : RuleInsightTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class RuleInsightOnPostgres(PostgresServer server) : RuleInsightTests(server.Empty()), IOnPostgres;

using Automation.Rules.Replay;
using Automation.Stages.RuleBook;
using Automation.Stages.Tests.Desk;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Stages.Tests.RuleBook;

public abstract class ReplayRunsTests(DeskTestDatabase store) : RuleBookTest(store)
{
    private static readonly PastRange All = new() { Last = 100 };

    [Fact]
    public async Task Rules_of_another_time_than_the_tickets_had_no_chance_and_that_is_said()
    {
        await LogAsync(Eml.Write(subject: "Coffee"));
        var at = Desk.Source.ReceivedAt;
        await DraftAsync("routing", set => set with
        {
            Rules =
            [
                Rule("later", "coffee") with { From = at.AddDays(30) },
                Rule("over", "coffee") with { Until = at.AddDays(-30) },
                Rule("off", "coffee") with { From = at.AddDays(30), Enabled = false },
                Rule("then", "tea") with { From = at.AddDays(-1), Until = at.AddDays(1) },
                .. set.Rules,
            ],
        });

        var report = (await EndAsync(await Replays.StartAsync(All, Ann, default))).Report!;

        report.Changed.Should().Be(0, "every ticket is decided as of the moment it came");
        report.WithoutChance.Should().Equal(new DatedRule("routing", "later", at.AddDays(30), null), new DatedRule("routing", "over", null, at.AddDays(-30)));
    }

    [Fact]
    public async Task A_run_is_let_go_of_some_minutes_after_its_end()
    {
        var run = await ChangingAsync(Replays);
        run.Explain(0).Should().NotBeNull();
        Time.Advance(ReplayRuns.Kept - TimeSpan.FromMinutes(1));
        Replays.Find(run.Id).Should().BeSameAs(run);

        Time.Advance(TimeSpan.FromMinutes(2));

        Replays.Find(run.Id).Should().BeNull();
        (run.IsLetGo, run.Explain(0)).Should().Be((true, null));
        run.Report!.Changes.Should().ContainSingle("what was counted and listed stays with who looks at it").Which.Ticket.Facts.Characters.Should().Be(0);
    }

    [Fact]
    public async Task When_the_texts_take_too_much_the_oldest_runs_are_let_go_of_and_the_newest_is_kept()
    {
        using var runs = new ReplayRuns(Editor, Past, new TimeOrderedIds(Time), Time, NullLogger<ReplayRuns>.Instance, mostBytes: 10);
        var first = await ChangingAsync(runs);
        first.IsLetGo.Should().BeFalse("it is the newest");
        Time.Advance(TimeSpan.FromSeconds(1));

        var second = await EndAsync(await runs.StartAsync(All, Ann, default));
        await UntilAsync(() => runs.Find(first.Id) is null);

        (first.IsLetGo, second.IsLetGo).Should().Be((true, false));
        second.Explain(0).Should().NotBeNull();
    }

    [Fact]
    public async Task A_running_replay_is_cancelled_on_its_way_and_another_can_begin()
    {
        await LogAsync([.. Enumerable.Range(0, 20).Select(i => (ReadOnlyMemory<byte>)Eml.Write(subject: $"Mail {i}"))]);
        var run = await Replays.StartAsync(All, Ann, default);
        run.Cancel();
        await EndAsync(run);
        run.EndedAt.Should().NotBeNull();

        (await EndAsync(await Replays.StartAsync(All, Ann, default))).Report!.Tickets.Should().Be(20);
    }

    private async Task<ReplayRun> ChangingAsync(ReplayRuns runs)
    {
        await LogAsync(Eml.Write(subject: "Coffee"));
        await DraftAsync("routing", set => ToNetwork(set));
        var run = await EndAsync(await runs.StartAsync(All, Ann, default));
        run.Report!.Changes.Should().ContainSingle().Which.Ticket.Facts.Characters.Should().BePositive();
        return run;
    }

    private static async Task<ReplayRun> EndAsync(ReplayRun run)
    {
        await run.Ended.WaitAsync(TimeSpan.FromSeconds(60));
        return run;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; i < 500 && !holds(); i++)
            await Task.Delay(20);
        holds().Should().BeTrue();
    }
}

public sealed class ReplayRunsOnSqlite() : ReplayRunsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class ReplayRunsOnPostgres(PostgresServer server) : ReplayRunsTests(server.Empty()), IOnPostgres;

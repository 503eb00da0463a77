using System.Globalization;
using Automation.Stages.Effects;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Stages.Tests.Running;

/// <summary>A process that loses everything in memory after each commit leaves the same rows behind as one that never stops.</summary>
public abstract class KilledAfterEveryCommitTests(DeskTestDatabase store, int plans) : DatabaseTest(store)
{
    private sealed record Plan(int[] Kinds, (int From, int To, bool True)[] Edges, int[] Steps);

    private static readonly Gen<Plan> Plans = Gen.Select(
        Gen.Int[0, 7].Array[3, 8],
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7], Gen.Bool).Array[4, 14],
        Gen.Int[0, 2].Array[8],
        (kinds, edges, steps) => new Plan(kinds, edges, steps));

    /// <summary>Of two tasks done at once, either may end first, whether something is killed or not.</summary>
    private static readonly EffectOptions OneByOne = new() { OthersAtOnce = 1 };

    private int _tried;
    private int _resumed;
    private int _turns;
    private RuntimeOptions _runtime = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killing_after_any_commit_changes_neither_state_nor_journal_nor_effects(bool inTurns)
    {
        _runtime = new RuntimeOptions { MaxTurn = inTurns ? TimeSpan.Zero : TimeSpan.FromMinutes(1) };
        await Plans.SampleAsync(
            async plan =>
            {
                var name = $"p{_tried++}";
                var undisturbed = await RunAsync(plan, name + "u", isKilled: false);
                var killed = await RunAsync(plan, name + "k", isKilled: true);
                return undisturbed == killed;
            },
            iter: plans, threads: 1);
        _tried.Should().BeGreaterThanOrEqualTo(plans);
        _resumed.Should().BeGreaterThan(plans, "the random workflows must be worth trying");
        (_turns > plans).Should().Be(inTurns);
    }

    private async Task<string> RunAsync(Plan plan, string id, bool isKilled)
    {
        var time = new FakeTimeProvider(Start);
        var ids = new NumberedIds(id);
        var node = await NewAsync();
        await node.PublishAsync(Definition(plan, id));
        await node.StartAsync(id);
        await TakeTurnsAsync();
        foreach (var step in plan.Steps)
        {
            if (isKilled)
            {
                node.Dispose();
                node = await NewAsync();
            }

            switch (step)
            {
                case 0:
                    await node.EventAsync($"Go {id}");
                    break;
                case 1:
                    time.Advance(TimeSpan.FromMinutes(5));
                    await node.FireAsync();
                    break;
                default:
                    time.Advance(TimeSpan.FromSeconds(1));
                    await node.DoEffectsAsync();
                    break;
            }

            await TakeTurnsAsync();
        }

        node.Dispose();
        var rows = await ReadAsync(async c =>
        {
            var instance = await c.WorkflowInstances.AsNoTracking().SingleAsync(x => x.DefinitionId == id);
            var bursts = await c.WorkflowBursts.AsNoTracking().Where(x => x.InstanceId == instance.Id).OrderBy(x => x.RowVersion).ToListAsync();
            var effects = await c.WorkflowEffects.AsNoTracking().Where(x => x.InstanceId == instance.Id).OrderBy(x => x.Id).ToListAsync();
            var bookmarks = await c.WorkflowBookmarks.AsNoTracking().Where(x => x.InstanceId == instance.Id).OrderBy(x => x.Id).ToListAsync();
            _resumed += (int)instance.RowVersion - 1;
            return string.Join('\n', [
                System.Text.Encoding.UTF8.GetString(instance.State), .. bursts.Select(b => $"{b.RowVersion} {b.Journal} {b.Records}"),
                .. effects.Select(e => $"{e.Id} {e.Kind} {e.Data} {e.Attempts} {e.NextAttemptAt}"), .. bookmarks.Select(b => $"{b.Id} {b.DueAt}")]);
        });
        // What is left waiting would be found by the next plan.
        await WriteAsync(async c =>
        {
            await c.WorkflowBookmarks.ExecuteDeleteAsync();
            await c.WorkflowEffects.ExecuteDeleteAsync();
            await c.WorkflowTriggers.ExecuteDeleteAsync();
        });
        return System.Text.RegularExpressions.Regex.Replace(rows.Replace(id, "p", StringComparison.Ordinal), "\"hash\":\"[0-9a-f]*\"|p-1-[0-9a-f]{8}", "", System.Text.RegularExpressions.RegexOptions.IgnoreCase);

        // Each activity is a commit then, and after each the process may be gone.
        async Task TakeTurnsAsync()
        {
            while (await ReadAsync(c => c.WorkflowBookmarks.AnyAsync(b => b.Name == "Automation.Turn")))
            {
                if (isKilled)
                {
                    node.Dispose();
                    node = await NewAsync();
                }

                await node.Timers.FireAsync(default);
                _turns++;
            }
        }

        async Task<WorkflowNode> NewAsync() => new(isKilled ? await OpenAnotherAsync() : Database, time, "a", ids, OneByOne, _runtime, new Answering());
    }

    private static string Definition(Plan plan, string id)
    {
        // A way through all of them, and random ones beside it.
        var connections = plan.Edges.Concat(Enumerable.Range(0, plan.Kinds.Length - 1).Select(i => (From: i, To: i + 1, True: true)))
            .Select(e => (From: e.From % plan.Kinds.Length, To: e.To % plan.Kinds.Length, e.True))
            // Forward only: most random ways back are refused at publish.
            .Select(e => (From: Math.Min(e.From, e.To), To: Math.Max(e.From, e.To), e.True))
            .Where(e => e.From != e.To)
            .Select(e => $$"""{ "source": { "activity": "A{{e.From}}", "port": "{{(plan.Kinds[e.From] == 2 ? e.True ? "True" : "False" : "Done")}}" }, "target": { "activity": "A{{e.To}}", "port": "In" } }""")
            .Distinct();
        return $$"""
            { "id": "{{id}}-1", "definitionId": "{{id}}", "name": "{{id}}", "version": 1,
              "variables": [{ "id": "n", "name": "N", "typeName": "Int32", "value": "0" }],
              "root": { "type": "Elsa.Flowchart", "id": "F", "version": 1,
                "activities": [{{string.Join(",", plan.Kinds.Select((kind, index) => Activity(kind, $"A{index}", id)))}}],
                "connections": [{{string.Join(",", connections)}}] } }
            """;
    }

    private static string Activity(int kind, string name, string id) => kind switch
    {
        0 => One("Elsa.WriteLine", name, "text", "Liquid", "N {{ Variables.N }}"),
        1 => One("Elsa.SetVariable", name, "value", "JavaScript", "getN() + 1", """, "variable": { "id": "n", "name": "N" }"""),
        2 => One("Elsa.FlowDecision", name, "condition", "JavaScript", "getN() % 2 === 0"),
        3 => One("Elsa.Event", name, "eventName", "Literal", $"Go {id}"),
        4 => One("Elsa.Delay", name, "timeSpan", "Literal", "00:05:00"),
        5 => One("Elsa.RunTask", name, "taskName", "Literal", "answer"),
        6 => One("Elsa.FlowJoin", name, "mode", "Literal", "WaitAny"),
        _ => One("Elsa.RunTask", name, "taskName", "Literal", "unknown"),
    };

    private static string One(string type, string id, string input, string language, string value, string more = "") =>
        $$"""{ "type": "{{type}}", "id": "{{id}}", "version": 1, "{{input}}": { "typeName": "Object", "expression": { "type": "{{language}}", "value": "{{value}}" } }{{more}} }""";

    private sealed class Answering : IWorkflowTask
    {
        public string Name => "answer";

        public Task<object?> RunAsync(string taskId, ValueMap payload, CancellationToken cancellationToken) => Task.FromResult<object?>(42L);
    }

    /// <summary>The world's chance, which a crash does not turn back.</summary>
    private sealed class NumberedIds(string prefix) : IIdGenerator
    {
        private int _next;

        public string NewId() => prefix + "." + (++_next).ToString("d6", CultureInfo.InvariantCulture);

        public Guid NewGuid() => new(++_next, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
    }
}

public sealed class KilledAfterEveryCommitOnSqlite() : KilledAfterEveryCommitTests(new SqliteTestDatabase(), 30);

[Collection(PostgresServer.Collection)]
public sealed class KilledAfterEveryCommitOnPostgres(PostgresServer server) : KilledAfterEveryCommitTests(server.Empty(), 10), IOnPostgres;

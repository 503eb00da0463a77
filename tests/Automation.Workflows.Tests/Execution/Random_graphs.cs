using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Values;
using CsCheck;
using Xunit.Abstractions;

namespace Automation.Workflows.Tests.Execution;

/// <summary>Properties that hold for any workflow, tried on random ones.</summary>
public sealed class Random_graphs(ITestOutputHelper output)
{
    private sealed record Plan(int[] Kinds, (int From, int To, bool True)[] Edges, int[] Choices);

    private static readonly Gen<Plan> Plans = Gen.Select(
        Gen.Int[0, 9].Array[2, 9],
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8], Gen.Bool).Array[1, 16],
        Gen.Int[0, 100].Array[12],
        (kinds, edges, choices) => new Plan(kinds, edges, choices));

    [Fact]
    public void An_instance_reloaded_after_every_burst_ends_as_one_that_never_left_memory()
    {
        var compiler = new Desk().Compiler;
        Plans.Sample(plan =>
        {
            var graph = compiler.Compile(Definition(plan));
            var undisturbed = Run(graph, plan, reload: false);
            var reloaded = Run(graph, plan, reload: true);
            return undisturbed == reloaded;
        }, iter: 400, threads: 1);
    }

    [Fact]
    public void A_finished_instance_leaves_no_bookmark_and_no_open_activity()
    {
        var compiler = new Desk().Compiler;
        var ends = new Dictionary<WorkflowSubStatus, int>();
        Plans.Sample(plan =>
        {
            var state = Last(compiler.Compile(Definition(plan)), plan, reload: false, out _);
            ends[state.SubStatus] = ends.GetValueOrDefault(state.SubStatus) + 1;
            return state.SubStatus switch
            {
                WorkflowSubStatus.Finished => state.Root is null && state.Bookmarks.Count == 0,
                WorkflowSubStatus.Suspended => state.Root is not null && state.Bookmarks.Count > 0,
                WorkflowSubStatus.Faulted => state.Incidents.Count > 0,
                _ => false
            };
        }, iter: 400, threads: 1);
        output.WriteLine(string.Join(", ", ends));
        // The random workflows must be worth trying: many run to their end, and some still wait.
        ends.GetValueOrDefault(WorkflowSubStatus.Finished).Should().BeGreaterThan(40);
        ends.GetValueOrDefault(WorkflowSubStatus.Suspended).Should().BeGreaterThan(5);
    }

    [Fact]
    public void An_instance_that_lets_others_go_after_each_activity_ends_as_one_that_does_not()
    {
        var compiler = new Desk().Compiler;
        var turns = 0;
        Plans.Sample(plan =>
        {
            var graph = compiler.Compile(Definition(plan));
            Last(graph, plan, reload: false, out var undisturbed, Told);
            Last(graph, plan, reload: true, out var inTurns, Told, (state, environment) => environment with { Turn = new Turn(0, TimeSpan.Zero) }, () => turns++);
            return Kinds(undisturbed).SequenceEqual(Kinds(inTurns));
        }, iter: 400, threads: 1);
        turns.Should().BeGreaterThan(400, "most of them take several turns");

        // Ids are counted, and turns need some of their own. A timer that is taken back is never told of in one burst, and is in several: what waits in the end counts.
        static IEnumerable<string> Told(BurstResult burst) =>
        [
            .. burst.Lines.Select(line => "L " + line), .. burst.Events.Select(published => $"E {published.Name} {WorkflowValue.ToJson(published.Payload)}"),
            .. burst.Effects.Select(effect => $"F {effect.GetType().Name}"), .. burst.Journal.Select(entry => $"J {entry.Sequence} {entry.NodeId} {entry.EventName}"),
            .. burst.State.Aside is null ? [$"S {burst.State.SubStatus} {string.Join(",", burst.State.Bookmarks.Select(bookmark => bookmark.NodeId))} {burst.State.Incidents.Count}"] : Array.Empty<string>()
        ];

        static IEnumerable<string> Kinds(IEnumerable<string> seen) => seen.OrderBy(word => word[0]);
    }

    [Fact]
    public void What_comes_between_two_turns_leaves_nothing_behind()
    {
        var compiler = new Desk().Compiler;
        var between = 0;
        Plans.Sample(plan =>
        {
            // Only the resumes chosen by the plan take up a turn, among others.
            var state = Last(compiler.Compile(Definition(plan)), plan, reload: true, out _, inTurns: (now, environment) =>
            {
                between += now.Aside is not null && now.Bookmarks.Count > 1 ? 1 : 0;
                return environment with { Turn = new Turn(0, TimeSpan.Zero) };
            });
            var turn = state.Bookmarks.FindAll(bookmark => bookmark.Name == "Automation.Turn");
            return state.SubStatus switch
            {
                WorkflowSubStatus.Finished => state.Root is null && state.Bookmarks.Count == 0,
                WorkflowSubStatus.Executing => state.Aside is { Scheduled.Count: > 0 } && turn.Count == 1,
                WorkflowSubStatus.Suspended => state.Aside is null && turn.Count == 0 && state.Bookmarks.Count > 0,
                WorkflowSubStatus.Faulted => state.Incidents.Count > 0,
                _ => false
            };
        }, iter: 400, threads: 1);
        between.Should().BeGreaterThan(40);
    }

    private static string Run(Automation.Workflows.Graphs.WorkflowGraph graph, Plan plan, bool reload)
    {
        var state = Last(graph, plan, reload, out var seen);
        return System.Text.Encoding.UTF8.GetString(StateJson.Write(state)) + "\n" + string.Join("\n", seen);
    }

    /// <param name="told">What is seen of a burst; null for everything.</param>
    /// <param name="inTurns">The environment of a burst; null when it lets nobody go.</param>
    /// <param name="turned">Called for each turn, which then follows at once; null when the plan's choices take up turns too.</param>
    private static WorkflowState Last(
        Automation.Workflows.Graphs.WorkflowGraph graph, Plan plan, bool reload, out List<string> seen,
        Func<BurstResult, IEnumerable<string>>? told = null, Func<WorkflowState, ExecutionEnvironment, ExecutionEnvironment>? inTurns = null, Action? turned = null)
    {
        var desk = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var environment = new ExecutionEnvironment(desk, new CountingIds(), new HostServices(), MaxSteps: 120);
        var state = WorkflowEngine.Create(graph, environment, new ValueMap { ["N"] = 3L });
        seen = [];
        BurstStart start = new BurstStart.Begin();
        foreach (var choice in plan.Choices)
        {
            var burst = WorkflowEngine.RunAsync(graph, state, start, inTurns?.Invoke(state, environment) ?? environment).AsTask().GetAwaiter().GetResult();
            for (; turned is not null && burst.State.Aside is not null; turned())
            {
                seen.AddRange(told!(burst));
                state = StateJson.Read(StateJson.Write(state));
                start = new BurstStart.Resume(state.Bookmarks.Single(bookmark => bookmark.Name == "Automation.Turn").Id, null);
                burst = WorkflowEngine.RunAsync(graph, state, start, inTurns!(state, environment)).AsTask().GetAwaiter().GetResult();
            }

            if (told is not null)
            {
                seen.AddRange(told(burst));
            }
            else
            {
                Add(burst, seen);
            }

            if (reload)
                state = StateJson.Read(StateJson.Write(state));
            if (state.Bookmarks.Count == 0 || state.Status != WorkflowStatus.Running)
                break;
            desk.Advance(TimeSpan.FromMinutes(1));
            start = new BurstStart.Resume(state.Bookmarks[choice % state.Bookmarks.Count].Id, new ValueMap { ["choice"] = (long)choice });
        }

        return state;
    }

    private static void Add(BurstResult burst, List<string> seen)
    {
        seen.AddRange(burst.Lines);
        seen.AddRange(burst.Events.Select(published => JsonSerializer.Serialize(published)));
        seen.AddRange(burst.Timers.Select(timer => JsonSerializer.Serialize(timer)));
        seen.AddRange(burst.Effects.Select(effect => JsonSerializer.Serialize(effect)));
        seen.AddRange(burst.Journal.Select(entry => $"{entry.Sequence} {entry.NodeId} {entry.EventName}"));
        seen.AddRange(burst.Records.Select(record => JsonSerializer.Serialize(record)));
    }

    private static WorkflowDefinition Definition(Plan plan)
    {
        var activities = plan.Kinds.Select((kind, index) => Activity(kind, $"A{index}")).ToArray();
        var connections = plan.Edges
            .Select(edge => (From: edge.From % plan.Kinds.Length, To: edge.To % plan.Kinds.Length, edge.True))
            .Select(edge => $"A{edge.From}:{Port(plan.Kinds[edge.From], edge.True)}>A{edge.To}")
            .Distinct().ToArray();
        return Json.Workflow("random", Json.Flow(connections, activities), ["N:Int32=0", "R"]);
    }

    private static string Port(int kind, bool yes) => kind switch
    {
        2 => yes ? "True" : "False",
        5 => yes ? "x" : "y",
        _ => "Done"
    };

    private static JsonObject Activity(int kind, string id) => kind switch
    {
        0 => Json.Line(id, Json.Liquid($"{id} {{{{ Variables.N }}}} {{{{ Input.N }}}}")),
        1 => Json.Set(id, "N", Json.Js("getN() + 1")),
        2 => Json.Decide(id, Json.Js("getN() % 3 === 1")),
        3 => Json.Event(id, "Go", into: "R"),
        4 => Json.Activity("Elsa.FlowJoin", id, new() { ["mode"] = Json.Literal(id.EndsWith('3') ? "WaitAll" : id.EndsWith('4') ? "WaitAllActive" : "WaitAny") }),
        5 => Json.Activity("Elsa.FlowFork", id, new() { ["branches"] = Json.Object("""["x","y"]""") }),
        6 => Json.Delay(id, "00:05:00"),
        7 => Json.Activity("Elsa.ForEach", id, new() { ["items"] = Json.Js("[1, {a: [2.5, null]}]"), ["currentValue"] = Json.Into("R"), ["body"] = Json.Sequence(id + "b", Json.Line(id + "l", Json.Js("JSON.stringify(variables.CurrentValue)")), Json.Event(id + "e", "Inner")) }),
        8 => Json.Publish(id, "Told", Json.Js("({ n: getN(), r: getR(), last: getLastResult() })")),
        _ => Json.Activity("Elsa.If", id, new() { ["condition"] = Json.Js("getN() > 2"), ["then"] = Json.Activity("Elsa.RunTask", id + "t", new() { ["taskName"] = Json.Literal("t") }), ["else"] = Json.Line(id + "n") })
    };
}

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

    private static string Run(Automation.Workflows.Graphs.WorkflowGraph graph, Plan plan, bool reload)
    {
        var state = Last(graph, plan, reload, out var seen);
        return System.Text.Encoding.UTF8.GetString(StateJson.Write(state)) + "\n" + string.Join("\n", seen);
    }

    private static WorkflowState Last(Automation.Workflows.Graphs.WorkflowGraph graph, Plan plan, bool reload, out List<string> seen)
    {
        var desk = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var environment = new ExecutionEnvironment(desk, new CountingIds(), new HostServices(), MaxSteps: 120);
        var state = WorkflowEngine.Create(graph, environment, new ValueMap { ["N"] = 3L });
        seen = [];
        BurstStart start = new BurstStart.Begin();
        foreach (var choice in plan.Choices)
        {
            var burst = WorkflowEngine.RunAsync(graph, state, start, environment).AsTask().GetAwaiter().GetResult();
            seen.AddRange(burst.Lines);
            seen.AddRange(burst.Events.Select(published => JsonSerializer.Serialize(published)));
            seen.AddRange(burst.Timers.Select(timer => JsonSerializer.Serialize(timer)));
            seen.AddRange(burst.Effects.Select(effect => JsonSerializer.Serialize(effect)));
            seen.AddRange(burst.Journal.Select(entry => $"{entry.Sequence} {entry.NodeId} {entry.EventName}"));
            seen.AddRange(burst.Records.Select(record => JsonSerializer.Serialize(record)));
            if (reload)
                state = StateJson.Read(StateJson.Write(state));
            if (state.Bookmarks.Count == 0 || state.Status != WorkflowStatus.Running)
                break;
            desk.Advance(TimeSpan.FromMinutes(1));
            start = new BurstStart.Resume(state.Bookmarks[choice % state.Bookmarks.Count].Id, new ValueMap { ["choice"] = (long)choice });
        }

        return state;
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

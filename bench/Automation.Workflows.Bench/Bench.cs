using System.Diagnostics;
using System.Globalization;
using System.Text;
using Automation.Stages.Health;
using Automation.Stages.Timers;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace Automation.Workflows.Bench;

/// <summary>
/// <c>--instances N --timers N --rounds N --postgres CONNECTION</c>: starts and finishes, suspends and resumes, and delays due at one instant, on the databases as the desk configures them.
/// With <c>--suspended N</c> only what N instances that wait cost in memory and in the database.
/// </summary>
internal static class Bench
{
    public static async Task<int> RunAsync(string[] args)
    {
        var instances = Number(args, "--instances", 3000);
        var timers = Number(args, "--timers", 10_000);
        var rounds = Number(args, "--rounds", 3);
        var suspended = Number(args, "--suspended", 0);
        var table = suspended > 0 ? Suspended.Head() : new Table().AddColumns("database", "what", "callers", "per second (best)", "median", "CPU ms each", "lag p50 ms", "lag p99 ms", "note");
        var folder = Directory.CreateTempSubdirectory("workflow-bench");
        try
        {
            await OnAsync(table, "SQLite", new DatabaseOptions(DatabaseKind.Sqlite, $"Data Source={Path.Combine(folder.FullName, "bench.db")}"), instances, timers, rounds, suspended);
            if (Text(args, "--postgres") is { } postgres)
                await OnAsync(table, "PostgreSQL", new DatabaseOptions(DatabaseKind.PostgreSql, postgres), instances, timers, rounds, suspended);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }

        AnsiConsole.Profile.Width = 140;
        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task OnAsync(Table table, string name, DatabaseOptions options, int instances, int timers, int rounds, int suspended)
    {
        using var database = new DeskDatabase(options);
        await database.MigrateAsync(CancellationToken.None);
        var time = TimeProvider.System;
        var ids = new TimeOrderedIds(time);
        var graphs = new GraphCache(new GraphCompiler(ActivityRegistry.WithActivitiesOf(), new ExpressionCompiler(new ExpressionLimits())));
        var definitions = new WorkflowDefinitionStore(database, graphs, ids, time);
        foreach (var json in new[] { Flows.Short, Flows.Waits, Flows.Sleeps })
            await definitions.TakeShippedAsync(Encoding.UTF8.GetBytes(json), CancellationToken.None);
        var runtime = new WorkflowRuntime(graphs, time, ids);
        using var units = new WorkflowUnits(database, time);
        if (suspended > 0)
        {
            await Suspended.AddAsync(table, name, database, units, runtime, suspended);
            return;
        }

        var due = new DueTimers(database, units, runtime, new ProblemBoard(time), time, NullLogger<DueTimers>.Instance);

        foreach (var callers in new[] { 1, 8 })
        {
            var starts = new List<Measured>();
            var suspends = new List<Measured>();
            var resumes = new List<Measured>();
            for (var round = 0; round < rounds; round++)
            {
                var run = $"{callers}-{round}";
                starts.Add(await RateAsync(callers, instances, _ => StartAsync(units, runtime, "short", null, null)));
                suspends.Add(await RateAsync(callers, instances, i => StartAsync(units, runtime, "waits", $"{run}-{i}", null)));
                resumes.Add(await RateAsync(callers, instances, i => units.RunSharedAsync((session, token) => runtime.PublishAsync(session, $"Go {run}-{i}", cancellation: token), CancellationToken.None)));
            }

            Add(table, name, "start to finish", callers, starts);
            Add(table, name, "start to suspended", callers, suspends);
            Add(table, name, "resume to finish", callers, resumes);
        }

        await TimersAsync(table, name, database, units, runtime, due, timers);
        await SizeAsync(table, name, database);
    }

    private static async Task TimersAsync(Table table, string name, DeskDatabase database, WorkflowUnits units, WorkflowRuntime runtime, DueTimers due, int count)
    {
        var at = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(10);
        for (var i = 0; i < count; i += 500)
        {
            await units.RunAsync(
                async (unit, token) =>
                {
                    for (var j = 0; j < 500; j++)
                        await runtime.StartAsync(unit.Session, new StartRequest("sleeps", Input: new ValueMap { ["At"] = at }), token);
                    return true;
                },
                CancellationToken.None);
        }

        // The instant is now; a benchmark does not wait for it.
        var instant = TimeProvider.System.GetUtcNow();
        await using (var context = database.Open())
            await context.WorkflowBookmarks.Where(x => x.DueAt != null).ExecuteUpdateAsync(x => x.SetProperty(b => b.DueAt, instant));
        instant = TimeProvider.System.GetUtcNow();
        while (await due.FireAsync(CancellationToken.None))
        {
            // More are due.
        }

        await using var reading = database.Open();
        var rows = await reading.WorkflowInstances.AsNoTracking().Where(x => x.DefinitionId == "sleeps").Select(x => new { x.FinishedAt, x.RowVersion }).ToListAsync();
        var lags = rows.Select(x => ((x.FinishedAt ?? DateTimeOffset.MaxValue) - instant).TotalMilliseconds).Order().ToList();
        var once = rows.Count(x => x.RowVersion == 2 && x.FinishedAt is not null);
        table.AddRow(
            name, $"{count} timers due at once", "1", Format(count / (lags[^1] / 1000)), "", "", Format(lags[lags.Count / 2]), Format(lags[(int)(lags.Count * 0.99) - 1]),
            $"{once} of {rows.Count} fired exactly once");
    }

    /// <summary>What an instance that waits costs: nothing in memory, this much in the database.</summary>
    private static async Task SizeAsync(Table table, string name, DeskDatabase database)
    {
        await using var context = database.Open();
        var bytes = (await context.WorkflowInstances.AsNoTracking().Where(x => x.DefinitionId == "waits").Select(x => x.State).Take(1000).ToListAsync()).Average(x => x.Length);
        GC.Collect();
        table.AddRow(name, "state of an instance", "", "", "", "", "", "", $"{Format(bytes)} bytes; managed memory {Format(GC.GetTotalMemory(true) / 1048576.0)} MB with {await context.WorkflowInstances.CountAsync()} instances stored");
    }

    private static Task<RuntimeResult> StartAsync(WorkflowUnits units, WorkflowRuntime runtime, string definition, string? correlation, ValueMap? input) =>
        units.RunSharedAsync((session, token) => runtime.StartAsync(session, new StartRequest(definition, CorrelationId: correlation, Input: input), token), CancellationToken.None);

    private static async Task<Measured> RateAsync(int callers, int count, Func<int, Task> work)
    {
        var next = -1;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < count;)
                await work(i);
        })));
        var perSecond = count / watch.Elapsed.TotalSeconds;
        return new Measured(perSecond, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / count);
    }

    private static void Add(Table table, string name, string what, int callers, List<Measured> rounds)
    {
        var sorted = rounds.OrderBy(r => r.PerSecond).ToList();
        var (best, median) = (sorted[^1], sorted[sorted.Count / 2]);
        Console.Error.WriteLine($"{name}, {what}, {callers} callers: {Format(best.PerSecond)}/s, {best.CpuMs:0.00} ms CPU each");
        table.AddRow(name, what, callers.ToString(CultureInfo.InvariantCulture), Format(best.PerSecond), Format(median.PerSecond), best.CpuMs.ToString("0.00", CultureInfo.InvariantCulture), "", "", "");
    }

    private readonly record struct Measured(double PerSecond, double CpuMs);

    private static string Format(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string? Text(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static int Number(string[] args, string name, int otherwise) => int.TryParse(Text(args, name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

using System.Diagnostics;
using System.Globalization;
using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Automation.Workflows.Bench;

/// <summary>What instances that wait cost: in this process before and after they were made, each time after a full collection, and in the database.</summary>
internal static class Suspended
{
    private const int Together = 500;
    private const double Per = 100_000;

    public static Table Head() => new Table().AddColumns("database", "suspended", "managed MB before", "after", "working set MB before", "after", "database MB before", "after", "per 100,000");

    public static async Task AddAsync(Table table, string name, DeskDatabase database, WorkflowUnits units, WorkflowRuntime runtime, int count)
    {
        // What is compiled, pooled and cached once is there before.
        await StartAsync(units, runtime, "warm", Together);
        var before = await MeasureAsync(database);
        for (var done = 0; done < count; done += Together)
        {
            await StartAsync(units, runtime, done.ToString(CultureInfo.InvariantCulture), Math.Min(Together, count - done));
            if (done % 10_000 == 0)
                Console.Error.WriteLine($"{name}: {done:N0} of {count:N0}");
        }

        var after = await MeasureAsync(database);
        var share = Per / count;
        table.AddRow(
            name, count.ToString("N0", CultureInfo.InvariantCulture), Format(before.Managed), Format(after.Managed), Format(before.WorkingSet), Format(after.WorkingSet), Format(before.Stored), Format(after.Stored),
            $"{Format((after.Managed - before.Managed) * share)} MB managed, {Format((after.Stored - before.Stored) * share)} MB stored");
    }

    private static Task<bool> StartAsync(WorkflowUnits units, WorkflowRuntime runtime, string run, int count) => units.RunAsync(
        async (unit, token) =>
        {
            for (var i = 0; i < count; i++)
                await runtime.StartAsync(unit.Session, new StartRequest("waits", CorrelationId: $"s-{run}-{i}"), token);
            return true;
        },
        CancellationToken.None);

    private static async Task<Measured> MeasureAsync(DeskDatabase database)
    {
        var stored = await StoredAsync(database);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return new Measured(GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64, stored);
    }

    /// <summary>Bytes of the whole database, with what waits to be written into its main file.</summary>
    private static async Task<long> StoredAsync(DeskDatabase database)
    {
        await using var context = database.Open();
        if (database.Options.Kind == DatabaseKind.PostgreSql)
            return await context.Database.SqlQuery<long>($"SELECT pg_database_size(current_database()) AS \"Value\"").SingleAsync();
        await context.Database.ExecuteSqlAsync($"PRAGMA wal_checkpoint(TRUNCATE)");
        return await context.Database.SqlQuery<long>($"SELECT page_count * page_size AS \"Value\" FROM pragma_page_count(), pragma_page_size()").SingleAsync();
    }

    private static string Format(double bytes) => (bytes / 1048576).ToString("N1", CultureInfo.InvariantCulture);

    private readonly record struct Measured(double Managed, double WorkingSet, double Stored);
}

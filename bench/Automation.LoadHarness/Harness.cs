using System.Diagnostics;
using System.Globalization;
using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;
using Automation.Server.Composition;
using Automation.Server.Work;
using Automation.Stages.Log.Batches;
using Automation.Stages.Receiving;
using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Spectre.Console;

namespace Automation.LoadHarness;

/// <summary>
/// Measures the way of a mail from the mailbox to the committed ticket with its acknowledgement queued: the real Graph SDK over real HTTP, the real database with durable commits,
/// the shipped rules, templates and workflow. Sending is not part of it: Exchange allows 30 mails a minute.
/// </summary>
internal static class Harness
{
    private const string Desk = "helpdesk@contoso.example";

    public static async Task<int> RunAsync(string[] args)
    {
        if (!LoadOptions.TryParse(args, out var options, out var problem))
        {
            Console.Error.WriteLine(problem);
            return 2;
        }

        var results = new List<Measurement>();
        if (options.Sqlite)
            results.AddRange(await MeasureAsync("SQLite", options, null));
        if (options.PostgreSql is { } server)
            results.AddRange(await MeasureAsync("PostgreSQL", options, await CreateDatabaseAsync(server)));
        Report(options, results);
        return 0;
    }

    private static async Task<List<Measurement>> MeasureAsync(string name, LoadOptions options, string? connectionString)
    {
        // Each database meets an empty mailbox.
        await using var emulator = await EmulatorProcess.StartAsync(CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("automation-load-").FullName;
        try
        {
            using var host = Build(folder, emulator.Url, connectionString);
            var services = host.Services;
            await ActivatorUtilities.CreateInstance<DeskStartup>(services).PrepareAsync(CancellationToken.None);
            var seed = Environment.TickCount & 0xFFFFFF;
            var maker = new MailMaker(seed, Desk);
            var number = 0;
            var results = new List<Measurement>();
            for (var round = 0; round <= options.Rounds; round++)
            {
                // The first is a warm-up: code is compiled, pools are filled.
                var count = round == 0 ? Math.Max(200, options.Mails / 5) : options.Mails;
                await emulator.PutInAsync(Desk, Enumerable.Range(0, count).Select(_ => maker.Next(++number, options.Kind)), CancellationToken.None);
                var fsync = DiskProbe.MedianFsync(folder);
                var measured = await RoundAsync(name, services, emulator, count, fsync);
                if (round > 0)
                    results.Add(measured);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {(round == 0 ? "warm-up" : $"round {round}")}: {measured.MailsPerSecond:0} mails/s"));
            }

            if (options.ReplayRules > 0)
                await Replays.MeasureAsync(name, services, options.ReplayRules);
            return results;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Measurement> RoundAsync(string name, IServiceProvider services, EmulatorProcess emulator, int count, double fsync)
    {
        var sync = services.GetRequiredService<FolderSync>();
        var look = services.GetRequiredService<SecondLook>();
        var processor = services.GetRequiredService<MailProcessor>();
        var requests = services.GetRequiredService<RequestCounts>();
        GC.Collect();
        var process = Process.GetCurrentProcess();
        var (cpu, emulatorCpu, allocated, asked) = (process.TotalProcessorTime, emulator.ProcessorTime, GC.GetTotalAllocatedBytes(), requests.Total);
        var started = Stopwatch.GetTimestamp();

        // As in the server: reading the mailbox and logging go on side by side.
        var reading = Task.Run(() => sync.RunAsync(new MailFolder(Desk, "inbox"), CancellationToken.None));
        while (true)
        {
            var read = reading.IsCompleted;
            var more = await processor.RunAsync(CancellationToken.None);
            more |= await look.RunAsync(Desk, CancellationToken.None);
            if (!more && read)
                break;
            if (!more)
                await Task.Delay(1);
        }

        var added = await reading;
        var wall = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        if (added != count)
            throw new InvalidOperationException($"{count} mails were put in, {added} came.");
        await RequireAllDoneAsync(services);
        return new Measurement(
            name, count, wall, process.TotalProcessorTime - cpu, emulator.ProcessorTime - emulatorCpu, GC.GetTotalAllocatedBytes() - allocated, requests.Total - asked, fsync);
    }

    /// <summary>A figure counts only when every mail has its outcome and every ticket its reply in the outbox.</summary>
    private static async Task RequireAllDoneAsync(IServiceProvider services)
    {
        await using var context = services.GetRequiredService<DeskDatabase>().Open();
        var waiting = await context.Inbox.CountAsync(x => x.Outcome == null);
        var tickets = await context.Tickets.CountAsync();
        var replies = await context.Outbox.CountAsync();
        if (waiting > 0 || tickets != replies)
            throw new InvalidOperationException($"{waiting} mails have no outcome; {tickets} tickets, {replies} acknowledgements.");
    }

    private static IHost Build(string folder, Uri emulator, string? connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        var options = new DeskOptions
        {
            DataFolder = folder,
            Emulator = { Url = emulator.ToString() },
            Desks = [new DeskOptions.DeskSection { Address = Desk, Name = "IT Help Desk" }],
            Acknowledgements =
            {
                // The caps are off: this measures the work, not the guards' refusals.
                PerSenderInTenMinutes = int.MaxValue,
                PerSenderPerDay = int.MaxValue,
                PerPatternPerDay = int.MaxValue,
                PerDomainPerHour = int.MaxValue,
                TotalPerTenMinutes = int.MaxValue,
            },
        };
        if (connectionString is not null)
            options.Database = new DeskOptions.DatabaseSection { Kind = "PostgreSql", ConnectionString = connectionString };
        builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        builder.Services.AddSingleton(ContentFolder.Of(options));
        builder.Services.AddDesk(options);
        return builder.Build();
    }

    private static async Task<string> CreateDatabaseAsync(string server)
    {
        var name = $"load_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made here.
        command.CommandText = $"CREATE DATABASE {name}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    private static void Report(LoadOptions options, List<Measurement> results)
    {
        var table = new Table().Title($"{options.Mails} {options.Kind} mails a round, median of {options.Rounds} (best)");
        foreach (var column in (string[])["database", "mails/s", "requests/mail", "CPU ms/mail", "emulator CPU ms/mail", "KB allocated/mail", "fsync µs"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var group in results.GroupBy(r => r.Database))
        {
            table.AddRow(
                group.Key,
                Text(group, r => r.MailsPerSecond, "0", group.Max(r => r.MailsPerSecond)),
                Text(group, r => r.RequestsPerMail, "0.000", null),
                Text(group, r => r.CpuMillisecondsPerMail, "0.00", group.Min(r => r.CpuMillisecondsPerMail)),
                Text(group, r => r.EmulatorMillisecondsPerMail, "0.00", null),
                Text(group, r => r.KilobytesPerMail, "0", null),
                Text(group, r => r.FsyncMicroseconds, "0", null));
        }

        AnsiConsole.Write(table);
    }

    private static string Text(IEnumerable<Measurement> group, Func<Measurement, double> value, string format, double? best)
    {
        var sorted = group.Select(value).Order().ToArray();
        var median = sorted[sorted.Length / 2].ToString(format, CultureInfo.InvariantCulture);
        return best is { } b ? $"{median} ({b.ToString(format, CultureInfo.InvariantCulture)})" : median;
    }
}

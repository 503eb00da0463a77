using System.Diagnostics;
using Automation.CrashStorm;
using Automation.EndToEnd.Crashes;
using Automation.Tests.Databases;

if (!StormArguments.TryParse(args, out var arguments, out var problem))
{
    await Console.Error.WriteLineAsync($"{problem}\n{StormArguments.Usage}");
    return 2;
}

if (arguments.OnPostgreSql && PostgresDatabase.WhyNot is { } missing)
{
    await Console.Error.WriteLineAsync(missing);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var folder = Directory.CreateTempSubdirectory("crash-storm-").FullName;
var clock = Stopwatch.StartNew();
var database = arguments.OnPostgreSql ? await PostgresDatabase.CreateAsync(stop.Token) : null;
try
{
    var options = new StormOptions(arguments.Mails, arguments.Kills, arguments.Seed, folder) { PostgreSql = database?.ConnectionString };
    var report = await new CrashStorm(options, Console.WriteLine).RunAsync(stop.Token);
    Console.WriteLine();
    Console.WriteLine(report);
    if (report.Violations.Count == 0)
    {
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    Console.WriteLine($"The server's log and data are kept in {folder}.");
    return 1;
}
catch (Exception e) when (e is StormException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync($"{e.Message}\nThe server's log and data are kept in {folder}.");
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync($"Stopped after {clock.Elapsed}; {folder} is kept.");
    return 130;
}
finally
{
    if (database is not null)
        await database.DisposeAsync();
}

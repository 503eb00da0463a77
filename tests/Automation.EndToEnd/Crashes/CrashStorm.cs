using System.Diagnostics;
using System.Globalization;
using Automation.EndToEnd.Harness;

namespace Automation.EndToEnd.Crashes;

/// <summary>
/// Lets mail flow into a desk whose mailbox misbehaves, kills the server with SIGKILL at random moments, starts it again, and in the end
/// compares what the mailbox knows with what the desk says.
/// </summary>
public sealed class CrashStorm(StormOptions options, Action<string> tell)
{
    private static readonly TimeSpan Startup = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>One kill in so many comes while the server is still starting.</summary>
    private const int KilledInStartup = 5;

    private const int QuietLooks = 8;

    private readonly Random _chance = new(options.Seed);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _startupTook = TimeSpan.FromSeconds(3);

    /// <exception cref="StormException">It came to a halt.</exception>
    public async Task<StormReport> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Folder);
        await using var mailboxes = await EmulatedMailboxes.StartAsync(options.Seed, cancellationToken);
        foreach (var desk in MailPlan.Desks)
            await mailboxes.SetFaultsAsync(desk, options.Seed, FaultPlan.All, cancellationToken);
        var settings = Settings(mailboxes.Url);
        using var feeder = new MailFeeder(mailboxes, MailPlan.Make(options.Mails, options.Seed), options.Seed, options.Patience);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeding = feeder.RunAsync(stop.Token);
        try
        {
            var share = options.Mails / (options.Kills + 1);
            for (var kill = 1; kill <= options.Kills; kill++)
            {
                feeder.Allow(share);
                await LiveAndDieAsync(settings, feeder, kill, cancellationToken);
                if (feeding.IsFaulted)
                    await feeding;
            }

            await using var server = ServerProcess.Start(settings);
            await server.WaitUntilReadyAsync(Startup, cancellationToken);
            feeder.Allow(options.Mails - (share * options.Kills));
            await feeding;
            tell($"{Time()}  all {feeder.Count} mails are in; waiting until the desk is done");
            await SettleAsync(server, feeder, cancellationToken);
            var violations = await new StormJudge(mailboxes, server.Desk, feeder.Put).JudgeAsync(cancellationToken);
            return await ReportAsync(mailboxes, server, feeder, violations, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await feeding.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private ServerSettings Settings(Uri emulator) => new(FreePort.Url(), emulator, options.Folder)
    {
        PostgreSql = options.PostgreSql,
        More =
        [
            "--Automation:Graph:SendsPerMinute", "100000",
            "--Automation:Graph:UnknownWaitSeconds", "5",
            "--Automation:Mailboxes:PollSeconds", "1",
            "--Automation:Mailboxes:ConfirmSeconds", "1",
            // The caps would hide acknowledgements that are sent twice, or not at all.
            "--Automation:Acknowledgements:PerSenderInTenMinutes", "1000000",
            "--Automation:Acknowledgements:PerSenderPerDay", "1000000",
            "--Automation:Acknowledgements:PerPatternPerDay", "1000000",
            "--Automation:Acknowledgements:PerDomainPerHour", "1000000",
            "--Automation:Acknowledgements:TotalPerTenMinutes", "1000000",
        ],
    };

    private async Task LiveAndDieAsync(ServerSettings settings, MailFeeder feeder, int kill, CancellationToken cancellationToken)
    {
        var start = Stopwatch.StartNew();
        await using var server = ServerProcess.Start(settings);
        string how;
        if (_chance.Next(KilledInStartup) == 0)
        {
            await Task.Delay(_startupTook * _chance.NextDouble(), cancellationToken);
            how = "while starting";
        }
        else
        {
            await server.WaitUntilReadyAsync(Startup, cancellationToken);
            _startupTook = start.Elapsed;
            await Task.Delay(options.LongestLife * _chance.NextDouble(), cancellationToken);
            how = string.Create(CultureInfo.InvariantCulture, $"{(start.Elapsed - _startupTook).TotalSeconds:0.00} s after it was ready");
        }

        if (server.HasExited)
            throw new StormException($"The server ended by itself before kill {kill}; see {settings.LogFile}.");
        await server.KillAsync();
        tell(string.Create(CultureInfo.InvariantCulture, $"{Time()}  kill {kill,3} of {options.Kills}, {how}; {feeder.Count} mails put in"));
    }

    /// <summary>Waits until nothing moves any more: every mail has its outcome and every reply is over, for some looks in a row.</summary>
    private async Task SettleAsync(ServerProcess server, MailFeeder feeder, CancellationToken cancellationToken)
    {
        var lastProgress = Stopwatch.StartNew();
        DeskCounts? before = null;
        var quiet = 0;
        while (quiet < QuietLooks)
        {
            var counts = await server.Desk.CountAsync(cancellationToken);
            if (counts != before)
            {
                before = counts;
                quiet = 0;
                lastProgress.Restart();
            }

            var isDone = counts.MailsDone >= feeder.Count && counts is { MailsWaiting: 0, RepliesWaiting: 0 };
            quiet = isDone ? quiet + 1 : 0;
            if (lastProgress.Elapsed > options.Patience)
            {
                tell($"{Time()}  no progress for {options.Patience}: {counts}; judging as it is");
                return;
            }

            await Task.Delay(LookEvery, cancellationToken);
        }
    }

    private async Task<StormReport> ReportAsync(
        EmulatedMailboxes mailboxes, ServerProcess server, MailFeeder feeder, IReadOnlyList<string> violations, CancellationToken cancellationToken)
    {
        var faults = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var desk in MailPlan.Desks)
        {
            foreach (var (kind, count) in await mailboxes.FaultsFiredAsync(desk, cancellationToken))
                faults[kind] = faults.GetValueOrDefault(kind) + count;
        }

        var inbox = await server.Desk.InboxAsync(cancellationToken);
        var outcomes = inbox.GroupBy(x => $"{x.Outcome ?? "none"}: {x.Reason}").OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count());
        var statistics = await mailboxes.StatisticsAsync(cancellationToken);
        return new StormReport(
            options.PostgreSql is null ? "SQLite" : "PostgreSQL",
            options.Seed,
            feeder.Count,
            options.Kills,
            (await server.Desk.TicketsAsync(cancellationToken)).Count,
            statistics.Sends.ByKey.Values.Sum(),
            _clock.Elapsed,
            statistics,
            faults,
            outcomes,
            violations);
    }

    private string Time() => _clock.Elapsed.ToString(@"mm\:ss", CultureInfo.InvariantCulture);
}

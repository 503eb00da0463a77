using Automation.Mail.Mailboxes;
using Automation.Stages.Health;

namespace Automation.Server.Work;

/// <summary>
/// A background worker that outlives every fault: it works until nothing is left, then waits for a wake-up or its interval.
/// A fault goes to the problem board and is tried again with growing pauses; no restart is needed.
/// </summary>
public abstract class WorkLoop(string name, WorkSignal signal, TimeSpan interval, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger logger) : BackgroundService
{
    protected TimeProvider Time { get; } = time;

    protected ProblemBoard Problems { get; } = problems;

    /// <summary>How long nothing is done when nobody wakes the loop.</summary>
    protected virtual TimeSpan Interval => interval;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A Retry-After beyond this is cut to it: asking once an hour does no harm, standing still for a day does.</summary>
    protected static readonly TimeSpan LongestAskedPause = TimeSpan.FromHours(1);

    /// <summary>Does a piece of work. True when more may be waiting right now.</summary>
    protected abstract Task<bool> WorkAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await gate.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var more = await WorkAsync(stoppingToken);
                if (failures > 0)
                    Problems.Clear(name);
                failures = 0;
                if (!more)
                    await signal.WaitAsync(Interval, Time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                failures++;
                Problems.Report(name, ProblemSeverity.Error, $"{Describe(e)} Nothing is lost; it is tried again by itself.");
                if (e is MailboxException)
                    logger.LogWarning("{Loop}: {Message}", name, e.Message);
                else
                    logger.LogError(e, "{Loop} failed and will be tried again.", name);
                await PauseAsync(failures, e, stoppingToken);
            }
        }
    }

    private string Describe(Exception e) => e switch
    {
        MailboxException => e.Message,
        _ => $"The worker '{name}' failed: {e.GetBaseException().Message}",
    };

    private async Task PauseAsync(int failures, Exception e, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 200 * Math.Pow(2, Math.Min(failures, 10))));
        if (e is MailboxException { RetryAfter: { } asked } && asked > pause)
            pause = asked < LongestAskedPause ? asked : LongestAskedPause;
        try
        {
            await Task.Delay(pause, Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}

using Automation.Stages.Health;

namespace Automation.Server.Work;

/// <summary>
/// Watches that the node's name stays ours. The database lets go of it when it restarts or the network breaks; then it is taken again, and if another process was faster,
/// this one stops, because both would believe the same leases to be theirs.
/// </summary>
internal sealed class NodeHoldLoop(NodeHold hold, StartGate gate, ProblemBoard problems, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<NodeHoldLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!hold.IsNeeded)
            return;
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await hold.TakeAsync(stoppingToken);
            }
            catch (NodeNameInUseException e)
            {
                logger.LogCritical("{Message} This one stops.", e.Message);
                problems.Report("node-name", ProblemSeverity.Error, e.Message);
                Environment.ExitCode = 2;
                lifetime.StopApplication();
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The database does not answer; that is told by everybody who needs it.
                logger.LogDebug(e, "The node's name could not be looked after.");
            }
        }
    }
}

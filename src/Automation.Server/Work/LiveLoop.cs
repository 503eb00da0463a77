using Automation.Stages.Health;
using Automation.Studio.Live;

namespace Automation.Server.Work;

/// <summary>Keeps the pictures of instances that people look at in Studio up to date, twice a second while there are any.</summary>
internal sealed class LiveLoop(LiveInstances live, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<LiveLoop> logger)
    : WorkLoop("live pictures", signals.Pictures, TimeSpan.FromMilliseconds(500), gate, problems, time, logger)
{
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        await live.TellAsync(cancellationToken);
        return false;
    }
}

using Automation.Stages.Content;
using Automation.Stages.Health;
using Automation.Stages.Instances;

namespace Automation.Server.Work;

/// <summary>Keeps the board true about workflow instances in which something failed, and about shipped workflows that are offered.</summary>
internal sealed class InstanceHealthLoop(
    InstanceHealth health, WorkflowOffers offers, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<InstanceHealthLoop> logger)
    : WorkLoop("workflow health", new WorkSignal(), TimeSpan.FromSeconds(5), gate, problems, time, logger)
{
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        await health.RefreshAsync(cancellationToken);
        await offers.RefreshAsync(cancellationToken);
        return false;
    }
}

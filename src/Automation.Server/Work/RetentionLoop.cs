using Automation.Server.Composition;
using Automation.Stages.Content;
using Automation.Stages.Health;
using Automation.Stages.Instances;
using Microsoft.Extensions.Options;

namespace Automation.Server.Work;

/// <summary>Looks every hour for workflow instances that have been over for long enough to go. Nobody waits for it, so nothing wakes it.</summary>
internal sealed class RetentionLoop(
    InstanceRetention retention, IOptions<DeskOptions> options, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<RetentionLoop> logger)
    : WorkLoop("workflow retention", new WorkSignal(), TimeSpan.FromHours(1), gate, problems, time, logger)
{
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var (removed, more) = await retention.RunAsync(TimeSpan.FromDays(Math.Max(1, options.Value.Workflows.KeepInstancesDays)), cancellationToken);
        if (removed > 0)
            logger.LogInformation("{Count} workflow instances that were over for {Days} days were removed.", removed, options.Value.Workflows.KeepInstancesDays);
        return more;
    }
}

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

using Automation.Server.Composition;
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
        var (removed, more) = await retention.RunAsync(TimeSpan.FromDays(options.Value.Workflows.KeepInstancesDays), cancellationToken);
        if (removed > 0)
            logger.LogInformation("{Count} workflow instances that were over for {Days} days were removed.", removed, options.Value.Workflows.KeepInstancesDays);
        return more;
    }
}

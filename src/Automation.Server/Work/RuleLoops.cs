using Automation.Server.Composition;
using Automation.Stages.Content;
using Automation.Stages.Health;
using Automation.Storage.RuleBook;
using Microsoft.Extensions.Options;

namespace Automation.Server.Work;

/// <summary>Puts rules in force here that were published on another node. One short query every other second.</summary>
internal sealed class RuleLoop(RuleSwap swap, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<RuleLoop> logger)
    : WorkLoop("rules", new WorkSignal(), TimeSpan.FromSeconds(2), gate, problems, time, logger)
{
    protected override Task<bool> WorkAsync(CancellationToken cancellationToken) => swap.LookAsync(cancellationToken);
}

/// <summary>Gathers the hits of the rules into days. What is not gathered yet is counted too, so nothing hangs on the pace.</summary>
internal sealed class RuleHitLoop(RuleHits hits, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<RuleHitLoop> logger)
    : WorkLoop("rule hits", new WorkSignal(), TimeSpan.FromMinutes(1), gate, problems, time, logger)
{
    protected override Task<bool> WorkAsync(CancellationToken cancellationToken) => hits.GatherAsync(cancellationToken);
}

/// <summary>Removes once a day, and at the start, what is too old to be counted. A day without it does no harm.</summary>
internal sealed class RuleHitRetentionLoop(
    RuleHits hits, IOptions<DeskOptions> options, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<RuleHitRetentionLoop> logger)
    : WorkLoop("rule hit retention", new WorkSignal(), TimeSpan.FromDays(1), gate, problems, time, logger)
{
    /// <summary>The page counts 30 days.</summary>
    private const int LeastDays = 100;

    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var days = Math.Max(Math.Max(LeastDays, options.Value.Rules.KeepHitsDays), options.Value.Rules.DeadAfterDays + 1);
        var removed = await hits.RemoveAsync(DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime).AddDays(-days), cancellationToken);
        if (removed > 0)
            logger.LogInformation("{Count} counts of rule hits older than {Days} days were removed.", removed, days);
        return false;
    }
}

using Automation.Stages.Content;
using Automation.Stages.Health;
using Automation.Storage.RuleBook;

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

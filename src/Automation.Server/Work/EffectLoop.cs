using Automation.Stages.Effects;
using Automation.Stages.Health;

namespace Automation.Server.Work;

/// <summary>Carries out what workflows left for after the commit.</summary>
internal sealed class EffectLoop(
    EffectWorker worker, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<EffectLoop> logger)
    : WorkLoop("effects", signals.Effects, TimeSpan.FromSeconds(2), gate, problems, time, logger)
{
    protected override Task<bool> WorkAsync(CancellationToken cancellationToken) => worker.RunAsync(cancellationToken);
}

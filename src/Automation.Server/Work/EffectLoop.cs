using Automation.Stages.Effects;
using Automation.Stages.Health;

namespace Automation.Server.Work;

/// <summary>Carries out what workflows left for after the commit.</summary>
internal sealed class EffectLoop(
    EffectWorker worker, DeskSignals signals, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<EffectLoop> logger)
    : WorkLoop("effects", signals.Effects, TimeSpan.FromSeconds(2), gate, problems, time, logger)
{
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        await worker.RunAsync(cancellationToken);
        return false;
    }

    /// <summary>What is under way hears of the stop too; it is over before the database is closed.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await worker.IdleAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Stopped in the middle: its lease says when it is tried again.
        }
    }
}

using System.Diagnostics;
using Fluid;

namespace Automation.Workflows.Expressions.Liquid;

/// <summary>
/// What is left of one rendering: time, memory and numbers of ranges. Fluid counts steps only, and of a range it makes a list before the first step.
/// A rendering waits for nothing, so it stays on one thread.
/// </summary>
internal sealed class LiquidBudget(ExpressionLimits limits, CancellationToken cancellation)
{
    public const string Name = "budget";

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly long _allocated = GC.GetAllocatedBytesForCurrentThread();
    private decimal _numbers = limits.ArrayLength;

    public static LiquidBudget? Of(TemplateContext context) => context.AmbientValues.TryGetValue(Name, out var budget) ? (LiquidBudget)budget : null;

    /// <exception cref="ExpressionException">Time or memory is used up.</exception>
    public void Check()
    {
        cancellation.ThrowIfCancellationRequested();
        if (Stopwatch.GetElapsedTime(_started) > limits.Time)
            throw new ExpressionException($"Liquid: the template takes longer than {limits.Time.TotalSeconds:0.#} seconds.");
        if (GC.GetAllocatedBytesForCurrentThread() - _allocated > limits.MemoryBytes)
            throw new ExpressionException($"Liquid: the template uses more than {limits.MemoryBytes / (1024 * 1024)} MB.");
    }

    /// <summary>Takes the numbers of a range, before there is a list of them.</summary>
    public void Take(decimal numbers)
    {
        Check();
        if (numbers > _numbers)
            throw new ExpressionException($"Liquid: the ranges of the template have more than {limits.ArrayLength} numbers together.");
        _numbers -= Math.Max(0, numbers);
    }
}

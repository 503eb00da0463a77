using Automation.Rules.Evaluation;

namespace Automation.Rules.Compilation;

/// <summary>A condition of a compiled chain: asked only when its rule is worth a look.</summary>
internal abstract class CompiledCondition
{
    public abstract bool Holds(ChainRun run);

    public abstract ConditionTrace Trace(ChainRun run);

    /// <summary>
    /// Conditions of which at least one must be true, or possible, for this one to hold; null when there are no such.
    /// </summary>
    public abstract Guard? FindGuard();
}

internal sealed class AllCondition(CompiledCondition[] parts) : CompiledCondition
{
    public override bool Holds(ChainRun run)
    {
        foreach (var part in parts)
        {
            if (!part.Holds(run))
                return false;
        }
        return true;
    }

    public override ConditionTrace Trace(ChainRun run)
    {
        var traces = Array.ConvertAll(parts, part => part.Trace(run));
        return TraceBuilder.Group("all", Array.TrueForAll(traces, trace => trace.Holds), traces);
    }

    // All must hold, so waiting for the rarest one is enough.
    public override Guard? FindGuard() => parts.Select(part => part.FindGuard()).OfType<Guard>().MinBy(guard => guard.Rank);
}

internal sealed class AnyCondition(CompiledCondition[] parts) : CompiledCondition
{
    public override bool Holds(ChainRun run)
    {
        foreach (var part in parts)
        {
            if (part.Holds(run))
                return true;
        }
        return false;
    }

    public override ConditionTrace Trace(ChainRun run)
    {
        var traces = Array.ConvertAll(parts, part => part.Trace(run));
        return TraceBuilder.Group("any", Array.Exists(traces, trace => trace.Holds), traces);
    }

    public override Guard? FindGuard()
    {
        var guards = Array.ConvertAll(parts, part => part.FindGuard());
        return Array.Exists(guards, guard => guard is null)
            ? null
            : new Guard([.. guards.SelectMany(guard => guard!.Atoms)], guards.Sum(guard => guard!.Rank));
    }
}

internal sealed class NotCondition(CompiledCondition part) : CompiledCondition
{
    public override bool Holds(ChainRun run) => !part.Holds(run);

    public override ConditionTrace Trace(ChainRun run)
    {
        var trace = part.Trace(run);
        return TraceBuilder.Group("not", !trace.Holds, [trace]);
    }

    public override Guard? FindGuard() => null;
}

internal sealed class AtomCondition(Atom atom) : CompiledCondition
{
    public override bool Holds(ChainRun run) => run.Holds(atom);

    public override ConditionTrace Trace(ChainRun run) => run.Trace(atom);

    public override Guard? FindGuard() => atom.Mode == AtomMode.Direct ? null : new Guard([atom], atom.Rank);
}

internal sealed record Guard(IReadOnlyList<Atom> Atoms, double Rank);

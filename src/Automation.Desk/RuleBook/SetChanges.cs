using Automation.Rules.Model;

namespace Automation.Desk.RuleBook;

/// <summary>
/// What somebody does to a set in quick succession: each change is seen at once, and they are stored one after the other, those that waited together.
/// No click is lost, and after a refusal what is shown is what is stored.
/// </summary>
/// <param name="stored">The set as it is stored now.</param>
/// <param name="store">Stores the set; false when it was refused.</param>
internal sealed class SetChanges(Func<RuleSet> stored, Func<RuleSet, Task<bool>> store)
{
    private readonly List<(Func<RuleSet, RuleSet> Change, TaskCompletionSource<bool> Done)> _waiting = [];
    private RuleSet? _shown;
    private Func<RuleSet, RuleSet>? _refused;
    private bool _isStoring;

    /// <summary>The set with what is not stored yet.</summary>
    public RuleSet Shown => _shown ?? stored();

    /// <summary>Something is being stored, or waits for it.</summary>
    public bool IsStoring => _isStoring;

    /// <summary>What was refused last, done to another state of the set; null when nothing was.</summary>
    public RuleSet? OnTop(RuleSet other) => _refused?.Invoke(other);

    /// <param name="change">Done to whatever the set is when its turn comes.</param>
    /// <returns>False when it was refused. With it go those that waited behind it: they were made on what is not there.</returns>
    public async Task<bool> AddAsync(Func<RuleSet, RuleSet> change)
    {
        var done = new TaskCompletionSource<bool>();
        (_shown, _refused) = (change(Shown), null);
        _waiting.Add((change, done));
        if (!_isStoring)
            await StoreAllAsync();
        return await done.Task;
    }

    private async Task StoreAllAsync()
    {
        _isStoring = true;
        var batch = new List<(Func<RuleSet, RuleSet> Change, TaskCompletionSource<bool> Done)>();
        try
        {
            while (_waiting.Count > 0)
            {
                (batch, var next) = (Drain(), stored());
                foreach (var (change, _) in batch)
                    next = change(next);
                var isStored = await store(next);

                // Before anybody hears of it, so that whoever looks then sees what is stored.
                if (!isStored)
                {
                    batch.AddRange(Drain());
                    Func<RuleSet, RuleSet>[] refused = [.. batch.Select(one => one.Change)];
                    _refused = set => refused.Aggregate(set, (state, change) => change(state));
                }

                if (_waiting.Count == 0)
                    _shown = null;
                foreach (var (_, done) in batch)
                    done.TrySetResult(isStored);
            }
        }
        finally
        {
            (_isStoring, _shown) = (false, null);

            // Only after something that was not foreseen: nobody waits for ever.
            foreach (var (_, done) in batch.Concat(Drain()))
                done.TrySetResult(false);
        }
    }

    private List<(Func<RuleSet, RuleSet> Change, TaskCompletionSource<bool> Done)> Drain()
    {
        List<(Func<RuleSet, RuleSet> Change, TaskCompletionSource<bool> Done)> waiting = [.. _waiting];
        _waiting.Clear();
        return waiting;
    }
}

using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.RuleBook;

/// <summary>How often each rule holds, by day.</summary>
public sealed class RuleHits(DeskDatabase database)
{
    private const string Hold = "rule-hits";
    private const int MostEntries = 5_000;

    /// <summary>Hits of all rules, gathered or not, exact to the last commit.</summary>
    /// <param name="since">The first day counted (UTC); the last hit is told however old it is.</param>
    public async Task<IReadOnlyList<RuleHitCount>> CountAsync(DateOnly since, CancellationToken cancellationToken)
    {
        await using var context = database.Open();

        // One statement for both tables: an entry gathered between two would be missed or counted twice.
        var recent = await context.RuleHitDays.Where(x => x.Day >= since).Select(x => new { x.Set, x.Rule, x.Day, x.Hits, x.LastAt })
            .Concat(context.RuleHitEntries.Select(x => new { x.Set, x.Rule, x.Day, Hits = (long)x.Hits, x.LastAt }))
            .ToListAsync(cancellationToken);
        var ever = await context.RuleHitDays.GroupBy(x => new { x.Set, x.Rule })
            .Select(g => new { g.Key.Set, g.Key.Rule, LastAt = g.Max(x => x.LastAt), First = g.Min(x => x.Day) }).ToListAsync(cancellationToken);

        var counts = ever.ToDictionary(x => (x.Set, x.Rule), x => new RuleHitCount(x.Set, x.Rule, new Dictionary<DateOnly, long>(), x.LastAt, x.First));
        foreach (var rule in recent.GroupBy(x => (x.Set, x.Rule)))
        {
            var days = rule.Where(x => x.Day >= since).GroupBy(x => x.Day).ToDictionary(g => g.Key, g => g.Sum(x => x.Hits));
            var (lastAt, first) = (rule.Max(x => x.LastAt), rule.Min(x => x.Day));
            counts[rule.Key] = counts.TryGetValue(rule.Key, out var known)
                ? known with { Days = days, LastAt = lastAt > known.LastAt ? lastAt : known.LastAt, First = first < known.First ? first : known.First }
                : new RuleHitCount(rule.Key.Set, rule.Key.Rule, days, lastAt, first);
        }

        return [.. counts.Values];
    }

    /// <summary>Gives rules that have another name now the hits of their old one, in the transaction that puts the name in force.</summary>
    /// <param name="renamed">New names with the old one of each.</param>
    internal static async Task RenameAsync(DeskContext context, string set, IReadOnlyDictionary<string, string> renamed, CancellationToken cancellationToken)
    {
        foreach (var (now, old) in renamed)
        {
            // As entries, which are gathered into days by themselves: a rule of the new name may have been there before.
            var days = await context.RuleHitDays.Where(x => x.Set == set && x.Rule == old).ToListAsync(cancellationToken);
            context.RuleHitEntries.AddRange(days.Select(day => new RuleHitEntry { Set = set, Rule = now, Day = day.Day, Hits = (int)Math.Min(day.Hits, int.MaxValue), LastAt = day.LastAt }));
            context.RuleHitDays.RemoveRange(days);
            await context.RuleHitEntries.Where(x => x.Set == set && x.Rule == old).ExecuteUpdateAsync(change => change.SetProperty(x => x.Rule, now), cancellationToken);
        }
    }

    /// <summary>Removes days before this one; of each rule the last day with a hit stays, so that when it last held can always be told.</summary>
    /// <returns>How many rows were removed.</returns>
    public async Task<int> RemoveAsync(DateOnly before, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var removed = await context.RuleHitDays
            .Where(x => x.Day < before && context.RuleHitDays.Any(later => later.Set == x.Set && later.Rule == x.Rule && later.Day > x.Day))
            .ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return removed;
    }

    /// <summary>Turns entries into days. Any node may do it at any time; one does it at a time.</summary>
    /// <returns>True when more may be waiting.</returns>
    public async Task<bool> GatherAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        if (!await context.RuleHitEntries.AnyAsync(cancellationToken))
            return false;
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        if ((await database.Dialect.TryHoldAsync(context, [Hold], cancellationToken)).Count > 0)
            return false;
        var entries = await context.RuleHitEntries.OrderBy(x => x.Id).Take(MostEntries).ToListAsync(cancellationToken);
        var oldest = entries.Min(x => x.Day);
        var known = await context.RuleHitDays.Where(x => x.Day >= oldest).ToDictionaryAsync(x => (x.Set, x.Rule, x.Day), cancellationToken);
        foreach (var entry in entries)
        {
            if (!known.TryGetValue((entry.Set, entry.Rule, entry.Day), out var day))
            {
                day = new RuleHitDay { Set = entry.Set, Rule = entry.Rule, Day = entry.Day, LastAt = entry.LastAt };
                known[(entry.Set, entry.Rule, entry.Day)] = day;
                context.RuleHitDays.Add(day);
            }

            day.Hits += entry.Hits;
            if (entry.LastAt > day.LastAt)
                day.LastAt = entry.LastAt;
        }

        await context.SaveChangesAsync(cancellationToken);
        foreach (var ids in entries.Select(x => x.Id).Chunk(500))
            await context.RuleHitEntries.Where(x => ids.Contains(x.Id)).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return entries.Count == MostEntries;
    }
}

/// <summary>One rule's hits.</summary>
/// <param name="Days">Days with hits only, as far back as was asked.</param>
/// <param name="First">The first day with a hit ever.</param>
public sealed record RuleHitCount(string Set, string Rule, IReadOnlyDictionary<DateOnly, long> Days, DateTimeOffset LastAt, DateOnly First)
{
    public long Hits => Days.Values.Sum();
}

using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Microsoft.EntityFrameworkCore;

namespace Automation.Desk.Inbox;

/// <summary>How many mails ended how, over all mailboxes.</summary>
/// <param name="Reasons">By outcome and reason, most frequent first.</param>
internal sealed record InboxTally(long Waiting, IReadOnlyDictionary<InboxOutcome, long> Outcomes, IReadOnlyList<(InboxOutcome Outcome, string Reason, long Count)> Reasons);

/// <summary>Counts on the index of outcomes, never on the rows, and at most every two seconds for all pages together. Thread-safe.</summary>
internal sealed class InboxTallies(DeskDatabase database, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1, 1);
    private InboxTally? _last;
    private DateTimeOffset _countedAt;

    public async Task<InboxTally> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || time.GetUtcNow() - _countedAt >= Keep)
            {
                _last = await CountAsync(cancellationToken);
                _countedAt = time.GetUtcNow();
            }

            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<InboxTally> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var groups = await context.Inbox.GroupBy(x => new { x.Outcome, x.Reason })
            .Select(g => new { g.Key.Outcome, g.Key.Reason, Count = g.LongCount() })
            .ToListAsync(cancellationToken);
        return new InboxTally(
            groups.Where(g => g.Outcome is null).Sum(g => g.Count),
            groups.Where(g => g.Outcome is not null).GroupBy(g => g.Outcome!.Value).ToDictionary(g => g.Key, g => g.Sum(x => x.Count)),
            [.. groups.Where(g => g is { Outcome: not null, Reason: not null }).OrderByDescending(g => g.Count).Select(g => (g.Outcome!.Value, g.Reason!, g.Count))]);
    }
}

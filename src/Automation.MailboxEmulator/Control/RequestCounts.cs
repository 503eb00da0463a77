using System.Collections.Concurrent;

namespace Automation.MailboxEmulator.Control;

/// <summary>Counts requests by kind and answers by status.</summary>
internal sealed class RequestCounts
{
    private readonly ConcurrentDictionary<string, int> _byKind = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Mailbox, string Kind), int> _byMailbox = new();
    private readonly ConcurrentDictionary<int, int> _byStatus = new();

    public void Asked(string kind, string? mailbox)
    {
        _byKind.AddOrUpdate(kind, 1, static (_, n) => n + 1);
        if (mailbox is not null)
            _byMailbox.AddOrUpdate((mailbox, kind), 1, static (_, n) => n + 1);
    }

    public void Answered(int status) => _byStatus.AddOrUpdate(status, 1, static (_, n) => n + 1);

    public IReadOnlyDictionary<string, int> ByKind => new SortedDictionary<string, int>(_byKind, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> ByStatus =>
        _byStatus.OrderBy(s => s.Key).ToDictionary(s => s.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), s => s.Value);

    public IReadOnlyDictionary<string, Dictionary<string, int>> ByMailbox =>
        _byMailbox.GroupBy(m => m.Key.Mailbox).ToDictionary(g => g.Key, g => g.ToDictionary(m => m.Key.Kind, m => m.Value));

    public void Reset()
    {
        _byKind.Clear();
        _byMailbox.Clear();
        _byStatus.Clear();
    }
}

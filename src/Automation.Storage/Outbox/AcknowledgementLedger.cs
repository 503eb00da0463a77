using Automation.Mail.Acknowledging;
using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Outbox;

/// <summary>
/// How many acknowledgements went where lately: what the loop guards ask. Loaded for a batch within its transaction, then kept up to date by what the batch decides.
/// A cap that is switched off (<see cref="int.MaxValue"/>) costs no query.
/// </summary>
public sealed class AcknowledgementLedger(AcknowledgementLimits limits, DateTimeOffset now)
{
    public const string Purpose = "acknowledgement";

    private readonly List<Sent> _sent = [];
    private readonly Dictionary<string, int> _domains = new(StringComparer.Ordinal);
    private int _total;

    public async Task LoadAsync(DeskContext context, IReadOnlyCollection<AcknowledgementRecipient> recipients, CancellationToken cancellationToken)
    {
        var usable = recipients.Where(r => r.Address is not null).ToList();
        if (usable.Count == 0)
            return;
        var acknowledgements = context.Outbox.AsNoTracking().Where(x => x.Purpose == Purpose);
        var day = now.AddDays(-1);
        foreach (var patterns in usable.Select(r => r.PatternKey).Distinct(StringComparer.Ordinal).Chunk(500))
        {
            _sent.AddRange(await acknowledgements
                .Where(x => patterns.Contains(x.RecipientPattern) && x.CreatedAt > day)
                .Select(x => new Sent(x.RecipientKey, x.RecipientPattern, x.CreatedAt))
                .ToListAsync(cancellationToken));
        }

        if (limits.PerDomainInHour < int.MaxValue)
        {
            var hour = now.AddHours(-1);
            var domains = usable.Select(r => r.Domain).Where(d => !limits.TrustedDomains.Contains(d)).Distinct(StringComparer.Ordinal).ToList();
            var counts = await acknowledgements
                .Where(x => domains.Contains(x.RecipientDomain) && x.CreatedAt > hour)
                .GroupBy(x => x.RecipientDomain)
                .Select(g => new { g.Key, Count = g.Count() })
                .ToListAsync(cancellationToken);
            foreach (var count in counts)
                _domains[count.Key] = count.Count;
        }

        if (limits.TotalInTenMinutes < int.MaxValue)
        {
            var tenMinutes = now.AddMinutes(-10);
            _total = await acknowledgements.CountAsync(x => x.CreatedAt > tenMinutes, cancellationToken);
        }
    }

    /// <summary>The counters for a mail that opens a new ticket.</summary>
    public AcknowledgementCounters CountersFor(AcknowledgementRecipient recipient)
    {
        int inTenMinutes = 0, inDay = 0, pattern = 0;
        var tenMinutes = now.AddMinutes(-10);
        foreach (var sent in _sent)
        {
            if (sent.Pattern != recipient.PatternKey)
                continue;
            pattern++;
            if (sent.Key != recipient.AddressKey)
                continue;
            inDay++;
            if (sent.At > tenMinutes)
                inTenMinutes++;
        }

        return new AcknowledgementCounters
        {
            ToAddressInTenMinutes = inTenMinutes,
            ToAddressInDay = inDay,
            ToPatternInDay = pattern,
            ToDomainInHour = _domains.GetValueOrDefault(recipient.Domain),
            ToAnyoneInTenMinutes = _total,
        };
    }

    /// <summary>An acknowledgement was decided and kept.</summary>
    public void Note(OutboxItem item)
    {
        _sent.Add(new Sent(item.RecipientKey, item.RecipientPattern, item.CreatedAt));
        _domains[item.RecipientDomain] = _domains.GetValueOrDefault(item.RecipientDomain) + 1;
        _total++;
    }

    private sealed record Sent(string Key, string Pattern, DateTimeOffset At);
}

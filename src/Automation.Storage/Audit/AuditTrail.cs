using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Audit;

/// <summary>Reading the audit.</summary>
public sealed class AuditTrail(DeskDatabase database)
{
    /// <summary>Newest first.</summary>
    /// <param name="actPrefix">Only acts that begin so, such as <c>rules.</c>; null for all.</param>
    /// <param name="subject">Only acts on this; null for all.</param>
    /// <param name="before">Cursor: only entries with a lower id.</param>
    /// <param name="count">1 to 200.</param>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(string? actPrefix, string? subject, long? before, int count, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var query = context.Audit.AsNoTracking();
        if (actPrefix is not null)
            query = query.Where(x => x.Act.StartsWith(actPrefix));
        if (subject is not null)
            query = query.Where(x => x.Subject == subject);
        if (before is { } cursor)
            query = query.Where(x => x.Id < cursor);
        return await query.OrderByDescending(x => x.Id).Take(count).ToListAsync(cancellationToken);
    }
}

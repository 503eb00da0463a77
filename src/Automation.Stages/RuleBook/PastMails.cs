using Automation.Stages.Log;
using Automation.Storage.Database;
using Automation.Storage.RuleBook;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.RuleBook;

/// <summary>
/// The mails that rules decided, with what was kept of them. Mails from before this was kept, or read by other code than today's, come whole;
/// what is read in them is kept for the next who asks.
/// </summary>
public sealed class PastMails(DeskDatabase database, ILogger<PastMails> logger)
{
    /// <summary>Those of these mails that are there.</summary>
    internal static async Task<List<PastMail>> LoadAsync(DeskContext context, List<long> inboxIds, CancellationToken cancellationToken)
    {
        var mails = await context.WrittenFacts.AsNoTracking().Where(x => inboxIds.Contains(x.InboxId) && x.Reading == WrittenFactsJson.Reading)
            .Select(x => new PastMail(x.InboxId, x.Facts, null)).ToListAsync(cancellationToken);
        if (mails.Count == inboxIds.Count)
            return mails;
        var missing = inboxIds.Except(mails.Select(mail => mail.InboxId)).ToList();
        mails.AddRange((await context.Inbox.AsNoTracking().Where(x => missing.Contains(x.Id)).ToListAsync(cancellationToken)).Select(item => new PastMail(item.Id, null, item)));
        return mails;
    }

    /// <summary>Keeps what was read anew. Nothing depends on it, so a database that refuses now is told in the log and asked again next time.</summary>
    internal async Task KeepAsync(IEnumerable<(PastMail Mail, WrittenFacts Facts)> read, CancellationToken cancellationToken)
    {
        var rows = read.Where(one => one.Mail.Kept is null)
            .Select(one => (one.Mail.InboxId, Facts: WrittenFactsJson.Write(one.Facts)))
            .Where(one => one.Facts is not null)
            .Select(one => new WrittenFactsRow { InboxId = one.InboxId, Reading = WrittenFactsJson.Reading, Facts = one.Facts! })
            .ToList();
        if (rows.Count == 0)
            return;
        try
        {
            await using var context = database.Open();
            await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
            var ids = rows.ConvertAll(row => row.InboxId);

            // Rows of an older reading go; so do those that another replay has just kept, which are the same.
            await context.WrittenFacts.Where(x => ids.Contains(x.InboxId)).ExecuteDeleteAsync(cancellationToken);
            context.WrittenFacts.AddRange(rows);
            await database.Dialect.SaveAsync(context, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogWarning(e, "What was read in {Count} mails of the past could not be kept; they are read anew next time.", rows.Count);
        }
    }
}

using Automation.Mail.Mailboxes;
using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Mailboxes;

/// <summary>One subscription a folder, shared by all nodes.</summary>
public sealed class SubscriptionStore(DeskDatabase database)
{
    public async Task<SubscriptionRow?> FindAsync(MailFolder folder, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Subscriptions.AsNoTracking().FirstOrDefaultAsync(x => x.Mailbox == folder.Mailbox && x.Folder == folder.Name, cancellationToken);
    }

    public async Task<IReadOnlyList<SubscriptionRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Subscriptions.AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Stores the folder's subscription in place of any other. Nodes that do so at once take turns, and the last one's counts.</summary>
    /// <returns>The one that was there, when it is another: nobody knows it any more.</returns>
    public async Task<SubscriptionRow?> PutAsync(SubscriptionRow subscription, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        await database.Dialect.HoldContentAsync(context, cancellationToken);
        var there = context.Subscriptions.Where(x => x.Mailbox == subscription.Mailbox && x.Folder == subscription.Folder);
        var replaced = await there.AsNoTracking().FirstOrDefaultAsync(x => x.Id != subscription.Id, cancellationToken);
        await there.ExecuteDeleteAsync(cancellationToken);
        context.Subscriptions.Add(subscription);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return replaced;
    }

    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        await context.Subscriptions.Where(x => x.Id == id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

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

    /// <summary>Stores the folder's subscription in place of any other.</summary>
    public async Task PutAsync(SubscriptionRow subscription, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        await context.Subscriptions.Where(x => x.Mailbox == subscription.Mailbox && x.Folder == subscription.Folder).ExecuteDeleteAsync(cancellationToken);
        context.Subscriptions.Add(subscription);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        await context.Subscriptions.Where(x => x.Id == id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

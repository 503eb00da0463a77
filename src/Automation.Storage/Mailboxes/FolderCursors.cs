using Automation.Mail.Mailboxes;
using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Mailboxes;

/// <summary>Who reads which folder, and how far. One node at a time reads a folder.</summary>
public sealed class FolderCursors(DeskDatabase database, TimeProvider time)
{
    /// <summary>Long enough for a slow page, short enough that another node takes over soon.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);

    /// <summary>Takes or renews the lease on a folder; null when another node has it.</summary>
    public async Task<FolderCursor?> TakeAsync(MailFolder folder, string node, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        var until = now + LeaseTime;
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var cursor = await context.FolderCursors.FindAsync([folder.Mailbox, folder.Name], cancellationToken);
        if (cursor is null)
        {
            cursor = new FolderCursor { Mailbox = folder.Mailbox, Folder = folder.Name, LeaseOwner = node, LeaseUntil = until };
            context.FolderCursors.Add(cursor);
            try
            {
                await context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException)
            {
                // Another node made the row in the same instant; it has the lease.
                return null;
            }

            await transaction.CommitAsync(cancellationToken);
            return cursor;
        }

        var changed = await context.FolderCursors
            .Where(x => x.Mailbox == folder.Mailbox && x.Folder == folder.Name
                && (x.LeaseOwner == node || x.LeaseUntil == null || x.LeaseUntil < now))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseOwner, node).SetProperty(x => x.LeaseUntil, until), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed == 1 ? cursor : null;
    }

    /// <summary>Gives the lease back, so that whichever node is woken next can read at once, and a node that cannot read keeps nobody from it.</summary>
    public async Task ReleaseAsync(MailFolder folder, string node, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await context.FolderCursors
            .Where(x => x.Mailbox == folder.Mailbox && x.Folder == folder.Name && x.LeaseOwner == node)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null), cancellationToken);
    }

    /// <summary>Forgets the cursor after a 410: the next read starts over. The inbox recognises what it already has.</summary>
    public Task ForgetCursorAsync(MailFolder folder, CancellationToken cancellationToken) =>
        UpdateAsync(folder, c => c.Cursor = null, cancellationToken);

    /// <summary>Stores how far a folder was read, for folders whose rows are not kept.</summary>
    public Task AdvanceAsync(MailFolder folder, string cursor, bool isLast, CancellationToken cancellationToken) =>
        UpdateAsync(folder, c =>
        {
            c.Cursor = cursor;
            c.FailuresInARow = 0;
            c.LastError = null;
            if (isLast)
                c.LastCompleteAt = time.GetUtcNow();
        }, cancellationToken);

    /// <summary>Notes a failure for the administrator.</summary>
    public Task NoteFailureAsync(MailFolder folder, string problem, CancellationToken cancellationToken) =>
        UpdateAsync(folder, c =>
        {
            c.LastError = problem;
            c.LastErrorAt = time.GetUtcNow();
            c.FailuresInARow++;
        }, cancellationToken);

    public async Task<IReadOnlyList<FolderCursor>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.FolderCursors.AsNoTracking().OrderBy(x => x.Mailbox).ThenBy(x => x.Folder).ToListAsync(cancellationToken);
    }

    private async Task UpdateAsync(MailFolder folder, Action<FolderCursor> change, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var cursor = await context.FolderCursors.FindAsync([folder.Mailbox, folder.Name], cancellationToken);
        if (cursor is not null)
        {
            change(cursor);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }
}

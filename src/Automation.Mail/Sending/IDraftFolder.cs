namespace Automation.Mail.Sending;

/// <summary>
/// The Drafts of a mailbox, as far as they are ours. A draft whose making was reported as failed, or that the mailbox was late to show, is made a second time; the one that is not sent stays behind.
/// Every call can throw <see cref="Mailboxes.MailboxException"/>.
/// </summary>
public interface IDraftFolder
{
    /// <summary>Drafts with a send key; what people are writing there is not among them.</summary>
    Task<IReadOnlyList<KeyedDraft>> ListAsync(string mailbox, CancellationToken cancellationToken);

    /// <summary>Deletes a draft, as a person would who can still restore it. One that is no longer there, was sent meanwhile or written on since it was listed is left as it is.</summary>
    /// <returns>Whether it was deleted now.</returns>
    Task<bool> RemoveAsync(string mailbox, KeyedDraft draft, CancellationToken cancellationToken);
}

/// <param name="CreatedAt">By the mailbox's clock.</param>
/// <param name="ModifiedAt">By the mailbox's clock.</param>
public sealed record KeyedDraft(string Id, string SendKey, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt);

using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Notifications;

/// <summary>Somebody who wants to hear of changes.</summary>
internal sealed class Subscription
{
    public required string Id { get; init; }
    public required string Resource { get; init; }
    public required Mailbox Mailbox { get; init; }

    /// <summary>Null for the whole mailbox.</summary>
    public required Folder? Folder { get; init; }

    /// <summary>Lower case: created, updated, deleted.</summary>
    public required HashSet<string> ChangeTypes { get; init; }

    public required string ChangeType { get; init; }
    public required string? ClientState { get; init; }
    public required Uri NotificationUrl { get; init; }
    public required Uri? LifecycleUrl { get; init; }
    public required string Application { get; init; }

    /// <summary>Ids in the form the creator asked for.</summary>
    public required bool ImmutableIds { get; init; }

    public DateTimeOffset Expires { get; set; }
}

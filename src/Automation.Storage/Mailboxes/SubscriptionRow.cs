namespace Automation.Storage.Mailboxes;

/// <summary>A change notification subscription that wakes the sync of a folder.</summary>
public sealed class SubscriptionRow
{
    public required string Mailbox { get; set; }
    public required string Folder { get; set; }
    public required string Id { get; set; }

    /// <summary>Proves that a notification is for us. A secret; never logged.</summary>
    public required string ClientState { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}

using Automation.Mail.Mailboxes;

namespace Automation.Graph.Subscriptions;

/// <summary>A subscription to the news of a folder. To be stored; <see cref="ClientState"/> is a secret shared with Microsoft.</summary>
/// <param name="ExpiresAt">UTC. Mail subscriptions live at most 10,080 minutes, a little under 7 days.</param>
public sealed record MailSubscription(string Id, MailFolder Folder, string ClientState, DateTimeOffset ExpiresAt)
{
    /// <summary>Where its notifications go, as the mailbox says; null when it did not.</summary>
    public Uri? NotificationUrl { get; init; }

    /// <summary>Without the secret, so that it cannot reach a log.</summary>
    public override string ToString() => $"MailSubscription {{ Id = {Id}, Folder = {Folder}, ExpiresAt = {ExpiresAt:O} }}";
}

using Automation.Mail.Mailboxes;

namespace Automation.Graph.Subscriptions;

/// <summary>News of a folder: a reason to read its changes, nothing more.</summary>
public readonly record struct MailWakeUp(MailFolder Folder, MailWakeUpReason Reason, string SubscriptionId);

public enum MailWakeUpReason
{
    Changed,

    /// <summary>Notifications were lost; read the changes.</summary>
    Missed,

    /// <summary>Renew the subscription soon (<see cref="GraphSubscriptions.RenewAsync"/>).</summary>
    ReauthorizationRequired,

    /// <summary>Make the subscription anew, then read the changes.</summary>
    SubscriptionRemoved,
}

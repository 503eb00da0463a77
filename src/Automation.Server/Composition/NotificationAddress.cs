namespace Automation.Server.Composition;

/// <summary>Where the mailbox can call us; null base: nowhere, polling only.</summary>
internal sealed record NotificationAddress(Uri? Base)
{
    public const string NotificationsPath = "/graph/notifications";
    public const string LifecyclePath = "/graph/lifecycle";
}

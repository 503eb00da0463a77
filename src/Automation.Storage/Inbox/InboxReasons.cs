namespace Automation.Storage.Inbox;

/// <summary>Why a mail that was never read is over: the mailbox may still tell of it again.</summary>
public static class InboxReasons
{
    /// <summary>The mail was in another folder when it should have been read.</summary>
    public const string MovedBeforeRead = "moved-before-read";

    /// <summary>The mail was gone from the mailbox when it should have been read.</summary>
    public const string DeletedBeforeRead = "deleted-before-read";
}

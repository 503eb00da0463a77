namespace Automation.MailboxEmulator.Mailboxes;

/// <summary>The folders every mailbox has, by Graph's well-known names.</summary>
internal static class WellKnownFolders
{
    public const string Inbox = "inbox";
    public const string Drafts = "drafts";
    public const string SentItems = "sentitems";
    public const string DeletedItems = "deleteditems";
    public const string JunkEmail = "junkemail";

    public static readonly (string Name, string DisplayName)[] All =
    [
        (Inbox, "Inbox"),
        (Drafts, "Drafts"),
        (SentItems, "Sent Items"),
        (DeletedItems, "Deleted Items"),
        (JunkEmail, "Junk Email"),
        ("archive", "Archive"),
        ("outbox", "Outbox"),
    ];
}

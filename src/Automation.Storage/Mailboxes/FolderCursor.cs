namespace Automation.Storage.Mailboxes;

/// <summary>How far a mailbox folder has been read, and how its sync fares.</summary>
public sealed class FolderCursor
{
    public required string Mailbox { get; set; }
    public required string Folder { get; set; }

    /// <summary>The delta cursor, opaque; null: start over.</summary>
    public string? Cursor { get; set; }

    /// <summary>Newest receivedDateTime stored from this folder.</summary>
    public DateTimeOffset? Watermark { get; set; }

    /// <summary>When the folder was last read to its end without an error.</summary>
    public DateTimeOffset? LastCompleteAt { get; set; }

    /// <summary>When the last read of the whole folder began. Changes are told from there on; what a mailbox forgets to tell is found by the next.</summary>
    public DateTimeOffset? LastFullReadAt { get; set; }
    public DateTimeOffset? LastErrorAt { get; set; }
    public string? LastError { get; set; }
    public int FailuresInARow { get; set; }

    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
}

namespace Automation.Graph.Requests;

/// <summary>What a request is for, as counted.</summary>
public enum RequestKind
{
    /// <summary>A page of changes.</summary>
    Page,

    /// <summary>A batch: one HTTP request. What is inside counts as <see cref="BatchItem"/>.</summary>
    Batch,

    BatchItem,
    Attachment,
    Mime,
    Folder,
    Find,
    CreateDraft,
    UpdateDraft,
    Send,

    /// <summary>Looking for drafts that were left behind, and deleting them.</summary>
    Drafts,
    Subscription,
}

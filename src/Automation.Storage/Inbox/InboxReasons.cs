namespace Automation.Storage.Inbox;

/// <summary>Reasons that other parts of the desk ask for by name.</summary>
public static class InboxReasons
{
    /// <summary>The mail was in another folder when it should have been read.</summary>
    public const string MovedBeforeRead = "moved-before-read";

    /// <summary>The mail was gone from the mailbox when it should have been read.</summary>
    public const string DeletedBeforeRead = "deleted-before-read";

    /// <summary>A rule says that the mail makes no ticket; the decision is kept with its trace.</summary>
    public const string Rule = "rule";

    /// <summary>Whether a person may have the mail tried again: nothing came of it, for a reason that can change.</summary>
    public static bool CanBeTriedAgain(InboxState state, string? reason) =>
        state == InboxState.Quarantined || (state == InboxState.Done && reason is MovedBeforeRead or DeletedBeforeRead);
}

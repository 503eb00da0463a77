using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Persistence;

/// <summary>One line of a mailbox's journal. Exactly one part is set; the latest about a message counts.</summary>
internal sealed record JournalEntry
{
    public MailboxSeed? Mailbox { get; init; }
    public FolderEntry? Folder { get; init; }
    public MessageEntry? Message { get; init; }
    public GoneEntry? Gone { get; init; }

    /// <summary>Highest number given to an id so far.</summary>
    public long Ids { get; init; }
}

internal sealed record FolderEntry(string DisplayName, string ParentId);

/// <param name="IsDeleted">Gone from the mailbox, not only from the folder.</param>
internal sealed record GoneEntry(string Folder, string Id, long Sequence, long CreatedAt, bool IsDeleted);

/// <param name="Raw">Name of the file with the raw mail; null for a draft.</param>
/// <param name="Content">For drafts and own mail, whose raw form does not tell all (Bcc).</param>
internal sealed record MessageEntry(
    string Id,
    string RestId,
    string Folder,
    string? Raw,
    string? InternetMessageId,
    DateTimeOffset Created,
    DateTimeOffset Modified,
    DateTimeOffset Received,
    DateTimeOffset? Sent,
    string ConversationId,
    byte[] ConversationIndex,
    bool IsRead,
    bool IsDraft,
    bool IsOwn,
    string FlagStatus,
    List<string> Categories,
    string InferenceClassification,
    Dictionary<string, string> Properties,
    long CreatedAt,
    long ContentAt,
    long ChangedAt,
    bool IsLostToDelta,
    MessageContent? Content)
{
    public static MessageEntry Of(Message message, string? raw) => new(
        message.Id, message.RestId, message.Folder.Id, raw, message.InternetMessageId, message.Created, message.Modified, message.Received, message.Sent,
        message.ConversationId, message.ConversationIndex, message.IsRead, message.IsDraft, message.IsOwn, message.FlagStatus, message.Categories,
        message.InferenceClassification, new(message.Properties), message.CreatedAt, message.ContentAt, message.ChangedAt, message.IsLostToDelta,
        message.IsDraft || message.IsOwn ? message.Content : null);

    public Message ToMessage(Folder folder, byte[]? raw)
    {
        var message = new Message
        {
            Id = Id,
            RestId = RestId,
            Folder = folder,
            Raw = raw,
            InternetMessageId = InternetMessageId,
            Created = Created,
            Modified = Modified,
            Received = Received,
            Sent = Sent,
            ConversationId = ConversationId,
            ConversationIndex = ConversationIndex,
            IsRead = IsRead,
            IsDraft = IsDraft,
            IsOwn = IsOwn,
            FlagStatus = FlagStatus,
            Categories = Categories,
            InferenceClassification = InferenceClassification,
            CreatedAt = CreatedAt,
            ContentAt = ContentAt,
            ChangedAt = ChangedAt,
            IsLostToDelta = IsLostToDelta,
        };
        foreach (var (id, value) in Properties)
            message.Properties.Add(id, value);
        if (Content is not null)
            message.Content = Content;
        return message;
    }
}

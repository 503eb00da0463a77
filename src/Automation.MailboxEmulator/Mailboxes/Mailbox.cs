namespace Automation.MailboxEmulator.Mailboxes;

/// <summary>A user's mailbox: folders, messages and the indexes to find them. Every member but the fixed ones needs <see cref="Gate"/> held.</summary>
internal sealed class Mailbox
{
    private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Folder> _wellKnown = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Message> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Message> _byRestId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Message>> _byInternetId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Message>> _byConversation = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Id, string Value), List<Message>> _byProperty = [];
    private readonly IdMint _ids;
    private long _sequence;

    /// <param name="epoch">Differs between runs that share no memory; old ids and delta tokens then mean nothing.</param>
    public Mailbox(MailboxSeed seed, long epoch)
    {
        Seed = seed;
        Address = seed.Address.ToLowerInvariant();
        UserId = IdMint.UserId(Address);
        _ids = new IdMint(UserId, epoch);
        Epoch = epoch;
        RootFolderId = _ids.Folder("msgfolderroot");
        foreach (var (name, display) in WellKnownFolders.All)
        {
            var folder = new Folder(_ids.Folder(name), display, name, RootFolderId) { TokenGeneration = epoch };
            _folders.Add(folder.Id, folder);
            _wellKnown.Add(name, folder);
        }
    }

    public Lock Gate { get; } = new();
    public MailboxSeed Seed { get; }

    /// <summary>Lower case.</summary>
    public string Address { get; }

    public Guid UserId { get; }
    public long Epoch { get; }
    public string RootFolderId { get; }
    public Party Party => new(Seed.DisplayName, Address);

    /// <summary>Called with the gate held after each change, for notifications and the journal. Must not block.</summary>
    public Action<MailboxChange>? Changed { get; set; }

    /// <summary>As <see cref="Changed"/>, for a folder that somebody made.</summary>
    public Action<Folder>? FolderAdded { get; set; }

    public IEnumerable<Folder> Folders => _folders.Values;
    public IReadOnlyCollection<Message> Messages => _byId.Values;
    public long Sequence => _sequence;

    public Folder WellKnown(string name) => _wellKnown[name];

    /// <summary>By well-known name or id.</summary>
    public Folder? FindFolder(string key) =>
        _wellKnown.TryGetValue(key, out var folder) || _folders.TryGetValue(key, out folder) ? folder : null;

    public Folder AddFolder(string displayName, string parentId)
    {
        var folder = new Folder(_ids.Folder($"{parentId}/{displayName}"), displayName, null, parentId) { TokenGeneration = Epoch };
        if (!_folders.TryAdd(folder.Id, folder))
            return _folders[folder.Id];
        FolderAdded?.Invoke(folder);
        return folder;
    }

    public Message? Find(string id) => _byId.TryGetValue(id, out var message) || _byRestId.TryGetValue(id, out message) ? message : null;

    public IReadOnlyList<Message> FindByInternetId(string internetMessageId) =>
        _byInternetId.TryGetValue(internetMessageId, out var found) ? found : [];

    public IReadOnlyList<Message> FindByConversation(string conversationId) =>
        _byConversation.TryGetValue(conversationId, out var found) ? found : [];

    public IReadOnlyList<Message> FindByProperty(string propertyId, string value) =>
        _byProperty.TryGetValue((propertyId.ToUpperInvariant(), value), out var found) ? found : [];

    public string NewMessageId() => _ids.NextMessage();
    public string NewRestId() => _ids.NextRest();
    public string NewAttachmentId() => _ids.NextAttachment();
    public string NewConversationId() => _ids.NextConversation();

    public void Add(Message message)
    {
        Index(message);
        message.Folder.Messages.Add(message);
        message.CreatedAt = message.ContentAt = message.ChangedAt = ++_sequence;
        message.Folder.Departed.Remove(message.Id);
        message.Folder.Record(_sequence, message.Id);
        Changed?.Invoke(new(message, MailboxChangeKind.Created));
    }

    /// <summary>Runs a change of a message and records it.</summary>
    public void Change(Message message, DateTimeOffset now, Action<Message> change, bool isReadStateOnly = false)
    {
        Unindex(message);
        try
        {
            change(message);
        }
        finally
        {
            Index(message);
        }

        message.ForgetJson();
        message.Modified = now;
        message.ChangedAt = ++_sequence;
        if (!isReadStateOnly)
            message.ContentAt = _sequence;
        if (!message.IsLostToDelta)
            message.Folder.Record(_sequence, message.Id);
        Changed?.Invoke(new(message, MailboxChangeKind.Updated));
    }

    /// <summary>Moves a message; its default id changes, its immutable id stays.</summary>
    /// <param name="isLost">A fault: the target folder's delta will never tell.</param>
    public void Move(Message message, Folder target, DateTimeOffset now, bool isLost = false, string? newId = null)
    {
        Unindex(message);
        Leave(message);
        Changed?.Invoke(new(message, MailboxChangeKind.Left));
        message.Folder = target;
        message.RestId = NewRestId();
        message.Id = newId ?? message.Id;
        message.Modified = now;
        message.ForgetJson();
        message.IsLostToDelta = isLost;
        target.Messages.Add(message);
        message.CreatedAt = message.ContentAt = message.ChangedAt = ++_sequence;
        if (!isLost)
        {
            target.Departed.Remove(message.Id);
            target.Record(_sequence, message.Id);
        }

        Index(message);
        Changed?.Invoke(new(message, MailboxChangeKind.Created));
    }

    public void Remove(Message message)
    {
        Unindex(message);
        Leave(message);
        Changed?.Invoke(new(message, MailboxChangeKind.Deleted));
    }

    /// <summary>Puts a message back as a journal remembers it.</summary>
    public void Restore(Message message)
    {
        Index(message);
        message.Folder.Messages.Add(message);
        _sequence = Math.Max(_sequence, message.ChangedAt);
    }

    /// <summary>After <see cref="Restore"/>: the folders' records in their old order.</summary>
    public void RestoreDone(long sequence, long ids)
    {
        _sequence = Math.Max(_sequence, sequence);
        _ids.SkipTo(ids);
        var changes = _byId.Values.SelectMany(m => m.Changes.Select(at => (At: at, m.Folder, m.Id)))
            .Concat(_folders.Values.SelectMany(f => f.Departed.Select(d => (At: d.Value.Sequence, Folder: f, Id: d.Key))));
        foreach (var (at, folder, id) in changes.OrderBy(c => c.At))
            folder.Record(at, id);
    }

    public long LastIdNumber => _ids.Last;

    private void Leave(Message message)
    {
        message.Folder.Messages.Remove(message);
        message.Folder.Departed[message.Id] = new(++_sequence, message.CreatedAt);
        message.Folder.Record(_sequence, message.Id);
    }

    private void Index(Message message)
    {
        _byId[message.Id] = message;
        _byRestId[message.RestId] = message;
        Put(_byConversation, message.ConversationId, message);
        if (message.InternetMessageId is { } internetId)
            Put(_byInternetId, internetId, message);
        foreach (var (id, value) in message.Properties)
            Put(_byProperty, (id.ToUpperInvariant(), value), message);
    }

    private void Unindex(Message message)
    {
        _byId.Remove(message.Id);
        _byRestId.Remove(message.RestId);
        Take(_byConversation, message.ConversationId, message);
        if (message.InternetMessageId is { } internetId)
            Take(_byInternetId, internetId, message);
        foreach (var (id, value) in message.Properties)
            Take(_byProperty, (id.ToUpperInvariant(), value), message);
    }

    private static void Put<TKey>(Dictionary<TKey, List<Message>> index, TKey key, Message message) where TKey : notnull
    {
        if (index.TryGetValue(key, out var list))
            list.Add(message);
        else
            index.Add(key, [message]);
    }

    private static void Take<TKey>(Dictionary<TKey, List<Message>> index, TKey key, Message message) where TKey : notnull
    {
        if (index.TryGetValue(key, out var list) && list.Remove(message) && list.Count == 0)
            index.Remove(key);
    }
}

internal enum MailboxChangeKind
{
    Created,
    Updated,

    /// <summary>Moved out of the folder it still names; its arrival in the next one follows.</summary>
    Left,
    Deleted,
}

internal readonly record struct MailboxChange(Message Message, MailboxChangeKind Kind);

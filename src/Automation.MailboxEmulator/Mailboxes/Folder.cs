namespace Automation.MailboxEmulator.Mailboxes;

/// <summary>A mail folder with the record of what changed in it. Guarded by its mailbox's gate.</summary>
internal sealed class Folder(string id, string displayName, string? wellKnownName, string parentId)
{
    private readonly List<FolderChange> _changes = [];

    public string Id { get; } = id;
    public string DisplayName { get; } = displayName;

    /// <summary>The language-free name, such as <c>inbox</c>; null for a folder somebody made.</summary>
    public string? WellKnownName { get; } = wellKnownName;

    public string ParentId { get; } = parentId;
    public HashSet<Message> Messages { get; } = [];

    /// <summary>Messages that left, by immutable id.</summary>
    public Dictionary<string, Departure> Departed { get; } = new(StringComparer.Ordinal);

    /// <summary>Delta tokens of another generation are answered with 410.</summary>
    public required long TokenGeneration { get; set; }

    public void Record(long sequence, string messageId)
    {
        _changes.Add(new(sequence, messageId));
        // Each message needs three entries at most; beyond twice that it pays to drop the dead ones.
        if (_changes.Count > 4096 && _changes.Count > 6 * (Messages.Count + Departed.Count))
            Compact();
    }

    /// <summary>Changes after a sequence number, oldest first. Superseded ones are among them: an entry counts only while its message still carries its number.</summary>
    public ReadOnlySpan<FolderChange> ChangesAfter(long sequence)
    {
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_changes);
        int low = 0, high = all.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (all[middle].Sequence <= sequence)
                low = middle + 1;
            else
                high = middle;
        }

        return all[low..];
    }

    private void Compact()
    {
        var last = Messages.Where(m => !m.IsLostToDelta)
            .SelectMany(m => m.Changes.Select(at => new FolderChange(at, m.Id)))
            .Concat(Departed.Select(d => new FolderChange(d.Value.Sequence, d.Key)))
            .OrderBy(c => c.Sequence)
            .ToList();
        _changes.Clear();
        _changes.AddRange(last);
    }
}

internal readonly record struct FolderChange(long Sequence, string MessageId);

/// <param name="Sequence">When it left.</param>
/// <param name="CreatedAt">When it had come; a reader who never saw it needs no farewell.</param>
internal readonly record struct Departure(long Sequence, long CreatedAt);

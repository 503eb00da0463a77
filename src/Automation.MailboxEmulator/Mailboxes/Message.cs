using Automation.MailboxEmulator.Mime;
using Automation.MailboxEmulator.Wire;

namespace Automation.MailboxEmulator.Mailboxes;

/// <summary>A message in a mailbox. Guarded by its mailbox's gate.</summary>
internal sealed class Message
{
    private MessageContent? _content;
    private List<(MessageShape Shape, byte[] Json)>? _cache;

    /// <summary>Immutable id: stays when the message is moved within the mailbox.</summary>
    public required string Id { get; set; }

    /// <summary>The default id, which changes with every move.</summary>
    public required string RestId { get; set; }

    public required Folder Folder { get; set; }

    /// <summary>RFC 5322 text as it arrived or as it was sent; null while a draft.</summary>
    public byte[]? Raw { get; set; }

    /// <summary>With its angle brackets; null when the mail came without.</summary>
    public string? InternetMessageId { get; set; }

    public required DateTimeOffset Created { get; init; }
    public DateTimeOffset Modified { get; set; }
    public DateTimeOffset Received { get; set; }
    public DateTimeOffset? Sent { get; set; }
    public required string ConversationId { get; set; }
    public required byte[] ConversationIndex { get; set; }
    public bool IsRead { get; set; }
    public bool IsDraft { get; set; }

    /// <summary>Submitted by its owner; Graph then shows no internetMessageHeaders.</summary>
    public bool IsOwn { get; set; }

    /// <summary>Handed to the transport, which has not moved it yet.</summary>
    public bool IsSubmitted { get; set; }

    public string FlagStatus { get; set; } = "notFlagged";
    public List<string> Categories { get; set; } = [];
    public string InferenceClassification { get; set; } = "focused";

    /// <summary>Single-value extended properties by <see cref="ExtendedPropertyId"/>.</summary>
    public Dictionary<string, string> Properties { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>When it came into its folder, in the mailbox's sequence.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Last change other than read/unread.</summary>
    public long ContentAt { get; set; }

    /// <summary>Last change of any kind.</summary>
    public long ChangedAt { get; set; }

    /// <summary>The sequence numbers under which its folder's record still counts.</summary>
    public IEnumerable<long> Changes => new HashSet<long>(3) { CreatedAt, ContentAt, ChangedAt };

    /// <summary>Moved back and, by a fault, never reported by delta again.</summary>
    public bool IsLostToDelta { get; set; }

    /// <summary>A fault that hides a fresh draft from everything but lists until then.</summary>
    public DateTimeOffset NotFoundUntil { get; set; }

    /// <summary>Read from <see cref="Raw"/> when first needed.</summary>
    public MessageContent Content
    {
        get => _content ??= MimeReader.Read(Raw ?? []);
        set => _content = value;
    }

    public string ChangeKey => "CQAAABYAAAB" + ChangedAt.ToString("x9", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The JSON of this message in a shape if it was written before and nothing changed since.</summary>
    public byte[]? Cached(MessageShape shape)
    {
        if (_cache is null)
            return null;
        foreach (var (known, json) in _cache)
        {
            if (ReferenceEquals(known, shape))
                return json;
        }

        return null;
    }

    public void Cache(MessageShape shape, byte[] json)
    {
        const int MaxShapes = 4;
        const int MaxBytes = 256 * 1024;
        if (json.Length > MaxBytes)
            return;
        _cache ??= new(1);
        if (_cache.Count >= MaxShapes)
            _cache.RemoveAt(0);
        _cache.Add((shape, json));
    }

    public void ForgetJson() => _cache = null;
}

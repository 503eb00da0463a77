using System.Collections.Concurrent;
using Automation.MailboxEmulator.Graph;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Wire;

/// <summary>How a message is to be written: which properties, which body, which ids. Equal questions give the same instance, so that written JSON can be found by it.</summary>
internal sealed class MessageShape
{
    private const int MaxKnown = 256;
    private static readonly ConcurrentDictionary<string, MessageShape> Known = new(StringComparer.Ordinal);

    private MessageShape(ulong properties, Prefer prefer, bool isTyped, bool withAttachments, bool withItems, IReadOnlyList<string>? extendedProperties)
    {
        Properties = properties;
        BodyType = prefer.BodyType;
        ImmutableId = prefer.ImmutableId;
        IsTyped = isTyped;
        WithAttachments = withAttachments;
        WithItems = withItems;
        ExtendedProperties = extendedProperties;
    }

    /// <summary>A bit for each entry of <see cref="MessageProperties.All"/>.</summary>
    public ulong Properties { get; }

    /// <summary><c>text</c>, <c>html</c>, or null for the form the message has.</summary>
    public string? BodyType { get; }

    public bool ImmutableId { get; }

    /// <summary>Delta rows and inner items carry <c>@odata.type</c>.</summary>
    public bool IsTyped { get; }

    public bool WithAttachments { get; }
    public bool WithItems { get; }

    /// <summary>Ids of the extended properties to show; null for none.</summary>
    public IReadOnlyList<string>? ExtendedProperties { get; }

    public bool Has(string property) => (Properties & MessageProperties.Bit(property)) != 0;

    /// <exception cref="GraphException">400 for an unknown property or expansion.</exception>
    public static MessageShape Get(string? select, string? expand, Prefer prefer, bool isTyped = false)
    {
        var key = $"{select}|{expand}|{prefer.ImmutableId}|{prefer.BodyType}|{isTyped}";
        if (Known.TryGetValue(key, out var shape))
            return shape;
        var expansion = MessageExpansion.Parse(expand);
        shape = new MessageShape(MessageProperties.Parse(select), prefer, isTyped, expansion.Attachments, expansion.Items, expansion.ExtendedProperties);
        if (Known.Count >= MaxKnown)
            Known.Clear();
        return Known.GetOrAdd(key, shape);
    }
}

/// <summary>The <c>$expand</c> option of messages.</summary>
internal sealed record MessageExpansion(bool Attachments, bool Items, IReadOnlyList<string>? ExtendedProperties)
{
    public static MessageExpansion Parse(string? expand)
    {
        var result = new MessageExpansion(false, false, null);
        if (expand is null)
            return result;
        foreach (var (name, options) in Clauses(expand))
        {
            if (name.Equals("attachments", StringComparison.OrdinalIgnoreCase))
                result = result with { Attachments = true, Items = options.Contains("itemattachment/item", StringComparison.OrdinalIgnoreCase) };
            else if (name.Equals("singleValueExtendedProperties", StringComparison.OrdinalIgnoreCase))
                result = result with { ExtendedProperties = Ids(options) };
            else if (!name.Equals("multiValueExtendedProperties", StringComparison.OrdinalIgnoreCase) && !name.Equals("extensions", StringComparison.OrdinalIgnoreCase))
                throw GraphException.BadRequest($"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.message'.");
        }

        return result;
    }

    private static List<string> Ids(string options)
    {
        var ids = new List<string>();
        var rest = options.AsSpan();
        int open;
        while ((open = rest.IndexOf('\'')) >= 0)
        {
            rest = rest[(open + 1)..];
            var close = rest.IndexOf('\'');
            if (close < 0)
                break;
            if (ExtendedPropertyId.Normalise(rest[..close].ToString()) is { } id)
                ids.Add(id);
            rest = rest[(close + 1)..];
        }

        return ids.Count > 0 ? ids : throw GraphException.BadRequest("Extended properties need a $filter with their ids.");
    }

    /// <summary>Splits <c>a($x=1,2),b</c> at the commas outside of brackets and quotes.</summary>
    private static IEnumerable<(string Name, string Options)> Clauses(string expand)
    {
        int depth = 0, start = 0;
        var quoted = false;
        for (var i = 0; i <= expand.Length; i++)
        {
            var c = i < expand.Length ? expand[i] : ',';
            if (c == '\'')
                quoted = !quoted;
            else if (!quoted && c == '(')
                depth++;
            else if (!quoted && c == ')')
                depth--;
            else if (c == ',' && (i == expand.Length || (depth == 0 && !quoted)))
            {
                var clause = expand[start..i].Trim();
                start = i + 1;
                if (clause.Length == 0)
                    continue;
                var open = clause.IndexOf('(', StringComparison.Ordinal);
                yield return open < 0 ? (clause, "") : (clause[..open].Trim(), clause[(open + 1)..].TrimEnd(')'));
            }
        }
    }
}

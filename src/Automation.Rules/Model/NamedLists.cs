namespace Automation.Rules.Model;

/// <summary>Lists of texts that rules refer to by name. Immutable.</summary>
public sealed class NamedLists(IReadOnlyDictionary<string, NamedList> lists)
{
    public static readonly NamedLists Empty = new(new Dictionary<string, NamedList>());

    /// <summary>The reference to the JSON schema as written in the file.</summary>
    public string? Schema { get; init; }

    public IReadOnlyDictionary<string, NamedList> All { get; } = lists;

    public NamedList? Find(string name) => All.GetValueOrDefault(name);
}

/// <summary>One list; the order is kept but means nothing.</summary>
public sealed record NamedList(string Name, string? Description, IReadOnlyList<string> Values);

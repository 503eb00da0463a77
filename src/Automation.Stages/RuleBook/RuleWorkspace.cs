using Automation.Rules.Model;
using Automation.Stages.Content;

namespace Automation.Stages.RuleBook;

/// <summary>All rule documents, as they are in force and as they are being written. A consistent picture of one moment.</summary>
/// <param name="Documents">Sets in the order in which they decide, then lists and categories.</param>
public sealed record RuleWorkspace(IReadOnlyList<RuleDocument> Documents)
{
    /// <summary>The documents in the order in which the page shows them.</summary>
    public static RuleWorkspace Of(IEnumerable<RuleDocument> documents) => new([.. documents.OrderBy(d => RuleDocuments.Place(d.Name)).ThenBy(d => d.Name, StringComparer.Ordinal)]);

    public IEnumerable<RuleDocument> Drafts => Documents.Where(d => d.Draft is not null);

    /// <summary>Names of the sets that have a draft.</summary>
    public IReadOnlyCollection<string> DraftedSets => [.. Drafts.Where(d => d.Draft!.Set is not null).Select(d => d.Name)];

    /// <summary>The version in force of each document that has one.</summary>
    public IReadOnlyDictionary<string, int> VersionsInForce => Documents.Where(d => d.InForceVersion > 0).ToDictionary(d => d.Name, d => d.InForceVersion);

    /// <summary>As it would be if these documents took the place of what is here under their names.</summary>
    public RuleWorkspace With(IReadOnlyCollection<RuleDocument> others) => Of(Documents.Where(d => others.All(o => o.Name != d.Name)).Concat(others));

    /// <summary>As if only these documents had a draft.</summary>
    public RuleWorkspace OnlyDrafts(Func<RuleDocument, bool> kept) => this with { Documents = [.. Documents.Select(d => kept(d) ? d : d with { Draft = null })] };

    public RuleDocument? Find(string name) => Documents.FirstOrDefault(d => d.Name == name);

    /// <summary>The sets in the order in which they decide.</summary>
    /// <param name="withDrafts">As they would be if every draft were published; else as they are in force.</param>
    public IReadOnlyList<RuleSet> Sets(bool withDrafts) =>
        RuleDocuments.InOrder(Documents.Select(d => Pick(d, withDrafts)?.Set).OfType<RuleSet>());

    /// <inheritdoc cref="Sets"/>
    public NamedLists Lists(bool withDrafts) => Documents.Select(d => Pick(d, withDrafts)?.Lists).OfType<NamedLists>().FirstOrDefault() ?? NamedLists.Empty;

    /// <inheritdoc cref="Sets"/>
    public CategoryTree Categories(bool withDrafts) =>
        Documents.Select(d => Pick(d, withDrafts)?.Categories).OfType<CategoryTree>().FirstOrDefault() ?? CategoryTree.Empty;

    private static RuleContent? Pick(RuleDocument document, bool withDrafts) => withDrafts ? document.Draft ?? document.InForce : document.InForce;
}

/// <summary>One rule document.</summary>
/// <param name="InForce">Null for a document that was never published, or whose published version cannot be read.</param>
/// <param name="InForceVersion">0 when it was never published.</param>
/// <param name="Draft">Null when nobody writes on it.</param>
/// <param name="DraftVersion">To be given back with what is written next; raised by everything that happens to the draft.</param>
/// <param name="BasedOn">The published version the draft was begun on.</param>
public sealed record RuleDocument(string Name, RuleContent? InForce, int InForceVersion, RuleContent? Draft, long DraftVersion, int BasedOn)
{
    public DateTimeOffset? DraftAt { get; init; }

    public string? DraftBy { get; init; }

    public DateTimeOffset? InForceAt { get; init; }

    public string? InForceBy { get; init; }

    /// <summary>Why the stored content cannot be read; null in the usual case.</summary>
    public string? Problem { get; init; }

    /// <summary>What a person who opens the document works on.</summary>
    public RuleContent? Working => Draft ?? InForce;

    /// <summary>Another version was published since the draft was begun.</summary>
    public bool IsOverrun => Draft is not null && BasedOn != InForceVersion;
}

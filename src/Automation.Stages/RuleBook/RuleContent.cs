using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.Content;

namespace Automation.Stages.RuleBook;

/// <summary>What one rule document says: a set, the named lists or the categories. Exactly one of the three is there.</summary>
public sealed record RuleContent
{
    private RuleContent(string name) => Name = name;

    public string Name { get; }

    public RuleSet? Set { get; private init; }

    public NamedLists? Lists { get; private init; }

    public CategoryTree? Categories { get; private init; }

    public static RuleContent Of(RuleSet set) => new(set.Name) { Set = set };

    public static RuleContent Of(NamedLists lists) => new(RuleDocuments.Lists) { Lists = lists };

    public static RuleContent Of(CategoryTree categories) => new(RuleDocuments.Categories) { Categories = categories };

    /// <param name="lists">The named lists a set may use; null leaves them unchecked.</param>
    /// <param name="isStored">It was stored before: addresses that can match nothing do not put it out of force.</param>
    /// <param name="file">What problems call the file; null for the document's own.</param>
    /// <exception cref="RuleFileException">With every problem found: line, column, rule and reason.</exception>
    public static RuleContent Read(string name, string json, NamedLists? lists, bool isStored = false, string? file = null)
    {
        file ??= RuleDocuments.File(name);
        switch (name)
        {
            case RuleDocuments.Lists:
                return Of(NamedListsReader.Read(json, file));
            case RuleDocuments.Categories:
                return Of(CategoryTreeReader.Read(json, file));
        }

        return Of(RuleSetReader.Read(json, file, lists, name, isStored));
    }

    /// <summary>The JSON of <c>rules/</c>. Of a set with the version given; a person's own form of writing is not kept.</summary>
    public string Write(int version) => Set is { } set
        ? RuleSetWriter.Write(set with { Version = Math.Max(1, version) })
        : Lists is { } lists ? RuleSetWriter.Write(lists) : RuleSetWriter.Write(Categories!);
}

using Automation.Rules.Compilation;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.Health;
using Automation.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Content;

/// <summary>
/// Makes the chain that decides from what is published. In the place of a version that cannot be used stands the last one that can, and it is told:
/// a set must not go out of force because somebody broke it.
/// </summary>
public sealed class PublishedRules(DocumentStore documents, ProblemBoard problems, ILogger<PublishedRules> logger)
{
    /// <summary>How many versions are looked through for one that can be used.</summary>
    private const int MostEarlier = 50;

    /// <exception cref="RuleFileException">The rules cannot be compiled together: what is in force must stay.</exception>
    public async Task<RulesInForce> ReadAsync(CancellationToken cancellationToken)
    {
        var published = await documents.PublishedAsync(DocumentKind.RuleSet, cancellationToken);
        var lists = await UsableAsync(published, RuleDocuments.Lists, d => NamedListsReader.Read(d.Content, RuleDocuments.File(d.Name)), cancellationToken) ?? NamedLists.Empty;
        var categories = await UsableAsync(published, RuleDocuments.Categories, d => CategoryTreeReader.Read(d.Content, RuleDocuments.File(d.Name)), cancellationToken) ?? CategoryTree.Empty;
        var sets = new List<RuleSet>();
        foreach (var document in published.Where(d => RuleDocuments.IsSet(d.Name)))
        {
            if (await UsableAsync(published, document.Name, d => RuleSetReader.Read(d.Content, RuleDocuments.File(d.Name), lists, isStored: true) with { Version = d.Version }, cancellationToken) is { } set)
                sets.Add(set);
        }

        return new RulesInForce(RuleChain.Compile(RuleDocuments.InOrder(sets), lists), lists, categories, published.ToDictionary(d => d.Name, d => d.Version));
    }

    /// <summary>The published version, or the last one before it that can be read; null when there is none.</summary>
    private async Task<T?> UsableAsync<T>(IReadOnlyList<DocumentVersion> published, string name, Func<DocumentVersion, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var problem = $"content:published-rules:{name}";
        if (published.FirstOrDefault(d => d.Name == name) is not { } document)
        {
            problems.Clear(problem);
            return null;
        }

        if (Try(document, out var reason) is { } usable)
        {
            problems.Clear(problem);
            return usable;
        }

        foreach (var earlier in await documents.EarlierAsync(DocumentKind.RuleSet, name, document.Version, MostEarlier, cancellationToken))
        {
            if (Try(earlier, out _) is { } last)
            {
                Tell($"The published version {document.Version} of the rules '{name}' cannot be used; version {earlier.Version} decides in its place: {reason}");
                return last;
            }
        }

        Tell($"The published version {document.Version} of the rules '{name}' cannot be used and is left out; there is no earlier one that could stand in its place: {reason}");
        return null;

        T? Try(DocumentVersion version, out string why)
        {
            try
            {
                why = "";
                return read(version);
            }
            catch (RuleFileException e)
            {
                why = string.Join(" ", e.Problems);
                return null;
            }
        }

        void Tell(string what)
        {
            problems.Report(problem, ProblemSeverity.Error, what);
            logger.LogError("{Problem}", what);
        }
    }
}

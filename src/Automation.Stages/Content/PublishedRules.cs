using Automation.Rules.Compilation;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.Health;
using Automation.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Content;

/// <summary>Makes the chain that decides from what is published. A version that cannot be used is left out and told.</summary>
public sealed class PublishedRules(DocumentStore documents, ProblemBoard problems, ILogger<PublishedRules> logger)
{
    /// <exception cref="RuleFileException">The rules cannot be compiled together, or the lists cannot be read: what is in force must stay.</exception>
    public async Task<RulesInForce> ReadAsync(CancellationToken cancellationToken)
    {
        var published = await documents.PublishedAsync(DocumentKind.RuleSet, cancellationToken);
        var lists = RuleDocuments.ListsOf(published);
        var categories = CategoryTree.Empty;
        var sets = new List<RuleSet>();
        foreach (var document in published.Where(d => d.Name != RuleDocuments.Lists))
        {
            var problem = $"content:published-rules:{document.Name}";
            try
            {
                var file = RuleDocuments.File(document.Name);
                if (document.Name == RuleDocuments.Categories)
                    categories = CategoryTreeReader.Read(document.Content, file);
                else
                    sets.Add(RuleSetReader.Read(document.Content, file, lists) with { Version = document.Version });
                problems.Clear(problem);
            }
            catch (RuleFileException e)
            {
                var reason = string.Join(" ", e.Problems);
                problems.Report(problem, ProblemSeverity.Error, $"The published version {document.Version} of the rules '{document.Name}' cannot be used and is left out: {reason}");
                logger.LogError("The published version {Version} of the rules {Name} cannot be used and is left out. {Reason}", document.Version, document.Name, reason);
            }
        }

        return new RulesInForce(RuleChain.Compile(RuleDocuments.InOrder(sets), lists), lists, categories, published.ToDictionary(d => d.Name, d => d.Version));
    }
}

using Automation.Mail.Acknowledging;
using Automation.Mail.Automatic;
using Automation.Mail.Templates;
using Automation.Mail.Threading;
using Automation.Rules.Compilation;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.Health;
using Automation.Storage.Documents;
using Automation.Storage.People;
using Automation.Storage.Workflows;
using Automation.Tickets.History;
using Automation.Tickets.People;
using Automation.Tickets.Sla;
using Automation.Tickets.Sla.Format;
using Automation.Workflows.Definitions;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.Content;

/// <summary>
/// Takes the shipped files into the database and makes the content in force from what is published there.
/// A broken file is reported with file, line and reason and changes nothing: the last good version stays in use.
/// </summary>
public sealed class ContentLoader(
    DocumentStore documents,
    WorkflowDefinitionStore workflows,
    DirectoryStore directory,
    DeskContentHolder holder,
    ProblemBoard problems,
    ILogger<ContentLoader> logger)
{
    /// <summary>The sets that decide one after the other; others follow them by name.</summary>
    private static readonly string[] ChainOrder = ["category", "priority", "routing"];

    private const string ListsName = "lists";

    /// <param name="folder">Holds <c>rules/</c>, <c>templates/</c>, <c>sla/</c> and <c>workflows/</c>.</param>
    public async Task LoadAsync(string folder, IReadOnlyList<Desk> desks, string instanceId, AcknowledgementLimits limits, CancellationToken cancellationToken)
    {
        await TakeRulesAsync(Path.Combine(folder, "rules"), cancellationToken);
        await TakeTemplatesAsync(Path.Combine(folder, "templates"), cancellationToken);
        await TakeServiceLevelsAsync(Path.Combine(folder, "sla"), cancellationToken);
        await TakeWorkflowsAsync(Path.Combine(folder, "workflows"), cancellationToken);
        holder.Replace(new DeskContent
        {
            Rules = await RulesAsync(cancellationToken),
            Templates = await TemplatesAsync(cancellationToken),
            ServiceLevels = new ServiceLevels(await ServiceLevelsAsync(cancellationToken)),
            Desks = desks.ToDictionary(d => d.Address, StringComparer.OrdinalIgnoreCase),
            Teams = await directory.TeamsAsync(cancellationToken),
            Identity = new DeskIdentity(instanceId, desks.Select(d => d.Address)),
            SubjectTags = new SubjectTags(TicketNumber.Prefix),
            AcknowledgementLimits = limits,
        });
    }

    private async Task TakeRulesAsync(string folder, CancellationToken cancellationToken)
    {
        // The lists in use, until the shipped ones are found good: a broken file of lists must not make good rules look broken.
        var lists = ListsOf(await documents.PublishedAsync(DocumentKind.RuleSet, cancellationToken));
        foreach (var (name, path) in Files(folder, "*.json").OrderByDescending(f => f.Name == ListsName))
        {
            if (name.EndsWith(".schema", StringComparison.Ordinal))
                continue;
            var json = await File.ReadAllTextAsync(path, cancellationToken);
            try
            {
                if (name == ListsName)
                    lists = NamedListsReader.Read(json, Short(folder, path));
                else
                    _ = RuleSetReader.Read(json, Short(folder, path), lists);
            }
            catch (RuleFileException e)
            {
                Broken(DocumentKind.RuleSet, name, string.Join(Environment.NewLine, e.Problems));
                continue;
            }

            await TakeAsync(DocumentKind.RuleSet, name, json, cancellationToken);
        }
    }

    private async Task TakeTemplatesAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var source in await TemplateFolder.ReadAsync(folder, cancellationToken))
        {
            var load = TemplateSet.Load([source]);
            if (load.Problems.Count > 0)
                Broken(DocumentKind.Template, source.Path, string.Join(Environment.NewLine, load.Problems.Select(p => $"templates/{p}")));
            else
                await TakeAsync(DocumentKind.Template, source.Path, source.Text, cancellationToken);
        }
    }

    private async Task TakeServiceLevelsAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var (name, path) in Files(folder, "*.json"))
        {
            var json = await File.ReadAllTextAsync(path, cancellationToken);
            try
            {
                _ = SlaBookReader.Read(json, Short(folder, path));
            }
            catch (SlaFormatException e)
            {
                Broken(DocumentKind.ServiceLevels, name, e.Message);
                continue;
            }

            await TakeAsync(DocumentKind.ServiceLevels, name, json, cancellationToken);
        }
    }

    private async Task TakeWorkflowsAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var (name, path) in Files(folder, "*.json"))
        {
            var key = $"content:workflow:{name}";
            try
            {
                var outcome = await workflows.TakeShippedAsync(await File.ReadAllBytesAsync(path, cancellationToken), cancellationToken);
                problems.Clear(key);
                if (outcome == ShippedDocumentOutcome.Updated)
                    logger.LogInformation("Workflow {Name}: the shipped file changed and is published as a new version.", name);
                if (outcome == ShippedDocumentOutcome.Offered)
                {
                    problems.Report(key, Health.ProblemSeverity.Warning,
                        $"Workflow '{name}': the shipped file changed, but the workflow was edited, retracted or deleted here, so it stays as it is. To take the file over, import it under Workflows and publish it.");
                }
            }
            catch (WorkflowDefinitionException e)
            {
                var reason = string.Join(Environment.NewLine, e.Problems.Select(p => $"workflows/{Path.GetFileName(path)}{(p.Line is { } line ? $"({line},{p.Column})" : "")}: {p.Path}: {p.Message}"));
                problems.Report(key, Health.ProblemSeverity.Error, $"{reason}{Environment.NewLine}The last good version stays in use.");
                logger.LogError("Workflow {Name} is broken; the last good version stays in use. {Reason}", name, reason);
            }
        }
    }

    private async Task<RuleChain> RulesAsync(CancellationToken cancellationToken)
    {
        var published = await documents.PublishedAsync(DocumentKind.RuleSet, cancellationToken);
        var lists = ListsOf(published);
        var sets = new List<RuleSet>();
        foreach (var document in published.Where(d => d.Name != ListsName))
        {
            try
            {
                sets.Add(RuleSetReader.Read(document.Content, $"rules/{document.Name}.json", lists) with { Version = document.Version });
            }
            catch (RuleFileException e)
            {
                Broken(DocumentKind.RuleSet, document.Name, $"The published version {document.Version} cannot be used and is left out: {string.Join(" ", e.Problems)}");
            }
        }

        return RuleChain.Compile([.. sets.OrderBy(s => Place(s.Name)).ThenBy(s => s.Name, StringComparer.Ordinal)], lists);

        static int Place(string name) => Array.IndexOf(ChainOrder, name) is var at && at < 0 ? ChainOrder.Length : at;
    }

    private static NamedLists ListsOf(IReadOnlyList<DocumentVersion> published) => published.FirstOrDefault(d => d.Name == ListsName) is { } document
        ? NamedListsReader.Read(document.Content, $"rules/{ListsName}.json")
        : NamedLists.Empty;

    private async Task<TemplateSet> TemplatesAsync(CancellationToken cancellationToken)
    {
        var published = await documents.PublishedAsync(DocumentKind.Template, cancellationToken);
        var load = TemplateSet.Load(published.Select(d => new TemplateSource(d.Name, d.Content)), holder.IsLoaded ? holder.Current.Templates : null);
        foreach (var problem in load.Problems)
            Broken(DocumentKind.Template, problem.File, $"templates/{problem}");
        return load.Set;
    }

    private async Task<SlaBook> ServiceLevelsAsync(CancellationToken cancellationToken)
    {
        var published = await documents.PublishedAsync(DocumentKind.ServiceLevels, cancellationToken);
        return published is [var document, ..]
            ? SlaBookReader.Read(document.Content, $"sla/{document.Name}.json")
            : throw new MissingContentException("There are no service levels: sla/sla.json is missing or broken, and no earlier version is stored. Mend the file and start again.");
    }

    private async Task TakeAsync(DocumentKind kind, string name, string content, CancellationToken cancellationToken)
    {
        problems.Clear(Key(kind, name));
        var outcome = await documents.TakeShippedAsync(kind, name, content, cancellationToken);
        if (outcome == ShippedDocumentOutcome.Updated)
            logger.LogInformation("{Kind} {Name}: the shipped file changed and is published as a new version.", kind, name);
        if (outcome == ShippedDocumentOutcome.Offered)
        {
            problems.Report(Key(kind, name), Health.ProblemSeverity.Warning,
                $"{kind} '{name}': the shipped file changed, but the version in use was edited here. It stays in use; compare and take over what you want.");
        }
    }

    private void Broken(DocumentKind kind, string name, string reason)
    {
        problems.Report(Key(kind, name), Health.ProblemSeverity.Error, $"{reason}{Environment.NewLine}The last good version stays in use.");
        logger.LogError("{Kind} {Name} is broken; the last good version stays in use. {Reason}", kind, name, reason);
    }

    private static string Key(DocumentKind kind, string name) => $"content:{kind}:{name}";

    private static string Short(string folder, string path) => $"{Path.GetFileName(folder)}/{Path.GetFileName(path)}";

    private static IEnumerable<(string Name, string Path)> Files(string folder, string pattern) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal).Select(p => (Path.GetFileNameWithoutExtension(p), p))
        : [];
}

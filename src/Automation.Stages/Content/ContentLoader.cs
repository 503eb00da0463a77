using System.Text.Json;
using Automation.Mail.Acknowledging;
using Automation.Mail.Automatic;
using Automation.Mail.Templates;
using Automation.Mail.Threading;
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
/// A broken file is reported with file, line and reason and changes nothing: the last good version stays in use, if there is one.
/// </summary>
public sealed class ContentLoader(
    DocumentStore documents,
    WorkflowDefinitionStore workflows,
    DirectoryStore directory,
    PublishedRules rules,
    DeskContentHolder holder,
    WorkflowOffers offers,
    ProblemBoard problems,
    ILogger<ContentLoader> logger)
{
    private const string LastGood = "The last good version stays in use.";
    private const string NothingRuns = "No version of this workflow is in use, so nothing runs it. Mend the file and start again.";
    private const string NoTemplate = "No version of it is in use, so mails do without it: they are written in another language, or as a plain text. Mend the file and start again.";

    /// <param name="folder">Holds <c>rules/</c>, <c>templates/</c>, <c>sla/</c> and <c>workflows/</c>.</param>
    public async Task LoadAsync(string folder, IReadOnlyList<Desk> desks, string instanceId, AcknowledgementLimits limits, CancellationToken cancellationToken)
    {
        await TakeRulesAsync(Path.Combine(folder, "rules"), cancellationToken);
        await TakeTemplatesAsync(Path.Combine(folder, "templates"), cancellationToken);
        await TakeServiceLevelsAsync(Path.Combine(folder, "sla"), cancellationToken);
        await TakeWorkflowsAsync(Path.Combine(folder, "workflows"), cancellationToken);
        holder.Replace(new DeskContent
        {
            RuleBook = await rules.ReadAsync(cancellationToken),
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
        var published = await documents.PublishedAsync(DocumentKind.RuleSet, cancellationToken);
        var lists = RuleDocuments.ListsOf(published);
        foreach (var (name, path) in Files(folder, "*.json").OrderByDescending(f => f.Name == RuleDocuments.Lists))
        {
            if (name.EndsWith(".schema", StringComparison.Ordinal))
                continue;
            if (await TextOfAsync(DocumentKind.RuleSet, name, folder, path, cancellationToken) is not { } json)
                continue;
            try
            {
                if (name == RuleDocuments.Lists)
                    lists = Fitting(NamedListsReader.Read(json, Short(folder, path)), published);
                else if (name == RuleDocuments.Categories)
                    _ = CategoryTreeReader.Read(json, Short(folder, path));
                else
                    _ = RuleSetReader.Read(json, Short(folder, path), lists, name);
            }
            catch (RuleFileException e)
            {
                await BrokenAsync(DocumentKind.RuleSet, name, string.Join(Environment.NewLine, e.Problems), cancellationToken);
                continue;
            }

            await TakeAsync(DocumentKind.RuleSet, name, json, cancellationToken);
        }
    }

    /// <summary>The shipped lists, when the sets that people wrote here can still be used with them.</summary>
    private static NamedLists Fitting(NamedLists shipped, IReadOnlyList<DocumentVersion> published)
    {
        foreach (var set in published.Where(d => RuleDocuments.IsSet(d.Name) && d.ShippedHash is null))
            _ = RuleSetReader.Read(set.Content, RuleDocuments.File(set.Name), shipped, isStored: true);
        return shipped;
    }

    private async Task TakeTemplatesAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return;
        var (sources, unreadable) = await TemplateFolder.ReadAsync(folder, cancellationToken);
        foreach (var (path, problem) in unreadable)
            await BrokenAsync(DocumentKind.Template, path, $"templates/{path}: The file cannot be read: {problem}", cancellationToken);
        foreach (var source in sources)
        {
            var load = TemplateSet.Load([source]);
            if (load.Problems.Count > 0)
                await BrokenAsync(DocumentKind.Template, source.Path, string.Join(Environment.NewLine, load.Problems.Select(p => $"templates/{p}")), cancellationToken);
            else
                await TakeAsync(DocumentKind.Template, source.Path, source.Text, cancellationToken);
        }
    }

    private async Task TakeServiceLevelsAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var (name, path) in Files(folder, "*.json"))
        {
            if (await TextOfAsync(DocumentKind.ServiceLevels, name, folder, path, cancellationToken) is not { } json)
                continue;
            try
            {
                _ = SlaBookReader.Read(json, Short(folder, path));
            }
            catch (SlaFormatException e)
            {
                await BrokenAsync(DocumentKind.ServiceLevels, name, e.Message, cancellationToken);
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
            byte[] json;
            try
            {
                json = await File.ReadAllBytesAsync(path, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                TellBroken(key, Unreadable(folder, path, e), await workflows.IsPublishedAsync(name, cancellationToken) ? LastGood : NothingRuns);
                continue;
            }

            try
            {
                var outcome = await workflows.TakeShippedAsync(json, cancellationToken);
                problems.Clear(key);
                if (outcome == ShippedDocumentOutcome.Updated)
                    logger.LogInformation("Workflow {Name}: the shipped file changed and is published as a new version.", name);
                if (outcome == ShippedDocumentOutcome.Offered)
                    offers.Add(json, key);
                else if (DefinitionIdOf(json) is { } id)
                    offers.Remove(id);
            }
            catch (WorkflowDefinitionException e)
            {
                var reason = string.Join(Environment.NewLine, e.Problems.Select(p => $"workflows/{Path.GetFileName(path)}{(p.Line is { } line ? $"({line},{p.Column})" : "")}: {p.Path}: {p.Message}"));
                TellBroken(key, reason, await workflows.IsPublishedAsync(DefinitionIdOf(json) ?? name, cancellationToken) ? LastGood : NothingRuns);
            }
        }
    }

    private async Task<TemplateSet> TemplatesAsync(CancellationToken cancellationToken)
    {
        var published = await documents.PublishedAsync(DocumentKind.Template, cancellationToken);
        var load = TemplateSet.Load(published.Select(d => new TemplateSource(d.Name, d.Content)), holder.IsLoaded ? holder.Current.Templates : null);
        foreach (var problem in load.Problems)
            TellBroken(Key(DocumentKind.Template, problem.File), $"templates/{problem}", load.Set.Files.Contains(problem.File, StringComparer.OrdinalIgnoreCase) ? LastGood : NoTemplate);
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

    private async Task BrokenAsync(DocumentKind kind, string name, string reason, CancellationToken cancellationToken)
    {
        var hasEarlier = (await documents.PublishedAsync(kind, cancellationToken)).Any(d => d.Name == name);
        TellBroken(Key(kind, name), reason, hasEarlier ? LastGood : kind == DocumentKind.Template ? NoTemplate : "No version of it is in use, so nothing in it counts. Mend the file and start again.");
    }

    private void TellBroken(string key, string reason, string consequence)
    {
        problems.Report(key, Health.ProblemSeverity.Error, $"{reason}{Environment.NewLine}{consequence}");
        logger.LogError("{Content} is broken. {Consequence} {Reason}", key, consequence, reason);
    }

    /// <summary>Which workflow a broken file is about; null when not even that can be read.</summary>
    private static string? DefinitionIdOf(byte[] json)
    {
        try
        {
            // Nothing is asked of the file but this: what else is wrong with it is told already.
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("definitionId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null when the file cannot be read, which is told: it is one broken file, no reason for the desk not to start.</summary>
    private async Task<string?> TextOfAsync(DocumentKind kind, string name, string folder, string path, CancellationToken cancellationToken)
    {
        try
        {
            return RuleFileText.Of(await File.ReadAllBytesAsync(path, cancellationToken), Short(folder, path));
        }
        catch (RuleFileException e)
        {
            await BrokenAsync(kind, name, string.Join(Environment.NewLine, e.Problems), cancellationToken);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await BrokenAsync(kind, name, Unreadable(folder, path, e), cancellationToken);
            return null;
        }
    }

    private static string Unreadable(string folder, string path, Exception problem) => $"{Short(folder, path)}: The file cannot be read: {problem.Message}";

    private static string Key(DocumentKind kind, string name) => $"content:{kind}:{name}";

    private static string Short(string folder, string path) => $"{Path.GetFileName(folder)}/{Path.GetFileName(path)}";

    /// <summary>Without hidden files: editors keep their own beside those that are being edited.</summary>
    private static IEnumerable<(string Name, string Path)> Files(string folder, string pattern) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, pattern).Where(p => !Path.GetFileName(p).StartsWith('.')).Order(StringComparer.Ordinal).Select(p => (Path.GetFileNameWithoutExtension(p), p))
        : [];
}

using Automation.Storage.Audit;
using Automation.Storage.Database;
using Automation.Storage.Documents;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.RuleBook;

/// <summary>
/// Drafts and published versions of rule documents. Knows no rules: what is stored here was found good before.
/// Every act is in the audit, in the same transaction.
/// </summary>
public sealed class RuleBookStore(DeskDatabase database, TimeProvider time)
{
    private const DocumentKind Kind = DocumentKind.RuleSet;

    /// <summary>All documents: what is in force and what is being written, by name, as one consistent picture.</summary>
    public async Task<IReadOnlyList<StoredRuleDocument>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var published = await context.Documents.AsNoTracking().Where(x => x.Kind == Kind && x.IsPublished).ToListAsync(cancellationToken);
        var drafts = await context.RuleDrafts.AsNoTracking().ToDictionaryAsync(x => x.Name, cancellationToken);
        var names = published.Select(p => p.Name).Union(drafts.Values.Where(d => d.Content is not null).Select(d => d.Name)).Order(StringComparer.Ordinal);
        return [.. names.Select(name => new StoredRuleDocument(name, published.Find(p => p.Name == name), drafts.GetValueOrDefault(name)))];
    }

    /// <summary>What <see cref="ReadAsync"/> would find, without the contents: equal stamps, equal documents. Cheap enough to ask at every look of an open page.</summary>
    public async Task<IReadOnlyList<RuleStamp>> StampsAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        var published = await context.Documents.Where(x => x.Kind == Kind && x.IsPublished).Select(x => new { x.Name, x.Version }).ToDictionaryAsync(x => x.Name, x => x.Version, cancellationToken);
        var drafts = await context.RuleDrafts.Select(x => new { x.Name, x.Version, IsThere = x.Content != null }).ToDictionaryAsync(x => x.Name, cancellationToken);
        return
        [
            .. published.Keys.Union(drafts.Values.Where(d => d.IsThere).Select(d => d.Name)).Order(StringComparer.Ordinal)
                .Select(name => new RuleStamp(name, published.GetValueOrDefault(name), drafts.GetValueOrDefault(name)?.Version ?? 0)),
        ];
    }

    /// <summary>The versions in force, by name: a few short rows of an index, cheap enough to ask every other second.</summary>
    public async Task<IReadOnlyDictionary<string, int>> VersionsInForceAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Documents.Where(x => x.Kind == Kind && x.IsPublished).ToDictionaryAsync(x => x.Name, x => x.Version, cancellationToken);
    }

    /// <summary>Null when the document was never written on.</summary>
    public async Task<RuleDraftRow?> FindDraftAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.RuleDrafts.AsNoTracking().FirstOrDefaultAsync(x => x.Name == name, cancellationToken);
    }

    /// <summary>Stores drafts, all together or none.</summary>
    /// <exception cref="RuleDraftConflictException">Somebody else was faster with one of them; nothing is stored.</exception>
    public Task<IReadOnlyList<RuleDraftRow>> SaveDraftsAsync(IReadOnlyList<RuleDraftWrite> writes, string person, CancellationToken cancellationToken) =>
        ChangeAsync<IReadOnlyList<RuleDraftRow>>([.. writes.Select(w => w.Name)], async context =>
        {
            var drafts = new List<RuleDraftRow>();
            foreach (var write in writes)
            {
                var draft = await TakeDraftAsync(context, write.Name, write.Expected, person, cancellationToken);
                if (await InForceAsync(context, write.Name, cancellationToken) is var inForce && (inForce?.Version ?? 0) != write.BasedOn)
                    throw new RuleDraftConflictException([write.Name]);
                Note(context, person, "rules.draft", write.Name, draft.Content is null ? $"On version {write.BasedOn}. {write.Changes}".TrimEnd() : write.Changes);
                draft.Content = write.Content;
                draft.BasedOn = write.BasedOn;
                draft.By = person;
                drafts.Add(draft);
            }

            return drafts;
        }, cancellationToken);

    /// <summary>Throws a draft away.</summary>
    /// <exception cref="RuleDraftConflictException">Somebody else changed it since.</exception>
    public Task<RuleDraftRow> DiscardDraftAsync(string name, long expected, string person, CancellationToken cancellationToken) =>
        ChangeAsync([name], async context =>
        {
            var draft = await TakeDraftAsync(context, name, expected, person, cancellationToken);
            draft.Content = null;
            draft.By = person;
            Note(context, person, "rules.discard", name, null);
            return draft;
        }, cancellationToken);

    /// <summary>Makes drafts the versions in force, all together or none.</summary>
    /// <param name="judged">All versions in force that the new ones were found to fit, by name.</param>
    /// <exception cref="RuleDraftConflictException">A draft was changed, or something was published under it since.</exception>
    /// <exception cref="RulesMovedException">Another document that they were judged with is in force in another version by now.</exception>
    public Task<IReadOnlyList<DocumentVersion>> PublishAsync(
        IReadOnlyList<RulePublication> publications, IReadOnlyDictionary<string, int> judged, string note, string person, CancellationToken cancellationToken) =>
        ChangeAsync<IReadOnlyList<DocumentVersion>>([.. publications.Select(p => p.Name)], async context =>
        {
            await RequireAsync(context, judged, [.. publications.Select(p => p.Name)], cancellationToken);
            var versions = new List<DocumentVersion>();
            foreach (var publication in publications)
            {
                var draft = await TakeDraftAsync(context, publication.Name, publication.DraftVersion, person, cancellationToken);
                var inForce = await InForceAsync(context, publication.Name, cancellationToken);
                if ((inForce?.Version ?? 0) != draft.BasedOn)
                    throw new RuleDraftConflictException([publication.Name]);
                versions.Add(await PutInForceAsync(context, publication.Name, inForce, publication.Content, note, person, cancellationToken));
                await RuleHits.RenameAsync(context, publication.Name, publication.Renamed, cancellationToken);
                draft.Content = null;
                draft.By = person;
                Note(context, person, "rules.publish", publication.Name, $"Version {versions[^1].Version}: {note}");
            }

            return versions;
        }, cancellationToken);

    /// <summary>Puts the content of an earlier version in force again, as a new version. A draft stays, and is told that it is based on an older version.</summary>
    /// <param name="inForceVersion">The version the person sees in force; 0 when the document was deleted.</param>
    /// <param name="judged">All versions in force that the old one was found to fit, by name.</param>
    /// <param name="renamed">As <see cref="RulePublication.Renamed"/>.</param>
    /// <exception cref="RuleDraftConflictException">Another version is in force by now.</exception>
    /// <exception cref="RulesMovedException">Another document that it was judged with is in force in another version by now.</exception>
    public Task<DocumentVersion> RollBackAsync(
        string name, int version, string content, int inForceVersion, IReadOnlyDictionary<string, int> judged, IReadOnlyDictionary<string, string> renamed, string note, string person,
        CancellationToken cancellationToken) =>
        ChangeAsync([name], async context =>
        {
            await RequireAsync(context, judged, [name], cancellationToken);
            var inForce = await InForceAsync(context, name, cancellationToken);
            if ((inForce?.Version ?? 0) != inForceVersion)
                throw new RuleDraftConflictException([name]);
            await RuleHits.RenameAsync(context, name, renamed, cancellationToken);
            var made = await PutInForceAsync(context, name, inForce, content, note, person, cancellationToken);
            Note(context, person, "rules.roll-back", name, $"Version {made.Version} is version {version} again: {note}");
            return made;
        }, cancellationToken);

    /// <summary>Takes a document out of force, and its draft with it. Its versions stay: the last one can be put in force again.</summary>
    /// <param name="inForceVersion">The version the person sees in force; 0 when it was never published.</param>
    /// <param name="draftVersion">The draft's version before their eyes; 0 when there was none ever.</param>
    /// <param name="judged">All versions in force that were found to do without it, by name.</param>
    /// <exception cref="RuleDraftConflictException">Another version is in force, or somebody wrote in the draft since.</exception>
    /// <exception cref="RulesMovedException">Another document is in force in another version by now.</exception>
    public Task DeleteAsync(
        string name, int inForceVersion, long draftVersion, IReadOnlyDictionary<string, int> judged, string note, string person, CancellationToken cancellationToken) =>
        ChangeAsync([name], async context =>
        {
            await RequireAsync(context, judged, [name], cancellationToken);
            var inForce = await InForceAsync(context, name, cancellationToken);
            if ((inForce?.Version ?? 0) != inForceVersion)
                throw new RuleDraftConflictException([name]);
            var draft = await TakeDraftAsync(context, name, draftVersion, person, cancellationToken);
            draft.Content = null;
            draft.By = person;
            if (inForce is not null)
                inForce.IsPublished = false;
            Note(context, person, "rules.delete", name, inForce is null ? note : $"Version {inForce.Version} was in force: {note}");
            return draft;
        }, cancellationToken);

    /// <summary>All versions, newest first, without their content.</summary>
    public async Task<IReadOnlyList<RuleVersionInfo>> HistoryAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Documents.Where(x => x.Kind == Kind && x.Name == name)
            .OrderByDescending(x => x.Version)
            .Select(x => new RuleVersionInfo(x.Name, x.Version, x.IsPublished, x.CreatedAt, x.CreatedBy, x.Note))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Null when there is no such version.</summary>
    public async Task<DocumentVersion?> FindVersionAsync(string name, int version, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Documents.AsNoTracking().FirstOrDefaultAsync(x => x.Kind == Kind && x.Name == name && x.Version == version, cancellationToken);
    }

    private async Task<T> ChangeAsync<T>(IReadOnlyList<string> names, Func<DeskContext, Task<T>> change, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        try
        {
            var result = await change(context);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsLostRace(e) || DatabaseFaults.IsDuplicate(e))
        {
            // A lost race: the draft's version moved, or the same draft or version was inserted by another node in the same instant.
            throw new RuleDraftConflictException(names, e);
        }
    }

    /// <summary>
    /// From here to the end of the transaction nothing else is published, by people or from shipped files: what was found to fit together still does when it is stored.
    /// </summary>
    private async Task RequireAsync(DeskContext context, IReadOnlyDictionary<string, int> judged, IReadOnlyCollection<string> own, CancellationToken cancellationToken)
    {
        await database.Dialect.HoldContentAsync(context, cancellationToken);
        var now = await context.Documents.Where(x => x.Kind == Kind && x.IsPublished).ToDictionaryAsync(x => x.Name, x => x.Version, cancellationToken);

        // Of the documents themselves the writer is told who was faster, with the difference.
        var moved = judged.Keys.Union(now.Keys).Except(own).Where(name => judged.GetValueOrDefault(name) != now.GetValueOrDefault(name)).Order(StringComparer.Ordinal).ToList();
        if (moved.Count > 0)
            throw new RulesMovedException(moved);
    }

    private async Task<RuleDraftRow> TakeDraftAsync(DeskContext context, string name, long expected, string person, CancellationToken cancellationToken)
    {
        var draft = await context.RuleDrafts.FirstOrDefaultAsync(x => x.Name == name, cancellationToken);
        if ((draft?.Version ?? 0) != expected)
            throw new RuleDraftConflictException([name]);
        if (draft is null)
        {
            draft = new RuleDraftRow { Name = name, By = person };
            context.RuleDrafts.Add(draft);
        }

        draft.Version++;
        draft.At = time.GetUtcNow();
        return draft;
    }

    private static Task<DocumentVersion?> InForceAsync(DeskContext context, string name, CancellationToken cancellationToken) =>
        context.Documents.FirstOrDefaultAsync(x => x.Kind == Kind && x.Name == name && x.IsPublished, cancellationToken);

    private async Task<DocumentVersion> PutInForceAsync(
        DeskContext context, string name, DocumentVersion? inForce, string content, string note, string person, CancellationToken cancellationToken)
    {
        var last = await context.Documents.Where(x => x.Kind == Kind && x.Name == name).MaxAsync(x => (int?)x.Version, cancellationToken) ?? 0;
        if (inForce is not null)
            inForce.IsPublished = false;
        var made = new DocumentVersion
        {
            Kind = Kind,
            Name = name,
            Version = last + 1,
            Content = content,
            IsPublished = true,
            CreatedAt = time.GetUtcNow(),
            CreatedBy = person,
            Note = note,
        };
        context.Documents.Add(made);
        return made;
    }

    private void Note(DeskContext context, string person, string act, string subject, string? details) =>
        context.Audit.Add(new AuditEntry { At = time.GetUtcNow(), Actor = person, Act = act, Subject = subject, Details = details });
}

/// <summary>One document: the version in force and the draft's row, either of which may be missing.</summary>
public sealed record StoredRuleDocument(string Name, DocumentVersion? InForce, RuleDraftRow? Draft);

/// <summary>The versions of one document, without its content.</summary>
/// <param name="InForce">0 when nothing of it is in force.</param>
/// <param name="Draft">The version of the draft's row; 0 when there was none ever.</param>
public sealed record RuleStamp(string Name, int InForce, long Draft);

/// <summary>A draft to be stored.</summary>
/// <param name="Expected">The draft's version the writer has before their eyes; 0 when there was none ever.</param>
/// <param name="BasedOn">The published version the writer began with.</param>
/// <param name="Changes">What is different from what stood there before, in words for the audit; null when that is not known.</param>
public sealed record RuleDraftWrite(string Name, string Content, long Expected, int BasedOn, string? Changes);

/// <summary>A draft to be put in force.</summary>
/// <param name="Content">What is stored; the draft itself, or the same rules written in another form.</param>
/// <param name="DraftVersion">The draft's version that was looked at.</param>
public sealed record RulePublication(string Name, string Content, long DraftVersion)
{
    /// <summary>New names of rules with the old one of each: their hits go with them.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>();
}

/// <summary>One version in a document's history.</summary>
public sealed record RuleVersionInfo(string Name, int Version, bool IsInForce, DateTimeOffset At, string By, string? Note);

/// <summary>Somebody else changed the documents since they were read.</summary>
public sealed class RuleDraftConflictException(IReadOnlyList<string> names, Exception? inner = null)
    : Exception($"Somebody else changed {string.Join(", ", names)} in the meantime; nothing was stored.", inner)
{
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>What was judged together is not together in force any more; nothing was stored. To be judged anew and tried again.</summary>
public sealed class RulesMovedException(IReadOnlyList<string> names)
    : Exception($"{string.Join(", ", names)} changed in the meantime; nothing was stored.")
{
    public IReadOnlyList<string> Names { get; } = names;
}

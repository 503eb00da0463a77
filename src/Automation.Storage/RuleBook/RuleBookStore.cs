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

    /// <summary>Stores a draft.</summary>
    /// <param name="expected">The draft's version the writer has before their eyes; 0 when there was none ever.</param>
    /// <param name="basedOn">The published version the writer began with.</param>
    /// <param name="changes">What is different from what stood there before, in words for the audit; null when that is not known.</param>
    /// <exception cref="RuleDraftConflictException">Somebody else was faster; nothing is stored.</exception>
    public Task<RuleDraftRow> SaveDraftAsync(string name, string content, long expected, int basedOn, string person, string? changes, CancellationToken cancellationToken) =>
        ChangeAsync([name], async context =>
        {
            var draft = await TakeDraftAsync(context, name, expected, person, cancellationToken);
            if (await InForceAsync(context, name, cancellationToken) is var inForce && (inForce?.Version ?? 0) != basedOn)
                throw new RuleDraftConflictException([name]);
            Note(context, person, "rules.draft", name, draft.Content is null ? $"On version {basedOn}. {changes}".TrimEnd() : changes);
            draft.Content = content;
            draft.BasedOn = basedOn;
            draft.By = person;
            return draft;
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
    /// <exception cref="RuleDraftConflictException">A draft was changed, or something was published under it since.</exception>
    public Task<IReadOnlyList<DocumentVersion>> PublishAsync(IReadOnlyList<RulePublication> publications, string note, string person, CancellationToken cancellationToken) =>
        ChangeAsync<IReadOnlyList<DocumentVersion>>([.. publications.Select(p => p.Name)], async context =>
        {
            var versions = new List<DocumentVersion>();
            foreach (var publication in publications)
            {
                var draft = await TakeDraftAsync(context, publication.Name, publication.DraftVersion, person, cancellationToken);
                var inForce = await InForceAsync(context, publication.Name, cancellationToken);
                if ((inForce?.Version ?? 0) != draft.BasedOn)
                    throw new RuleDraftConflictException([publication.Name]);
                versions.Add(await PutInForceAsync(context, publication.Name, inForce, publication.Content, note, person, cancellationToken));
                draft.Content = null;
                draft.By = person;
                Note(context, person, "rules.publish", publication.Name, $"Version {versions[^1].Version}: {note}");
            }

            return versions;
        }, cancellationToken);

    /// <summary>Puts the content of an earlier version in force again, as a new version. A draft stays, and is told that it is based on an older version.</summary>
    /// <param name="inForceVersion">The version the person sees in force.</param>
    /// <exception cref="RuleDraftConflictException">Another version is in force by now.</exception>
    public Task<DocumentVersion> RollBackAsync(string name, int version, string content, int inForceVersion, string note, string person, CancellationToken cancellationToken) =>
        ChangeAsync([name], async context =>
        {
            var inForce = await InForceAsync(context, name, cancellationToken);
            if (inForce?.Version != inForceVersion)
                throw new RuleDraftConflictException([name]);
            var made = await PutInForceAsync(context, name, inForce, content, note, person, cancellationToken);
            Note(context, person, "rules.roll-back", name, $"Version {made.Version} is version {version} again: {note}");
            return made;
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

/// <summary>A draft to be put in force.</summary>
/// <param name="Content">What is stored; the draft itself, or the same rules written in another form.</param>
/// <param name="DraftVersion">The draft's version that was looked at.</param>
public sealed record RulePublication(string Name, string Content, long DraftVersion);

/// <summary>One version in a document's history.</summary>
public sealed record RuleVersionInfo(string Name, int Version, bool IsInForce, DateTimeOffset At, string By, string? Note);

/// <summary>Somebody else changed the documents since they were read.</summary>
public sealed class RuleDraftConflictException(IReadOnlyList<string> names, Exception? inner = null)
    : Exception($"Somebody else changed {string.Join(", ", names)} in the meantime; nothing was stored.", inner)
{
    public IReadOnlyList<string> Names { get; } = names;
}

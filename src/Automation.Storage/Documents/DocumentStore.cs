using System.Security.Cryptography;
using System.Text;
using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Documents;

/// <summary>Versions of administrators' documents.</summary>
public sealed class DocumentStore(DeskDatabase database, TimeProvider time)
{
    /// <summary>The version in force of each document of a kind, by name.</summary>
    public async Task<IReadOnlyList<DocumentVersion>> PublishedAsync(DocumentKind kind, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Documents.AsNoTracking()
            .Where(x => x.Kind == kind && x.IsPublished)
            .OrderBy(x => x.Name)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Versions of a document before this one, newest first.</summary>
    public async Task<IReadOnlyList<DocumentVersion>> EarlierAsync(DocumentKind kind, string name, int before, int count, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Documents.AsNoTracking()
            .Where(x => x.Kind == kind && x.Name == name && x.Version < before)
            .OrderByDescending(x => x.Version)
            .Take(count)
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Takes in a shipped document that was found good. It becomes a new published version, unless it is already the last shipped one,
    /// or a person has edited the document since: then it is only offered.
    /// </summary>
    public async Task<ShippedDocumentOutcome> TakeShippedAsync(DocumentKind kind, string name, string content, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        await database.Dialect.HoldContentAsync(context, cancellationToken);
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        var versions = await context.Documents.Where(x => x.Kind == kind && x.Name == name).OrderBy(x => x.Version).ToListAsync(cancellationToken);
        if (versions.LastOrDefault(v => v.ShippedHash is not null)?.ShippedHash == hash)
            return ShippedDocumentOutcome.Unchanged;
        // What a person wrote stays, and so does what a person deleted.
        if (versions.LastOrDefault() is { } last && (last.ShippedHash is null || !versions.Exists(v => v.IsPublished)))
            return ShippedDocumentOutcome.Offered;
        foreach (var version in versions)
            version.IsPublished = false;
        context.Documents.Add(new DocumentVersion
        {
            Kind = kind,
            Name = name,
            Version = (versions.LastOrDefault()?.Version ?? 0) + 1,
            Content = content,
            IsPublished = true,
            CreatedAt = time.GetUtcNow(),
            CreatedBy = "shipped",
            ShippedHash = hash,
        });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return versions.Count == 0 ? ShippedDocumentOutcome.Created : ShippedDocumentOutcome.Updated;
    }
}

public enum ShippedDocumentOutcome
{
    Created,
    Updated,
    Unchanged,

    /// <summary>A person edited the last version; the shipped one waits for somebody to take it over.</summary>
    Offered,

    /// <summary>As offered, but a person has taken the file over or chosen to keep their own.</summary>
    Answered,
}
